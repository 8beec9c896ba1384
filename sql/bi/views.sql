-- The views that BI tools read. Dropped and made anew by every migration; names and columns are a promise to their readers.
-- They show short quotes and single sentences, never whole texts.

DROP VIEW IF EXISTS bi.decree_timeline, bi.decree_months, bi.decree_relations, bi.organisations, bi.organisation_activity,
    bi.organisation_months, bi.organisation_review, bi.systems, bi.metric_series, bi.metric_claims, bi.indicators;

CREATE VIEW bi.decree_timeline AS
SELECT
    d.decree_id,
    d.number,
    d.doc_type,
    d.issuer,
    d.year,
    d.issued_on,
    d.dates_disagree,
    d.title,
    d.stage,
    d.known_number,
    e.effective_on,
    e.expires_on,
    min(a.published_on)                                                   AS first_seen_on,
    max(a.published_on)                                                   AS last_seen_on,
    count(*)                                                              AS mentions,
    count(DISTINCT m.article_id)                                          AS articles,
    count(DISTINCT lower(a.title))                                        AS stories,
    count(DISTINCT a.source_id)                                           AS sources,
    (array_agg(m.quote ORDER BY a.published_at NULLS LAST, m.mention_id))[1] AS example_quote,
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, m.mention_id))[1]   AS example_url,
    months.mentions_by_month
FROM warehouse.decrees AS d
JOIN warehouse.decree_mentions AS m USING (decree_id)
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN LATERAL (
    SELECT
        mode() WITHIN GROUP (ORDER BY v.happened_on) FILTER (WHERE v.event = 'takes_effect') AS effective_on,
        mode() WITHIN GROUP (ORDER BY v.happened_on) FILTER (WHERE v.event = 'expires')      AS expires_on
    FROM warehouse.decree_events AS v
    JOIN warehouse.decree_mentions AS s ON s.mention_id = v.subject_mention_id
    WHERE s.decree_id = d.decree_id AND v.happened_precision = 'day'
) AS e ON true
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(n.month, n.mentions) AS mentions_by_month
    FROM (
        SELECT to_char(w.published_on, 'YYYY-MM') AS month, count(*) AS mentions
        FROM warehouse.decree_mentions AS c
        JOIN warehouse.articles AS w USING (article_id)
        WHERE c.decree_id = d.decree_id AND w.published_on IS NOT NULL
        GROUP BY 1
    ) AS n
) AS months ON true
GROUP BY d.decree_id, e.effective_on, e.expires_on, months.mentions_by_month;

COMMENT ON VIEW bi.decree_timeline IS 'One row per legal or administrative document that articles cite, by number or by name';
COMMENT ON COLUMN bi.decree_timeline.decree_id IS 'Stable id of the document (number or name, issuer and year)';
COMMENT ON COLUMN bi.decree_timeline.number IS 'Official number, properly written; null for a document that articles name without one';
COMMENT ON COLUMN bi.decree_timeline.doc_type IS 'Type in Vietnamese: nghị định, quyết định, …';
COMMENT ON COLUMN bi.decree_timeline.issuer IS 'Issuing authority, full name';
COMMENT ON COLUMN bi.decree_timeline.year IS 'Year of the document; null when no article tells it';
COMMENT ON COLUMN bi.decree_timeline.issued_on IS 'Date of issue that articles state most often; null when none states it';
COMMENT ON COLUMN bi.decree_timeline.dates_disagree IS 'True when articles state different dates of issue';
COMMENT ON COLUMN bi.decree_timeline.title IS 'Subject or name as most articles print it';
COMMENT ON COLUMN bi.decree_timeline.stage IS 'draft, requested or announced, while no article tells that it is out';
COMMENT ON COLUMN bi.decree_timeline.known_number IS 'Number of the law that is meant, where articles give only its name: the newest of that name at their dates, by the registry';
COMMENT ON COLUMN bi.decree_timeline.effective_on IS 'Day from which it has effect, as articles state most often';
COMMENT ON COLUMN bi.decree_timeline.expires_on IS 'Day on which it ceases to have effect, as articles state most often';
COMMENT ON COLUMN bi.decree_timeline.first_seen_on IS 'Day of the first article that cites it (Vietnam time)';
COMMENT ON COLUMN bi.decree_timeline.last_seen_on IS 'Day of the last article that cites it';
COMMENT ON COLUMN bi.decree_timeline.mentions IS 'Citations in all articles';
COMMENT ON COLUMN bi.decree_timeline.articles IS 'Articles that cite it';
COMMENT ON COLUMN bi.decree_timeline.stories IS 'Articles that cite it, those with the same headline counted once';
COMMENT ON COLUMN bi.decree_timeline.sources IS 'Sources whose articles cite it';
COMMENT ON COLUMN bi.decree_timeline.example_quote IS 'First citation as it was printed';
COMMENT ON COLUMN bi.decree_timeline.example_url IS 'Article of that citation';

