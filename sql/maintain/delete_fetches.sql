-- Fetches of old, published batches, reduced to what later crawls ask: which pages another batch has captured
-- (scrape/choose.sql), and which sources a batch has asked (scrape/asked.sql).

WITH old AS (
    SELECT batch_id
    FROM ops.runs
    GROUP BY batch_id
    HAVING max(coalesce(finished_at, started_at)) < :before AND bool_or(published_at IS NOT NULL)
),
gone AS (
    DELETE FROM ops.fetches AS t
    USING old
    WHERE t.batch_id = old.batch_id
      AND NOT (t.kind = 'page' AND t.outcome IN ('captured', 'unchanged'))
      AND NOT (t.kind IN ('feed', 'sitemap', 'list') AND t.state = 'done')
    RETURNING pg_column_size(t.*) AS size
)
SELECT 'fetches that found nothing to keep' AS what, count(*) AS rows, coalesce(sum(size), 0)::bigint AS size FROM gone;
