-- One evaluated expectation.

INSERT INTO ops.gate_results (
    run_id, batch_id, gate, suite, expectation_id, expectation, column_name, level, severity, success,
    unexpected_count, element_count, observed, sentence
)
VALUES (
    :run_id, :batch_id, :gate, :suite, :expectation_id, :expectation, :column_name, :level, :severity, :success,
    :unexpected_count, :element_count, :observed, :sentence
)
ON CONFLICT (run_id, gate, suite, expectation_id) DO UPDATE SET
    success          = excluded.success,
    unexpected_count = excluded.unexpected_count,
    element_count    = excluded.element_count,
    observed         = excluded.observed,
    evaluated_at     = now();
