-- Checks that a run's rows or counts failed, one sentence each: refusals first, then what sent rows to quarantine, then warnings.

SELECT
    gate, level, severity, sentence, observed, unexpected_count, element_count
FROM ops.gate_results
WHERE run_id = :run_id AND NOT success
ORDER BY
    severity <> 'critical', level <> 'batch',
    array_position(ARRAY['captures', 'articles', 'findings', 'staging'], gate), sentence;
