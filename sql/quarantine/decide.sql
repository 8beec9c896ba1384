-- Keep what a person decided of rows, by their content; a later decision replaces an earlier one.

INSERT INTO ops.quarantine_decisions (content_hash, dataset, row_key, batch_id, decision, reason, decided_by, decided_at)
VALUES (:content_hash, :dataset, :row_key, :batch_id, :decision, :reason, :author, :now)
ON CONFLICT (content_hash) DO UPDATE
SET row_key = excluded.row_key, batch_id = excluded.batch_id, decision = excluded.decision, reason = excluded.reason,
    decided_by = excluded.decided_by, decided_at = excluded.decided_at;