COMMENT ON COLUMN bi.decree_timeline.mentions_by_month IS 'Citations by month of publication: {"2026-11": 3}; bi.decree_months has them as rows';

CREATE VIEW bi.decree_months AS
SELECT
    d.decree_id,
    d.number,
    d.doc_type,
    d.title,
    date_trunc('month', a.published_on)::date AS month,
    count(*)                                  AS mentions,
    count(DISTINCT m.article_id)              AS articles,
    count(DISTINCT a.source_id)               AS sources
FROM warehouse.decrees AS d
JOIN warehouse.decree_mentions AS m USING (decree_id)
JOIN warehouse.articles AS a USING (article_id)
WHERE a.published_on IS NOT NULL
GROUP BY d.decree_id, month;

COMMENT ON VIEW bi.decree_months IS 'Citations of each document by month of publication';
COMMENT ON COLUMN bi.decree_months.decree_id IS 'The document in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_months.number IS 'Official number; null for a document that articles name without one';
COMMENT ON COLUMN bi.decree_months.doc_type IS 'Type in Vietnamese: nghị định, quyết định, …';
COMMENT ON COLUMN bi.decree_months.title IS 'Subject or name as most articles print it';
COMMENT ON COLUMN bi.decree_months.month IS 'First day of the month of publication (Vietnam time)';
COMMENT ON COLUMN bi.decree_months.mentions IS 'Citations in that month';
COMMENT ON COLUMN bi.decree_months.articles IS 'Articles of that month that cite it';
COMMENT ON COLUMN bi.decree_months.sources IS 'Sources whose articles of that month cite it';

CREATE VIEW bi.decree_relations AS
SELECT
    s.decree_id                                                           AS subject_id,
    s.number                                                              AS subject_number,
    s.doc_type                                                            AS subject_type,
    s.title                                                               AS subject_title,
    r.relation,
    o.decree_id                                                           AS object_id,
    o.number                                                              AS object_number,
    o.doc_type                                                            AS object_type,
    o.title                                                               AS object_title,
    r.scope,
    mode() WITHIN GROUP (ORDER BY r.effective_on)                         AS effective_on,
    min(a.published_on)                                                   AS first_seen_on,
    count(DISTINCT r.article_id)                                          AS articles,
    count(DISTINCT a.source_id)                                           AS sources,
    (array_agg(r.quote ORDER BY a.published_at NULLS LAST, r.relation_id))[1] AS example_quote,
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, r.relation_id))[1]   AS example_url
FROM warehouse.decree_relations AS r
JOIN warehouse.decree_mentions AS sm ON sm.mention_id = r.subject_mention_id
JOIN warehouse.decrees AS s ON s.decree_id = sm.decree_id
JOIN warehouse.decree_mentions AS om ON om.mention_id = r.object_mention_id
JOIN warehouse.decrees AS o ON o.decree_id = om.decree_id
JOIN warehouse.articles AS a ON a.article_id = r.article_id
WHERE s.decree_id <> o.decree_id
GROUP BY s.decree_id, r.relation, o.decree_id, r.scope;

COMMENT ON VIEW bi.decree_relations IS 'What one document does to another, as articles tell it; one row per pair, relation and part concerned';
COMMENT ON COLUMN bi.decree_relations.subject_id IS 'The document that acts, in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_relations.subject_number IS 'Its number; null for a document that articles name without one';
COMMENT ON COLUMN bi.decree_relations.subject_type IS 'Its type in Vietnamese';
COMMENT ON COLUMN bi.decree_relations.subject_title IS 'Its subject or name';
COMMENT ON COLUMN bi.decree_relations.relation IS 'amends, supplements, replaces, repeals, based_on, implements or guides';
COMMENT ON COLUMN bi.decree_relations.object_id IS 'The document that is acted on, in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_relations.object_number IS 'Its number; null for a document that articles name without one';
COMMENT ON COLUMN bi.decree_relations.object_type IS 'Its type in Vietnamese';
COMMENT ON COLUMN bi.decree_relations.object_title IS 'Its subject or name';
COMMENT ON COLUMN bi.decree_relations.scope IS 'whole, or the part that is concerned as printed: khoản 2 Điều 5';
COMMENT ON COLUMN bi.decree_relations.effective_on IS 'Day from which it holds, as articles state most often; null when none states it';
COMMENT ON COLUMN bi.decree_relations.first_seen_on IS 'Day of the first article that tells it (Vietnam time)';
COMMENT ON COLUMN bi.decree_relations.articles IS 'Articles that tell it';
COMMENT ON COLUMN bi.decree_relations.sources IS 'Sources whose articles tell it';
COMMENT ON COLUMN bi.decree_relations.example_quote IS 'The clause of the first of them';
COMMENT ON COLUMN bi.decree_relations.example_url IS 'Article of that clause';

