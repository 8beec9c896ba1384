-- Register a run; one that is retried from its first task starts anew.

INSERT INTO ops.runs (run_id, batch_id, dag_id, day, refresh, status, rules_version)
VALUES (:run_id, :batch_id, :dag_id, :day, :refresh, 'running', :rules_version)
ON CONFLICT (run_id) DO UPDATE SET
    status        = 'running',
    note          = NULL,
    rules_version = excluded.rules_version,
    started_at    = now(),
    finished_at   = NULL;
