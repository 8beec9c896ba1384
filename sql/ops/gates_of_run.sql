-- The gates that a run has passed or was refused by, in the order of the stages.

SELECT gate
FROM ops.gate_results
WHERE run_id = :run_id
GROUP BY gate
ORDER BY array_position(ARRAY['captures', 'articles', 'findings', 'staging'], gate);
