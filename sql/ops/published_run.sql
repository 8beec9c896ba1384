-- A run has been published, or had nothing to publish.

UPDATE ops.runs
SET status = :status, note = :note, counts = CAST(:counts AS jsonb), content_checksum = :checksum, published_at = now()
WHERE run_id = :run_id;
