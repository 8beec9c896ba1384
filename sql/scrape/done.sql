-- What became of one row of the frontier.

UPDATE ops.fetches
SET state       = 'done',
    outcome     = :outcome,
    reason      = :reason,
    status      = :status,
    bytes       = :bytes,
    capture_id  = :capture_id,
    finished_at = :now,
    elapsed_ms  = round(extract(epoch FROM CAST(:now AS timestamptz) - started_at) * 1000)
WHERE batch_id = :batch_id AND url_key = ops.address_key(:url);
