-- How the gates of a run judged: checks, failures by severity.

SELECT
    gate,
    count(*)                                                              AS checks,
    count(*) FILTER (WHERE NOT success AND severity = 'critical' AND level = 'batch') AS refused,
    count(*) FILTER (WHERE NOT success AND severity = 'critical' AND level = 'row')   AS quarantining,
    count(*) FILTER (WHERE NOT success AND severity <> 'critical')        AS warnings
FROM ops.gate_results
WHERE run_id = :run_id
GROUP BY gate
ORDER BY array_position(ARRAY['captures', 'articles', 'findings', 'staging'], gate);