CREATE VIEW bi.organisations AS
SELECT
    o.organisation_id,
    o.name,
    o.name_en,
    o.kind,
    o.registered,
    o.parent_id,
    p.name                                          AS parent_name,
    o.place                                         AS province,
    o.iso,
    o.valid_from,
    o.valid_to,
    o.heir_id,
    o.lineage_id,
    coalesce(l.name, o.name)                        AS lineage_name,
    (SELECT array_agg(a.alias ORDER BY a.alias) FROM warehouse.organisation_aliases AS a
     WHERE a.organisation_id = o.organisation_id)   AS aliases,
    (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'event', e.event, 'date', e.happened_on, 'other', e.other_id, 'by', e.decided_by, 'note', e.note))
            ORDER BY e.ordinal) FROM warehouse.organisation_events AS e
     WHERE e.organisation_id = o.organisation_id)   AS events,
    coalesce(m.mentions, 0)                         AS mentions,
    coalesce(m.articles, 0)                         AS articles,
    coalesce(m.stories, 0)                          AS stories,
    m.first_seen_on,
    m.last_seen_on,
    o.source
FROM warehouse.organisations AS o
LEFT JOIN warehouse.organisations AS p ON p.organisation_id = o.parent_id
LEFT JOIN warehouse.organisations AS l ON l.organisation_id = o.lineage_id
LEFT JOIN (
    SELECT
        n.organisation_id,
        count(*)                         AS mentions,
        count(DISTINCT n.article_id)     AS articles,
        count(DISTINCT lower(a.title))   AS stories,
        min(a.published_on)              AS first_seen_on,
        max(a.published_on)              AS last_seen_on
    FROM warehouse.organisation_mentions AS n
    JOIN warehouse.articles AS a USING (article_id)
    GROUP BY n.organisation_id
) AS m ON m.organisation_id = o.organisation_id;

COMMENT ON VIEW bi.organisations IS 'Every body of the registry and every other one that articles name; group by lineage_id for a series that runs across mergers and renamings';
COMMENT ON COLUMN bi.organisations.organisation_id IS 'Id in the registry, or made from name and place or parent for a body it does not hold';
COMMENT ON COLUMN bi.organisations.name IS 'Full official Vietnamese name';
COMMENT ON COLUMN bi.organisations.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN bi.organisations.kind IS 'Kind of body: ministry, agency, province_committee, …';
COMMENT ON COLUMN bi.organisations.registered IS 'False for a body that the registry does not hold: see bi.organisation_review';
COMMENT ON COLUMN bi.organisations.parent_id IS 'Body that it belongs to';
COMMENT ON COLUMN bi.organisations.parent_name IS 'Name of that body';
COMMENT ON COLUMN bi.organisations.province IS 'Province of a provincial or local body, as an id of registry/places.yaml';
COMMENT ON COLUMN bi.organisations.iso IS 'ISO 3166-2 code of that province';
COMMENT ON COLUMN bi.organisations.valid_from IS 'First day under this name; null when unknown';
COMMENT ON COLUMN bi.organisations.valid_to IS 'Last day under this name; null while it exists';
COMMENT ON COLUMN bi.organisations.heir_id IS 'Body that carries on what it did as a whole';
COMMENT ON COLUMN bi.organisations.lineage_id IS 'Last of its heirs, or itself: bodies of one line share it';
COMMENT ON COLUMN bi.organisations.lineage_name IS 'Name of the last of its heirs';
COMMENT ON COLUMN bi.organisations.aliases IS 'Short names and acronyms';
COMMENT ON COLUMN bi.organisations.events IS 'What became of it: [{"event": "merged", "date": "2025-03-01", "other": "…", "by": "176/2025/QH15"}]';
COMMENT ON COLUMN bi.organisations.mentions IS 'Mentions in all articles';
COMMENT ON COLUMN bi.organisations.articles IS 'Articles that name it';
COMMENT ON COLUMN bi.organisations.stories IS 'Articles that name it, those with the same headline counted once';
COMMENT ON COLUMN bi.organisations.first_seen_on IS 'Day of the first article that names it (Vietnam time)';
COMMENT ON COLUMN bi.organisations.last_seen_on IS 'Day of the last article that names it';
COMMENT ON COLUMN bi.organisations.source IS 'Where the registry has its facts from';

