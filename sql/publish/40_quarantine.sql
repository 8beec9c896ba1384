-- The quarantine shows the last run of each batch.

DELETE FROM ops.quarantine WHERE batch_id = :batch_id;
INSERT INTO ops.quarantine (quarantine_id, batch_id, dataset, row_key, expectation, reason, content_hash, "row")
SELECT quarantine_id, batch_id, dataset, row_key, expectation, reason, content_hash, "row"
FROM staging.quarantine
WHERE batch_id = :batch_id
ON CONFLICT (quarantine_id) DO NOTHING;
