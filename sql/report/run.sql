-- The run itself: what it was asked to do, how it ended, and what it left in the warehouse.

SELECT
    run_id, batch_id, dag_id, day, refresh, status, note, rules_version, content_checksum, counts,
    started_at, published_at, finished_at
FROM ops.runs
WHERE run_id = :run_id;
