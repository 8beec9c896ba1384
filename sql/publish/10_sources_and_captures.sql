-- Sources and captures of the batch. A capture belongs to its batch for ever, so a rerun meets its own rows again.

INSERT INTO warehouse.sources (source_id, name, kind)
SELECT DISTINCT s.source_id, s.source_id, 'import'
FROM staging.captures AS s
WHERE s.batch_id = :batch_id
ON CONFLICT (source_id) DO NOTHING;

INSERT INTO warehouse.captures (
    capture_id, batch_id, source_id, url, final_url, captured_at, status, content_type, digest,
    warc, warc_offset, warc_length, payload_bytes, found_by, announced_at, outcome, outcome_reason
)
SELECT
    c.capture_id, c.batch_id, c.source_id, c.url, c.final_url, c.captured_at, c.status, c.content_type, c.digest,
    c.warc, c.warc_offset, c.warc_length, c.payload_bytes, c.found_by, c.announced_at, o.outcome, o.reason
FROM staging.captures AS c
LEFT JOIN staging.outcomes AS o ON o.batch_id = c.batch_id AND o.capture_id = c.capture_id
WHERE c.batch_id = :batch_id
ON CONFLICT (capture_id) DO UPDATE SET
    warc           = excluded.warc,
    warc_offset    = excluded.warc_offset,
    warc_length    = excluded.warc_length,
    outcome        = excluded.outcome,
    outcome_reason = excluded.outcome_reason;
