-- Register a run, and the first use of its rules; one that is retried from its first task starts anew.

INSERT INTO ops.rules_versions (rules_version, first_used_at)
VALUES (:rules_version, now())
ON CONFLICT (rules_version) DO NOTHING;

INSERT INTO ops.runs (run_id, batch_id, dag_id, day, refresh, status, rules_version, options)
VALUES (:run_id, :batch_id, :dag_id, :day, :refresh, 'running', :rules_version, CAST(:options AS jsonb))
ON CONFLICT (run_id) DO UPDATE SET
    status        = 'running',
    note          = NULL,
    rules_version = excluded.rules_version,
    options       = excluded.options,
    started_at    = now(),
    finished_at   = NULL;