CREATE VIEW bi.organisation_activity AS
SELECT
    o.organisation_id,
    o.name,
    o.name_en,
    o.kind,
    o.registered,
    o.place                                   AS province,
    o.lineage_id,
    coalesce(l.name, o.name)                  AS lineage_name,
    date_trunc('month', a.published_on)::date AS month,
    m.role,
    count(*)                                  AS mentions,
    count(DISTINCT m.article_id)              AS articles,
    count(DISTINCT lower(a.title))            AS stories,
    count(DISTINCT a.source_id)               AS sources
FROM warehouse.organisations AS o
JOIN warehouse.organisation_mentions AS m USING (organisation_id)
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.organisations AS l ON l.organisation_id = o.lineage_id
WHERE NOT m.office_holder
GROUP BY o.organisation_id, l.name, month, m.role;

COMMENT ON VIEW bi.organisation_activity IS 'How often each organisation is named, by month of publication and by what it does there; bi.organisation_months has the months as a whole';
COMMENT ON COLUMN bi.organisation_activity.organisation_id IS 'Id in the registry, or made from the name for a body it does not hold';
COMMENT ON COLUMN bi.organisation_activity.name IS 'Full official Vietnamese name';
COMMENT ON COLUMN bi.organisation_activity.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN bi.organisation_activity.kind IS 'Kind of body: ministry, agency, province_committee, …';
COMMENT ON COLUMN bi.organisation_activity.registered IS 'False for a body that the registry does not hold';
COMMENT ON COLUMN bi.organisation_activity.province IS 'Province of a provincial or local body, as an id of registry/places.yaml';
COMMENT ON COLUMN bi.organisation_activity.lineage_id IS 'Last of its heirs, or itself: sum over it for a series across mergers';
COMMENT ON COLUMN bi.organisation_activity.lineage_name IS 'Name of the last of its heirs';
COMMENT ON COLUMN bi.organisation_activity.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.organisation_activity.role IS 'acts, speaks (itself or somebody for it), present (listed among guests) or spoken_of';
COMMENT ON COLUMN bi.organisation_activity.mentions IS 'Mentions of that role in all articles of the month';
COMMENT ON COLUMN bi.organisation_activity.articles IS 'Articles of the month that hold one';
COMMENT ON COLUMN bi.organisation_activity.stories IS 'Those articles, the same headline counted once';
COMMENT ON COLUMN bi.organisation_activity.sources IS 'Sources of those articles';

CREATE VIEW bi.organisation_months AS
SELECT
    o.organisation_id,
    o.name,
    o.name_en,
    o.kind,
    o.registered,
    o.place                                   AS province,
    o.lineage_id,
    coalesce(l.name, o.name)                  AS lineage_name,
    date_trunc('month', a.published_on)::date AS month,
    count(*)                                  AS mentions,
    count(DISTINCT m.article_id)              AS articles,
    count(DISTINCT lower(a.title))            AS stories,
    count(DISTINCT a.source_id)               AS sources
FROM warehouse.organisations AS o
JOIN warehouse.organisation_mentions AS m USING (organisation_id)
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.organisations AS l ON l.organisation_id = o.lineage_id
WHERE NOT m.office_holder
GROUP BY o.organisation_id, l.name, month;

COMMENT ON VIEW bi.organisation_months IS 'How often each organisation is named, by month of publication, whatever it does there';
COMMENT ON COLUMN bi.organisation_months.organisation_id IS 'Id in the registry, or made from the name for a body it does not hold';
COMMENT ON COLUMN bi.organisation_months.name IS 'Full official Vietnamese name';
COMMENT ON COLUMN bi.organisation_months.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN bi.organisation_months.kind IS 'Kind of body: ministry, agency, province_committee, …';
COMMENT ON COLUMN bi.organisation_months.registered IS 'False for a body that the registry does not hold';
COMMENT ON COLUMN bi.organisation_months.province IS 'Province of a provincial or local body, as an id of registry/places.yaml';
COMMENT ON COLUMN bi.organisation_months.lineage_id IS 'Last of its heirs, or itself: sum over it for a series across mergers';
COMMENT ON COLUMN bi.organisation_months.lineage_name IS 'Name of the last of its heirs';
COMMENT ON COLUMN bi.organisation_months.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.organisation_months.mentions IS 'Mentions in all articles of the month';
COMMENT ON COLUMN bi.organisation_months.articles IS 'Articles of the month that name it';
COMMENT ON COLUMN bi.organisation_months.stories IS 'Those articles, the same headline counted once';
COMMENT ON COLUMN bi.organisation_months.sources IS 'Sources of those articles';

