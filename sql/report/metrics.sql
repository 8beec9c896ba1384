-- Figures that the batch's articles state, from different articles, those that say most first, with the text around each.

WITH one_each AS (
    SELECT DISTINCT ON (article_id) *
    FROM warehouse.metrics
    WHERE batch_id = :batch_id AND NOT minor
    ORDER BY article_id, (coalesce(object, '') NOT LIKE '% % %'), (period IS NULL OR period_basis = 'inferred'), ordinal
)
SELECT
    m.value, m.value_high, m.unit, m.comparator, m.measure, m.direction, m.status,
    CASE WHEN m.period_basis <> 'inferred' THEN m.period END AS period,
    m.object,
    right(left(v.text, CAST(m.start_char AS integer)), :reach) AS before,
    m.quote,
    substr(v.text, CAST(m.end_char AS integer) + 1, :reach)    AS after,
    a.title, a.url, a.published_on, s.name                     AS source
FROM one_each AS m
JOIN warehouse.articles AS a ON a.article_id = m.article_id
JOIN warehouse.article_versions AS v ON v.article_version_id = m.article_version_id
JOIN warehouse.sources AS s ON s.source_id = a.source_id
ORDER BY (coalesce(m.object, '') NOT LIKE '% % %'), (m.period IS NULL OR m.period_basis = 'inferred'), m.metric_id
LIMIT :most;
