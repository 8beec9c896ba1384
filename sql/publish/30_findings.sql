-- Findings of the winning versions replace all findings of the same articles.

INSERT INTO warehouse.organisations (organisation_id, name, kind, parent_id, place, registered, lineage_id)
SELECT DISTINCT ON (s.organisation_id)
    s.organisation_id, s.name, s.kind, s.parent_id, s.place, s.registered, s.organisation_id
FROM staging.organisation_mentions AS s
WHERE s.batch_id = :batch_id
ORDER BY s.organisation_id, s.name, s.kind, s.parent_id, s.place
ON CONFLICT (organisation_id) DO NOTHING;

INSERT INTO warehouse.systems (system_id, name, registered, lineage_id)
SELECT DISTINCT ON (system_id) system_id, name, true, system_id
FROM staging.system_mentions
WHERE batch_id = :batch_id
ORDER BY system_id, name
ON CONFLICT (system_id) DO NOTHING;

DELETE FROM warehouse.decree_mentions WHERE article_id IN (SELECT article_id FROM winning);
INSERT INTO warehouse.decree_mentions (
    mention_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, number, doc_type,
    issuer, year, year_from, issued_on, issued_precision, date_from, title, stage, pinpoint, form, short_form,
    repaired, confidence, method, rules_version
)
SELECT
    s.mention_id, s.article_id, s.article_version_id, w.home_batch, s.ordinal, s.start_char, s.end_char, s.quote,
    s.number, s.doc_type, s.issuer, s.year, s.year_from, s.issued_on, s.issued_precision, s.date_from, s.title, s.stage,
    s.pinpoint, s.form, s.short_form, s.repaired, s.confidence, s.method, s.rules_version
FROM staging.decree_mentions AS s
JOIN winning AS w USING (batch_id, article_version_id);
INSERT INTO touched_documents
SELECT DISTINCT document_key FROM warehouse.decree_mentions WHERE article_id IN (SELECT article_id FROM winning);

-- Those of the replaced mentions went with them.
INSERT INTO warehouse.decree_relations (
    relation_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, relation,
    subject_mention_id, object_mention_id, scope, effective_on, repaired, confidence, method, rules_version
)
SELECT
    s.relation_id, s.article_id, s.article_version_id, w.home_batch, s.ordinal, s.start_char, s.end_char, s.quote,
    s.relation, s.subject_mention_id, s.object_mention_id, s.scope, s.effective_on, s.repaired, s.confidence, s.method, s.rules_version
FROM staging.decree_relations AS s
JOIN winning AS w USING (batch_id, article_version_id);

INSERT INTO warehouse.decree_events (
    event_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, event,
    subject_mention_id, happened_on, happened_precision, repaired, confidence, method, rules_version
)
SELECT
    s.event_id, s.article_id, s.article_version_id, w.home_batch, s.ordinal, s.start_char, s.end_char, s.quote, s.event,
    s.subject_mention_id, s.happened_on, s.happened_precision, s.repaired, s.confidence, s.method, s.rules_version
FROM staging.decree_events AS s
JOIN winning AS w USING (batch_id, article_version_id);

DELETE FROM warehouse.organisation_mentions WHERE article_id IN (SELECT article_id FROM winning);
INSERT INTO warehouse.organisation_mentions (
    mention_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, organisation_id,
    name, kind, registered, office_holder, parent_id, place, role, person, office, repaired, confidence, method, rules_version
)
SELECT
    s.mention_id, s.article_id, s.article_version_id, w.home_batch, s.ordinal, s.start_char, s.end_char, s.quote,
    s.organisation_id, s.name, s.kind, s.registered, s.office_holder, s.parent_id, s.place, s.role, s.person, s.office,
    s.repaired, s.confidence, s.method, s.rules_version
FROM staging.organisation_mentions AS s
JOIN winning AS w USING (batch_id, article_version_id);

DELETE FROM warehouse.system_mentions WHERE article_id IN (SELECT article_id FROM winning);
INSERT INTO warehouse.system_mentions (
    mention_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, system_id,
    name, repaired, confidence, method, rules_version
)
SELECT
    s.mention_id, s.article_id, s.article_version_id, w.home_batch, s.ordinal, s.start_char, s.end_char, s.quote,
    s.system_id, s.name, s.repaired, s.confidence, s.method, s.rules_version
FROM staging.system_mentions AS s
JOIN winning AS w USING (batch_id, article_version_id);

DELETE FROM warehouse.metrics WHERE article_id IN (SELECT article_id FROM winning);
INSERT INTO warehouse.metrics (
    metric_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, value, value_high,
    unit, comparator, measure, direction, status, status_detail, unit_detail, denominator, per, base, period,
    period_from, period_kind, baseline, object, indicator_id, ranking_scope, edition, organisation_id, area, area_from,
    system_id, basis, said_by_person, said_by_organisation_id, source_document, sentence, minor, repaired, confidence,
    method, rules_version
)
SELECT
    s.metric_id, s.article_id, s.article_version_id, w.home_batch, s.ordinal, s.start_char, s.end_char, s.quote,
    trim_scale(s.value), trim_scale(s.value_high), s.unit, s.comparator, s.measure, s.direction, s.status,
    s.status_detail, s.unit_detail, trim_scale(s.denominator), s.per, s.base, s.period, s.period_from, s.period_kind,
    s.baseline, s.object, s.indicator_id, s.ranking_scope, s.edition, s.organisation_id, s.area, s.area_from, s.system_id,
    s.basis, s.said_by_person, s.said_by_organisation_id, s.source_document, s.sentence, s.minor, s.repaired,
    s.confidence, s.method, s.rules_version
FROM staging.metrics AS s
JOIN winning AS w USING (batch_id, article_version_id);

-- Bodies outside the registry exist only as long as an article names them.
DELETE FROM warehouse.organisations AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.organisation_mentions AS m WHERE m.organisation_id = o.organisation_id);
DELETE FROM warehouse.systems AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.system_mentions AS m WHERE m.system_id = o.system_id);
