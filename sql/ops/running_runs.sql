-- Runs that stand as running, and when something of them worked last.

SELECT
    r.run_id, r.batch_id, r.dag_id,
    greatest(r.started_at, max(s.started_at), max(s.finished_at)) AS active_at
FROM ops.runs AS r
LEFT JOIN ops.stages AS s USING (run_id)
WHERE r.status = 'running' AND (CAST(:batch_id AS text) IS NULL OR r.batch_id = :batch_id)
GROUP BY r.run_id
ORDER BY r.started_at;
