-- The views that BI tools read. Dropped and made anew by every migration; names and columns are a promise to their readers.
-- They show short quotes and single sentences, never whole texts.

DROP VIEW IF EXISTS bi.decree_timeline, bi.organisation_activity, bi.metric_series;

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
    min(a.published_on)                                                   AS first_seen_on,
    max(a.published_on)                                                   AS last_seen_on,
    count(*)                                                              AS mentions,
    count(DISTINCT m.article_id)                                          AS articles,
    count(DISTINCT a.source_id)                                           AS sources,
    (array_agg(m.quote ORDER BY a.published_at NULLS LAST, m.mention_id))[1] AS example_quote,
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, m.mention_id))[1]   AS example_url
FROM warehouse.decrees AS d
JOIN warehouse.decree_mentions AS m USING (decree_id)
JOIN warehouse.articles AS a USING (article_id)
GROUP BY d.decree_id;

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
COMMENT ON COLUMN bi.decree_timeline.first_seen_on IS 'Day of the first article that cites it (Vietnam time)';
COMMENT ON COLUMN bi.decree_timeline.last_seen_on IS 'Day of the last article that cites it';
COMMENT ON COLUMN bi.decree_timeline.mentions IS 'Citations in all articles';
COMMENT ON COLUMN bi.decree_timeline.articles IS 'Articles that cite it';
COMMENT ON COLUMN bi.decree_timeline.sources IS 'Sources whose articles cite it';
COMMENT ON COLUMN bi.decree_timeline.example_quote IS 'First citation as it was printed';
COMMENT ON COLUMN bi.decree_timeline.example_url IS 'Article of that citation';

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
    left(m.sentence, 600)                                AS sentence
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
