-- The results of a run's gates, in the order of the stages.

SELECT
    gate, suite, expectation_id, expectation, column_name AS "column", level, severity, success,
    unexpected_count, element_count, observed, sentence
FROM ops.gate_results
WHERE run_id = :run_id
ORDER BY array_position(ARRAY['captures', 'articles', 'findings', 'staging'], gate), suite, expectation_id;
