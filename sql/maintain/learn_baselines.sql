-- What is usual for one nightly batch, as means over the batches from :first to :last. A night on which a source
-- brought nothing counts from its first night on, so that the mean of a source that fades follows it.

WITH nights AS (
    SELECT DISTINCT ON (batch_id) batch_id, day, counts
    FROM ops.runs
    WHERE batch_id LIKE 'nightly/%' AND published_at IS NOT NULL AND day BETWEEN :first AND :last
    ORDER BY batch_id, published_at DESC
),
by_night AS (
    SELECT c.source_id, n.day, count(*) AS captures, count(*) FILTER (WHERE c.outcome = 'article') AS articles
    FROM warehouse.captures AS c
    JOIN nights AS n USING (batch_id)
    GROUP BY c.source_id, n.day
),
by_source AS (
    SELECT
        s.source_id,
        sum(s.captures)                                                                 AS captures,
        sum(s.articles)                                                                 AS articles,
        (SELECT count(*) FROM nights AS n WHERE n.day >= min(s.day))                    AS nights
    FROM by_night AS s
    GROUP BY s.source_id
),
by_dataset AS (
    SELECT d.dataset, sum((n.counts ->> d.dataset)::bigint) AS findings, sum((n.counts ->> 'articles')::bigint) AS articles,
        count(*) AS nights
    FROM nights AS n
    CROSS JOIN unnest(CAST(:kinds AS text[])) AS d (dataset)
    -- Nights from before a dataset was there say nothing of it.
    WHERE (n.counts ->> 'articles')::bigint > 0 AND (n.counts ->> d.dataset) IS NOT NULL
    GROUP BY d.dataset
),
measures AS (
    SELECT 'captures' AS measure, source_id AS subject, captures::double precision / nights AS usual, nights FROM by_source
    UNION ALL
    SELECT 'articles', source_id, articles::double precision / nights, nights FROM by_source
    UNION ALL
    SELECT 'article_share', source_id, articles::double precision / captures, nights FROM by_source
    UNION ALL
    SELECT 'findings_per_article', dataset, findings::double precision / articles, nights FROM by_dataset
)
INSERT INTO ops.baselines (version, measure, subject, usual, nights)
SELECT :version, measure, subject, usual, nights
FROM measures
WHERE nights >= :min_nights;