CREATE VIEW bi.organisation_review AS
SELECT
    o.organisation_id,
    o.name,
    o.kind,
    o.parent_id,
    o.place                                                               AS province,
    count(*)                                                              AS mentions,
    count(DISTINCT m.article_id)                                          AS articles,
    count(DISTINCT a.source_id)                                           AS sources,
    min(a.published_on)                                                   AS first_seen_on,
    max(a.published_on)                                                   AS last_seen_on,
    (array_agg(m.quote ORDER BY a.published_at NULLS LAST, m.mention_id))[1] AS example_quote,
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, m.mention_id))[1]   AS example_url
FROM warehouse.organisations AS o
JOIN warehouse.organisation_mentions AS m USING (organisation_id)
JOIN warehouse.articles AS a USING (article_id)
WHERE NOT o.registered
GROUP BY o.organisation_id;

COMMENT ON VIEW bi.organisation_review IS 'Bodies that articles name and the registry does not hold: adopt, merge or reject them with theodoi review-organisations';
COMMENT ON COLUMN bi.organisation_review.organisation_id IS 'Id made from name and place or parent';
COMMENT ON COLUMN bi.organisation_review.name IS 'Name as the grammar read it';
COMMENT ON COLUMN bi.organisation_review.kind IS 'Kind that its first word tells';
COMMENT ON COLUMN bi.organisation_review.parent_id IS 'Body that it belongs to, where the text tells';
COMMENT ON COLUMN bi.organisation_review.province IS 'Province of it, where the text tells';
COMMENT ON COLUMN bi.organisation_review.mentions IS 'Mentions in all articles';
COMMENT ON COLUMN bi.organisation_review.articles IS 'Articles that name it';
COMMENT ON COLUMN bi.organisation_review.sources IS 'Sources of those articles';
COMMENT ON COLUMN bi.organisation_review.first_seen_on IS 'Day of the first article that names it (Vietnam time)';
COMMENT ON COLUMN bi.organisation_review.last_seen_on IS 'Day of the last article that names it';
COMMENT ON COLUMN bi.organisation_review.example_quote IS 'First mention as it was printed';
COMMENT ON COLUMN bi.organisation_review.example_url IS 'Article of that mention';

CREATE VIEW bi.systems AS
SELECT
    s.system_id,
    s.name,
    s.name_en,
    s.kind,
    s.generic,
    s.owner_id,
    o.name                                          AS owner_name,
    s.valid_from,
    s.valid_to,
    s.heir_id,
    s.lineage_id,
    coalesce(l.name, s.name)                        AS lineage_name,
    (SELECT array_agg(a.alias ORDER BY a.alias) FROM warehouse.system_aliases AS a
     WHERE a.system_id = s.system_id)               AS aliases,
    coalesce(m.mentions, 0)                         AS mentions,
    coalesce(m.articles, 0)                         AS articles,
    coalesce(m.stories, 0)                          AS stories,
    m.first_seen_on,
    m.last_seen_on
FROM warehouse.systems AS s
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = s.owner_id
LEFT JOIN warehouse.systems AS l ON l.system_id = s.lineage_id
LEFT JOIN (
    SELECT
        n.system_id,
        count(*)                         AS mentions,
        count(DISTINCT n.article_id)     AS articles,
        count(DISTINCT lower(a.title))   AS stories,
        min(a.published_on)              AS first_seen_on,
        max(a.published_on)              AS last_seen_on
    FROM warehouse.system_mentions AS n
    JOIN warehouse.articles AS a USING (article_id)
    GROUP BY n.system_id
) AS m ON m.system_id = s.system_id;

