-- What summaries are counted of. Dropped and made anew by every migration.

DROP VIEW IF EXISTS warehouse.counted, warehouse.changes_of_articles;

-- Every finding that counts for an entity, once for each part in which it counts.
CREATE VIEW warehouse.counted AS
SELECT 'decree' AS kind, m.decree_id AS entity_id, 'all' AS part, m.article_id, m.mention_id AS finding_id
FROM warehouse.decree_mentions AS m
WHERE m.decree_id IS NOT NULL
UNION ALL
SELECT 'organisation', m.organisation_id, p.part, m.article_id, m.mention_id
FROM warehouse.organisation_mentions AS m
CROSS JOIN LATERAL unnest(CASE WHEN m.office_holder THEN ARRAY['all'] ELSE ARRAY['all', 'named', m.role] END) AS p (part)
UNION ALL
SELECT 'area', m.area, 'all', m.article_id, m.mention_id
FROM warehouse.organisation_mentions AS m
WHERE m.area IS NOT NULL
UNION ALL
SELECT 'system', m.system_id, 'all', m.article_id, m.mention_id
FROM warehouse.system_mentions AS m
UNION ALL
SELECT 'indicator', m.indicator_id, 'all', m.article_id, m.metric_id
FROM warehouse.metrics AS m
WHERE m.indicator_id IS NOT NULL AND NOT m.minor
UNION ALL
SELECT 'claims', st.source_id, p.part, m.article_id, m.metric_id
FROM warehouse.metrics AS m
JOIN warehouse.article_stories AS st USING (article_id)
CROSS JOIN LATERAL unnest(array_remove(ARRAY[
    'all', m.status, CASE WHEN m.period IS NOT NULL THEN m.period_basis END, 'because ' || m.not_charted_because,
    CASE
        WHEN EXISTS (
            SELECT FROM warehouse.metrics AS o
            WHERE o.article_version_id = m.article_version_id AND o.claim_start = m.start_char AND o.repaired
        ) THEN 'repaired'
    END
], NULL)) AS p (part)
WHERE m.start_char = m.claim_start AND NOT m.minor;

-- What each article tells to have happened to a document, by itself or by another one.
CREATE VIEW warehouse.changes_of_articles AS
SELECT
    m.decree_id, e.event AS change, NULL::text AS by_decree_id, NULL::text AS scope, e.happened_on, e.happened_precision, e.article_id,
    e.quote, e.event_id AS finding_id
FROM warehouse.decree_events AS e
JOIN warehouse.decree_mentions AS m ON m.mention_id = e.subject_mention_id
WHERE m.decree_id IS NOT NULL
UNION ALL
SELECT
    o.decree_id, r.relation, s.decree_id, r.scope, r.effective_on, CASE WHEN r.effective_on IS NOT NULL THEN 'day' END, r.article_id,
    r.quote, r.relation_id
FROM warehouse.decree_relations AS r
JOIN warehouse.decree_mentions AS s ON s.mention_id = r.subject_mention_id
JOIN warehouse.decree_mentions AS o ON o.mention_id = r.object_mention_id
WHERE o.decree_id IS NOT NULL AND s.decree_id IS NOT NULL AND s.decree_id <> o.decree_id;
