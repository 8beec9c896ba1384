-- Old runs with their stages and gate results; the newest published run of each batch stays, since it says what is served.

WITH kept AS (
    SELECT DISTINCT ON (batch_id) run_id
    FROM ops.runs
    WHERE published_at IS NOT NULL
    ORDER BY batch_id, published_at DESC
),
old AS (
    SELECT run_id
    FROM ops.runs
    WHERE coalesce(finished_at, started_at) < :before AND run_id NOT IN (SELECT run_id FROM kept)
),
stages AS (
    DELETE FROM ops.stages AS t USING old WHERE t.run_id = old.run_id RETURNING pg_column_size(t.*) AS size
),
results AS (
    DELETE FROM ops.gate_results AS t USING old WHERE t.run_id = old.run_id RETURNING pg_column_size(t.*) AS size
),
runs AS (
    DELETE FROM ops.runs AS t USING old WHERE t.run_id = old.run_id RETURNING pg_column_size(t.*) AS size
)
SELECT 'old runs' AS what, count(*) AS rows, coalesce(sum(size), 0)::bigint AS size FROM runs
UNION ALL
SELECT 'stages of them', count(*), coalesce(sum(size), 0)::bigint FROM stages
UNION ALL
SELECT 'gate results of them', count(*), coalesce(sum(size), 0)::bigint FROM results;
