-- The newest runs of a warehouse, for the index of the report pages.

SELECT
    run_id, batch_id, dag_id, day, refresh, status, note, rules_version, content_checksum, counts,
    started_at, published_at, finished_at
FROM ops.runs
ORDER BY started_at DESC, run_id
LIMIT :most;
