-- Sources and captures of the batch. A capture belongs to its batch for ever, so a rerun meets its own rows again, and a
-- reprocess those of other batches. Where the bytes lie is told by the batch alone, and a
-- capture that loses its article to one of another batch keeps its outcome.

INSERT INTO warehouse.sources (source_id, name, kind)
SELECT DISTINCT s.source_id, s.source_id, 'import'
FROM staging.captures AS s
WHERE s.batch_id = :batch_id
ON CONFLICT (source_id) DO NOTHING;

INSERT INTO warehouse.captures (
    capture_id, batch_id, source_id, url, final_url, captured_at, status, content_type, digest,
    warc, warc_offset, warc_length, payload_bytes, found_by, announced_at, outcome, outcome_reason, rules_version
)
SELECT
    c.capture_id, c.batch_id, c.source_id, c.url, c.final_url, c.captured_at, c.status, c.content_type, c.digest,
    c.warc, c.warc_offset, c.warc_length, c.payload_bytes, c.found_by, c.announced_at, o.outcome, o.reason,
    o.rules_version
FROM staging.captures AS c
LEFT JOIN staging.outcomes AS o ON o.batch_id = c.batch_id AND o.capture_id = c.capture_id
WHERE c.batch_id = :batch_id
ON CONFLICT (capture_id) DO UPDATE SET
    warc           = CASE WHEN captures.batch_id = excluded.batch_id THEN excluded.warc ELSE captures.warc END,
    warc_offset    = CASE WHEN captures.batch_id = excluded.batch_id THEN excluded.warc_offset ELSE captures.warc_offset END,
    warc_length    = CASE WHEN captures.batch_id = excluded.batch_id THEN excluded.warc_length ELSE captures.warc_length END,
    outcome_reason = CASE
        WHEN captures.batch_id <> excluded.batch_id AND excluded.outcome = 'duplicate' AND captures.outcome = 'article'
        THEN captures.outcome_reason ELSE excluded.outcome_reason
    END,
    outcome        = CASE
        WHEN captures.batch_id <> excluded.batch_id AND excluded.outcome = 'duplicate' AND captures.outcome = 'article'
        THEN captures.outcome ELSE excluded.outcome
    END,
    rules_version  = excluded.rules_version;

-- Pages that a site said are gone. What was asked is forgotten after a while (ops.fetches), this is not.
INSERT INTO warehouse.lost_pages (batch_id, url, source_id, status, asked_at)
SELECT batch_id, url, source_id, status, finished_at
FROM ops.fetches
WHERE batch_id = :batch_id AND kind = 'page' AND outcome = 'http_error' AND status IN (404, 410) AND finished_at IS NOT NULL
ON CONFLICT (batch_id, url_key) DO UPDATE SET status = excluded.status, asked_at = excluded.asked_at;