COMMENT ON VIEW bi.systems IS 'Named information systems and platforms of the state, with how often articles name them';
COMMENT ON COLUMN bi.systems.system_id IS 'Id in the registry';
COMMENT ON COLUMN bi.systems.name IS 'Full Vietnamese name';
COMMENT ON COLUMN bi.systems.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN bi.systems.kind IS 'portal, platform, database, information_system, application, network, data_centre, index or identity';
COMMENT ON COLUMN bi.systems.generic IS 'True for a kind of system that every ministry or province has';
COMMENT ON COLUMN bi.systems.owner_id IS 'Organisation that runs it';
COMMENT ON COLUMN bi.systems.owner_name IS 'Name of that organisation';
COMMENT ON COLUMN bi.systems.valid_from IS 'First day under this name; null when unknown';
COMMENT ON COLUMN bi.systems.valid_to IS 'Last day under this name; null while it is in use';
COMMENT ON COLUMN bi.systems.heir_id IS 'System that carries on what it did';
COMMENT ON COLUMN bi.systems.lineage_id IS 'Last of its heirs, or itself: group by it for a series across renamings';
COMMENT ON COLUMN bi.systems.lineage_name IS 'Name of the last of its heirs';
COMMENT ON COLUMN bi.systems.aliases IS 'Other names and acronyms';
COMMENT ON COLUMN bi.systems.mentions IS 'Mentions in all articles';
COMMENT ON COLUMN bi.systems.articles IS 'Articles that name it';
COMMENT ON COLUMN bi.systems.stories IS 'Articles that name it, those with the same headline counted once';
COMMENT ON COLUMN bi.systems.first_seen_on IS 'Day of the first article that names it (Vietnam time)';
COMMENT ON COLUMN bi.systems.last_seen_on IS 'Day of the last article that names it';

CREATE VIEW bi.metric_claims AS
SELECT
    m.metric_id,
    m.indicator_id,
    i.name                                               AS indicator,
    m.object,
    m.value,
    m.value_high,
    m.unit,
    m.unit_detail,
    m.comparator,
    m.measure,
    m.direction,
    m.status,
    m.status_detail,
    m.denominator,
    m.per,
    m.base,
    m.period,
    m.period_kind,
    m.period_from,
    m.baseline,
    m.organisation_id,
    o.name                                               AS organisation,
    m.area,
    m.area_from,
    m.system_id,
    y.name                                               AS system,
    m.ranking_scope,
    m.edition,
    m.basis,
    m.said_by_person,
    s.name                                               AS said_by_organisation,
    m.source_document,
    a.published_on,
    a.source_id,
    a.title                                              AS article_title,
    a.url                                                AS article_url,
    m.quote,
    left(m.sentence, 600)                                AS sentence,
    m.repaired,
    m.period_from IS NOT DISTINCT FROM 'inferred'
        OR m.area_from IS NOT DISTINCT FROM 'inferred'   AS inferred
FROM warehouse.metrics AS m
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.indicators AS i USING (indicator_id)
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = m.organisation_id
LEFT JOIN warehouse.organisations AS s ON s.organisation_id = m.said_by_organisation_id
LEFT JOIN warehouse.systems AS y ON y.system_id = m.system_id
WHERE NOT m.minor;

