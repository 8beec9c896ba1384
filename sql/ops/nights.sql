-- What nights have brought so far: pages fetched per source in a night, and seconds that a fetching and a replaying run took.

WITH asked AS (
    SELECT source_id, batch_id, count(*) FILTER (WHERE kind = 'page' AND outcome IN ('captured', 'unchanged')) AS pages
    FROM ops.fetches
    WHERE batch_id LIKE 'nightly/%'
    GROUP BY source_id, batch_id
    HAVING bool_or(kind IN ('feed', 'sitemap', 'list'))
),
took AS (
    SELECT
        extract(epoch FROM r.finished_at - r.started_at) AS seconds,
        EXISTS (
            SELECT FROM ops.stages AS s
            WHERE s.run_id = r.run_id AND s.stage = 'crawl' AND s.note LIKE 'replayed%'
        ) AS replayed
    FROM ops.runs AS r
    WHERE r.dag_id = 'nightly' AND r.status IN ('published', 'nothing_new') AND r.finished_at IS NOT NULL
)
SELECT
    (SELECT count(DISTINCT batch_id) FROM asked) AS nights,
    (SELECT sum(mean) FROM (
        SELECT avg(pages) AS mean FROM asked
        WHERE CAST(:sources AS text[]) IS NULL OR source_id = ANY(CAST(:sources AS text[]))
        GROUP BY source_id
    ) AS per_source) AS pages_a_night,
    (SELECT avg(seconds) FROM took WHERE NOT replayed) AS fetching_seconds,
    (SELECT avg(seconds) FROM took WHERE replayed) AS replaying_seconds;
