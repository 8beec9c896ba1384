-- After a killed crawl: rows and kept captures agree again. A row whose capture was lost with its machine is fetched
-- again; a row whose capture was kept before the row could say so is done. A crash of Postgres may have taken back that
-- a request was begun at all.

UPDATE ops.fetches
SET state = 'pending', outcome = NULL, capture_id = NULL
WHERE batch_id = :batch_id
  AND kind = 'page'
  AND outcome IN ('captured', 'unchanged')
  AND NOT (capture_id = ANY(:capture_ids));

UPDATE ops.fetches AS f
SET state = 'done', outcome = 'captured', status = r.status, bytes = r.payload_bytes, capture_id = r.capture_id, finished_at = r.captured_at
FROM jsonb_to_recordset(CAST(:recovered AS jsonb))
    AS r (url text, capture_id text, status integer, payload_bytes bigint, captured_at timestamptz)
WHERE f.batch_id = :batch_id
  AND f.kind = 'page'
  AND f.url = r.url
  AND f.state = 'pending';