COMMENT ON VIEW bi.metric_claims IS 'One row per quantified statement with its whole sentence, article and link: what it measures, whose, where, when, and who says so';
COMMENT ON COLUMN bi.metric_claims.metric_id IS 'Stable id of the statement';
COMMENT ON COLUMN bi.metric_claims.indicator_id IS 'What is measured: id of bi.indicators; null where no indicator is known, then object tells';
COMMENT ON COLUMN bi.metric_claims.indicator IS 'Name of the indicator';
COMMENT ON COLUMN bi.metric_claims.object IS 'What is measured: the noun phrase as printed';
COMMENT ON COLUMN bi.metric_claims.value IS 'Value, scaled to units (5 tỷ đồng is 5000000000)';
COMMENT ON COLUMN bi.metric_claims.value_high IS 'Upper end of a range';
COMMENT ON COLUMN bi.metric_claims.unit IS 'percent, count, times, rank, score, ISO currency, or a physical unit';
COMMENT ON COLUMN bi.metric_claims.unit_detail IS 'working_day, working_hour or percentage_point, where the unit alone does not tell';
COMMENT ON COLUMN bi.metric_claims.comparator IS 'eq, about, nearly, more_than, at_least, less_than or at_most';
COMMENT ON COLUMN bi.metric_claims.measure IS 'level or change';
COMMENT ON COLUMN bi.metric_claims.direction IS 'up or down, of a change';
COMMENT ON COLUMN bi.metric_claims.status IS 'observed or target';
COMMENT ON COLUMN bi.metric_claims.status_detail IS 'result, estimate, norm, requirement, proposal, forecast or target';
COMMENT ON COLUMN bi.metric_claims.denominator IS 'What the value is out of (63 in 40/63 tỉnh)';
COMMENT ON COLUMN bi.metric_claims.per IS 'Denominator of a rate (tháng, m2)';
COMMENT ON COLUMN bi.metric_claims.base IS 'What a share is of, as printed (GDP, tổng số hồ sơ)';
COMMENT ON COLUMN bi.metric_claims.period IS 'Period the figure speaks of: 2022, 2022-Q1, 2022-04, 2019-01/2019-07';
COMMENT ON COLUMN bi.metric_claims.period_kind IS 'during, as_of, since or by';
COMMENT ON COLUMN bi.metric_claims.period_from IS 'stated in the sentence, carried from the one before, or inferred from the day of publication';
COMMENT ON COLUMN bi.metric_claims.baseline IS 'Period that a change is measured against';
COMMENT ON COLUMN bi.metric_claims.organisation_id IS 'Whose figure it is: id of bi.organisations';
COMMENT ON COLUMN bi.metric_claims.organisation IS 'Name of that organisation';
COMMENT ON COLUMN bi.metric_claims.area IS 'Province that it speaks of, as an id of registry/places.yaml, or vn for the whole country';
COMMENT ON COLUMN bi.metric_claims.area_from IS 'stated, subject (the organisation''s own) or inferred (the article''s)';
COMMENT ON COLUMN bi.metric_claims.system_id IS 'Information system that it speaks of: id of bi.systems';
COMMENT ON COLUMN bi.metric_claims.system IS 'Name of that system';
COMMENT ON COLUMN bi.metric_claims.ranking_scope IS 'List of a ranking: world, asean, ministries or provinces';
COMMENT ON COLUMN bi.metric_claims.edition IS 'Year of the ranking''s or index''s edition';
COMMENT ON COLUMN bi.metric_claims.basis IS 'Number of the document that sets it';
COMMENT ON COLUMN bi.metric_claims.said_by_person IS 'Who says it, as printed';
COMMENT ON COLUMN bi.metric_claims.said_by_organisation IS 'Body that says it';
COMMENT ON COLUMN bi.metric_claims.source_document IS 'Number of the report that tells it';
COMMENT ON COLUMN bi.metric_claims.published_on IS 'Day of publication (Vietnam time)';
COMMENT ON COLUMN bi.metric_claims.source_id IS 'Source of the article';
COMMENT ON COLUMN bi.metric_claims.article_title IS 'Headline';
COMMENT ON COLUMN bi.metric_claims.article_url IS 'Address of the article';
COMMENT ON COLUMN bi.metric_claims.quote IS 'The figure as printed';
COMMENT ON COLUMN bi.metric_claims.sentence IS 'The sentence it stands in, at most 600 characters';
COMMENT ON COLUMN bi.metric_claims.repaired IS 'True when its evidence touches words that the paper printed without diacritics and that were given them back';
COMMENT ON COLUMN bi.metric_claims.inferred IS 'True when period or area is inferred, not stated';

CREATE VIEW bi.metric_series AS
WITH told AS (
    SELECT
        m.*,
        a.title,
        a.source_id,
        a.published_on,
        -- What the statement allows: "khoảng" and "gần" a tenth, "hơn" up to a tenth more, bounds without an end.
        CASE m.comparator
            WHEN 'about' THEN m.value * 0.9
            WHEN 'nearly' THEN m.value * 0.9
            WHEN 'less_than' THEN NULL
            WHEN 'at_most' THEN NULL
            ELSE m.value
        END AS low,
        CASE m.comparator
            WHEN 'about' THEN coalesce(m.value_high, m.value) * 1.1
            WHEN 'more_than' THEN coalesce(m.value_high, m.value) * 1.1
            WHEN 'at_least' THEN NULL
            ELSE coalesce(m.value_high, m.value)
        END AS high
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    WHERE NOT m.minor
      AND m.indicator_id IS NOT NULL
      AND m.area IS NOT NULL AND m.area_from <> 'inferred'
      AND m.period IS NOT NULL AND m.period_from <> 'inferred'
)
SELECT
    t.indicator_id,
    i.name                                                       AS indicator,
    i.name_en                                                    AS indicator_en,
    t.area,
    t.organisation_id,
    t.period,
    t.period_kind,
    t.unit,
    t.measure,
    t.direction,
    t.status,
    t.base,
    t.ranking_scope,
    mode() WITHIN GROUP (ORDER BY t.value)                       AS value,
    min(t.value)                                                 AS minimum,
    max(coalesce(t.value_high, t.value))                         AS maximum,
    max(t.low) > min(t.high)                                     AS disagreement,
    count(*)                                                     AS statements,
    count(DISTINCT lower(t.title))                               AS stories,
    count(DISTINCT t.source_id)                                  AS origins,
    min(t.published_on)                                          AS first_said_on,
    max(t.published_on)                                          AS last_said_on,
    bool_or(t.repaired)                                          AS repaired,
    i.higher_is
FROM told AS t
JOIN warehouse.indicators AS i USING (indicator_id)
GROUP BY
    t.indicator_id, i.name, i.name_en, i.higher_is, t.area, t.organisation_id, t.period, t.period_kind, t.unit, t.measure,
    t.direction, t.status, t.base, t.ranking_scope;

