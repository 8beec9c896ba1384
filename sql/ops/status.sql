-- Stages that work now: those begun and not ended, of runs that stand as running, with the shards that are done and left.

SELECT
    r.run_id, r.batch_id, r.dag_id, r.started_at AS run_since,
    s.stage,
    min(s.started_at) FILTER (WHERE s.finished_at IS NULL) AS since,
    count(*) FILTER (WHERE s.finished_at IS NOT NULL)      AS shards_done,
    count(*)                                               AS shards
FROM ops.runs AS r
LEFT JOIN ops.stages AS s
    ON s.run_id = r.run_id
    AND s.stage IN (SELECT o.stage FROM ops.stages AS o WHERE o.run_id = r.run_id AND o.finished_at IS NULL)
WHERE r.status = 'running'
GROUP BY r.run_id, s.stage
ORDER BY r.started_at, r.run_id, since;
