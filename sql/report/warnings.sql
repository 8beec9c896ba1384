-- Warnings of a run's gates, one sentence each.

SELECT gate, sentence, unexpected_count, observed
FROM ops.gate_results
WHERE run_id = :run_id AND NOT success AND severity <> 'critical'
ORDER BY gate, sentence;
