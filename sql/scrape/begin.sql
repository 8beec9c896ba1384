-- A request is about to be sent for this row.

UPDATE ops.fetches
SET attempts = attempts + 1, started_at = coalesce(started_at, :now)
WHERE batch_id = :batch_id AND url_key = ops.address_key(:url);
