-- So many rows of a dataset were staged, in a table that outlives a crash of Postgres.

INSERT INTO ops.staged (batch_id, dataset, rows, rules_version)
VALUES (:batch_id, :dataset, :rows, :rules_version)
ON CONFLICT (batch_id, dataset) DO UPDATE SET
    rows          = excluded.rows,
    rules_version = excluded.rules_version,
    staged_at     = now();