COMMENT ON VIEW bi.metric_series IS 'Figures that can be charted: one row per indicator, area, body, period and kind of statement, from what articles state (nothing inferred), with what disagrees';
COMMENT ON COLUMN bi.metric_series.indicator_id IS 'What is measured: id of bi.indicators';
COMMENT ON COLUMN bi.metric_series.indicator IS 'Its name';
COMMENT ON COLUMN bi.metric_series.indicator_en IS 'Its English name';
COMMENT ON COLUMN bi.metric_series.area IS 'Province that it speaks of, as an id of registry/places.yaml, or vn for the whole country';
COMMENT ON COLUMN bi.metric_series.organisation_id IS 'Whose figure it is, where the sentence tells: id of bi.organisations';
COMMENT ON COLUMN bi.metric_series.period IS 'Period: 2022, 2022-Q1, 2022-04, 2019-01/2019-07';
COMMENT ON COLUMN bi.metric_series.period_kind IS 'during, as_of, since or by';
COMMENT ON COLUMN bi.metric_series.unit IS 'percent, count, times, rank, score, ISO currency, or a physical unit';
COMMENT ON COLUMN bi.metric_series.measure IS 'level or change';
COMMENT ON COLUMN bi.metric_series.direction IS 'up or down, of a change';
COMMENT ON COLUMN bi.metric_series.status IS 'observed or target';
COMMENT ON COLUMN bi.metric_series.base IS 'What a share is of, as printed';
COMMENT ON COLUMN bi.metric_series.ranking_scope IS 'List of a ranking: world, asean, ministries or provinces';
COMMENT ON COLUMN bi.metric_series.value IS 'The value that most statements give, of equals the smallest';
COMMENT ON COLUMN bi.metric_series.minimum IS 'Smallest value stated';
COMMENT ON COLUMN bi.metric_series.maximum IS 'Largest value stated';
COMMENT ON COLUMN bi.metric_series.disagreement IS 'True when no one value fits all statements, comparators taken into account (khoảng: within a tenth)';
COMMENT ON COLUMN bi.metric_series.statements IS 'Statements in all articles';
COMMENT ON COLUMN bi.metric_series.stories IS 'Articles that state it, those with the same headline counted once';
COMMENT ON COLUMN bi.metric_series.origins IS 'Sources that state it';
COMMENT ON COLUMN bi.metric_series.first_said_on IS 'Day of the first article that states it (Vietnam time)';
COMMENT ON COLUMN bi.metric_series.last_said_on IS 'Day of the last article that states it';
COMMENT ON COLUMN bi.metric_series.repaired IS 'True when one of them touches words that were given their diacritics back';
COMMENT ON COLUMN bi.metric_series.higher_is IS 'better, worse or neutral';

CREATE VIEW bi.indicators AS
SELECT
    i.indicator_id,
    i.name,
    i.name_en,
    i.units,
    i.parent_id,
    i.higher_is,
    i.ranking,
    i.scope,
    i.valid_from,
    i.valid_to,
    count(m.metric_id)           AS statements,
    count(DISTINCT m.article_id) AS articles
FROM warehouse.indicators AS i
LEFT JOIN warehouse.metrics AS m ON m.indicator_id = i.indicator_id AND NOT m.minor
GROUP BY i.indicator_id;

COMMENT ON VIEW bi.indicators IS 'What figures measure, with how often it was stated';
COMMENT ON COLUMN bi.indicators.indicator_id IS 'Id in registry/indicators.yaml';
COMMENT ON COLUMN bi.indicators.name IS 'Name';
COMMENT ON COLUMN bi.indicators.name_en IS 'English name';
COMMENT ON COLUMN bi.indicators.units IS 'Units that its figures may have';
COMMENT ON COLUMN bi.indicators.parent_id IS 'Indicator that it is a part or kind of';
COMMENT ON COLUMN bi.indicators.higher_is IS 'better, worse or neutral';
COMMENT ON COLUMN bi.indicators.ranking IS 'True where the figure is an index or a place in a list';
COMMENT ON COLUMN bi.indicators.scope IS 'Usual list of the ranking: world, asean, ministries or provinces';
COMMENT ON COLUMN bi.indicators.valid_from IS 'First day on which the name was in use; null when open';
COMMENT ON COLUMN bi.indicators.valid_to IS 'Last day on which the name was in use; null when open';
COMMENT ON COLUMN bi.indicators.statements IS 'Statements in all articles, small counts left out';
COMMENT ON COLUMN bi.indicators.articles IS 'Articles that state it';
