-- The views that BI tools read. Dropped and made anew by every migration; names and columns are a promise to their readers.
-- They show short quotes and single sentences, never whole texts.

DROP VIEW IF EXISTS bi.decree_timeline, bi.decree_months, bi.decree_relations, bi.organisation_activity, bi.metric_series;

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

CREATE VIEW bi.organisation_activity AS
SELECT
    o.organisation_id,
    o.name,
    o.name_en,
    o.kind,
    o.registered,
    date_trunc('month', a.published_on)::date AS month,
    count(*)                                  AS mentions,
    count(DISTINCT m.article_id)              AS articles,
    count(DISTINCT a.source_id)               AS sources
FROM warehouse.organisations AS o
JOIN warehouse.organisation_mentions AS m USING (organisation_id)
JOIN warehouse.articles AS a USING (article_id)
WHERE NOT m.office_holder
GROUP BY o.organisation_id, month;

COMMENT ON VIEW bi.organisation_activity IS 'How often each organisation is named, by month of publication';
COMMENT ON COLUMN bi.organisation_activity.organisation_id IS 'Id in the registry, or made from the name for a body it does not hold';
COMMENT ON COLUMN bi.organisation_activity.name IS 'Full official Vietnamese name';
COMMENT ON COLUMN bi.organisation_activity.name_en IS 'English name where the registry gives one';
COMMENT ON COLUMN bi.organisation_activity.kind IS 'Kind of body: ministry, agency, province_committee, …';
COMMENT ON COLUMN bi.organisation_activity.registered IS 'False for a body that the registry does not hold';
COMMENT ON COLUMN bi.organisation_activity.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.organisation_activity.mentions IS 'Mentions in all articles of the month';
COMMENT ON COLUMN bi.organisation_activity.articles IS 'Articles of the month that name it';
COMMENT ON COLUMN bi.organisation_activity.sources IS 'Sources of those articles';

CREATE VIEW bi.metric_series AS
SELECT
    m.metric_id,
    m.object,
    m.value,
    m.value_high,
    m.unit,
    m.comparator,
    m.measure,
    m.direction,
    m.status,
    m.denominator,
    m.per,
    CASE WHEN m.period_from = 'stated' THEN m.period END AS period,
    a.published_on,
    a.source_id,
    a.title                                              AS article_title,
    a.url                                                AS article_url,
    m.quote,
    left(m.sentence, 600)                                AS sentence,
    m.repaired
FROM warehouse.metrics AS m
JOIN warehouse.articles AS a USING (article_id)
WHERE NOT m.minor;

COMMENT ON VIEW bi.metric_series IS 'One row per quantified statement; periods only where the article states them';
COMMENT ON COLUMN bi.metric_series.metric_id IS 'Stable id of the statement';
COMMENT ON COLUMN bi.metric_series.object IS 'What is measured: the noun phrase as printed';
COMMENT ON COLUMN bi.metric_series.value IS 'Value, scaled to units (5 tỷ đồng is 5000000000)';
COMMENT ON COLUMN bi.metric_series.value_high IS 'Upper end of a range';
COMMENT ON COLUMN bi.metric_series.unit IS 'percent, count, times, rank, score, ISO currency, or a physical unit';
COMMENT ON COLUMN bi.metric_series.comparator IS 'eq, about, nearly, more_than, at_least, less_than or at_most';
COMMENT ON COLUMN bi.metric_series.measure IS 'level or change';
COMMENT ON COLUMN bi.metric_series.direction IS 'up or down, of a change';
COMMENT ON COLUMN bi.metric_series.status IS 'observed or target';
COMMENT ON COLUMN bi.metric_series.denominator IS 'What the value is out of (63 in 40/63 tỉnh)';
COMMENT ON COLUMN bi.metric_series.per IS 'Denominator of a rate (tháng, m2)';
COMMENT ON COLUMN bi.metric_series.period IS 'Period the figure speaks of, where stated: 2022, 2022-Q1, 2022-04, 2019-01/2019-07';
COMMENT ON COLUMN bi.metric_series.published_on IS 'Day of publication (Vietnam time)';
COMMENT ON COLUMN bi.metric_series.source_id IS 'Source of the article';
COMMENT ON COLUMN bi.metric_series.article_title IS 'Headline';
COMMENT ON COLUMN bi.metric_series.article_url IS 'Address of the article';
COMMENT ON COLUMN bi.metric_series.quote IS 'The figure as printed';
COMMENT ON COLUMN bi.metric_series.sentence IS 'The sentence it stands in, at most 600 characters';
COMMENT ON COLUMN bi.metric_series.repaired IS 'True when its evidence touches words that the paper printed without diacritics and that were given them back';
