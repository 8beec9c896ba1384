-- The stage that has been at work longest, of runs that work.

SELECT r.batch_id, s.stage, s.started_at
FROM ops.stages AS s
JOIN ops.runs AS r USING (run_id)
WHERE s.finished_at IS NULL AND s.note IS NULL AND r.status = 'running'
ORDER BY s.started_at
LIMIT 1;
