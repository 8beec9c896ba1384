-- The captures that a reprocess is asked for. Each condition is null when it was not given.
-- A day is that of the served article; of a capture without an article, the one that its feed or sitemap announced.
-- "Older" compares when the versions were first used; rows of a version that was never used here are the oldest.

SELECT
    c.capture_id, c.batch_id, c.source_id, c.url, c.final_url, c.captured_at, c.status, c.content_type, c.digest,
    c.warc, c.warc_offset, c.warc_length, c.payload_bytes, c.found_by, c.announced_at,
    c.outcome, c.outcome_reason, c.rules_version
FROM warehouse.captures AS c
LEFT JOIN LATERAL (
    SELECT max(a.published_on) AS published_on
    FROM warehouse.articles AS a
    WHERE a.capture_id = c.capture_id
) AS served ON true
LEFT JOIN LATERAL (
    SELECT min(f.rules_version) AS rules_version
    FROM warehouse.articles AS a
    JOIN (
        SELECT article_id, rules_version FROM warehouse.decree_mentions
        UNION ALL SELECT article_id, rules_version FROM warehouse.decree_relations
        UNION ALL SELECT article_id, rules_version FROM warehouse.decree_events
        UNION ALL SELECT article_id, rules_version FROM warehouse.organisation_mentions
        UNION ALL SELECT article_id, rules_version FROM warehouse.system_mentions
        UNION ALL SELECT article_id, rules_version FROM warehouse.metrics
    ) AS f USING (article_id)
    WHERE a.capture_id = c.capture_id AND :from_stage = 'extract'
) AS extracted ON true
LEFT JOIN ops.rules_versions AS made
    ON made.rules_version = CASE
        WHEN :from_stage = 'extract' THEN coalesce(extracted.rules_version, c.rules_version) ELSE c.rules_version
    END
WHERE (CAST(:batches AS text[]) IS NULL OR c.batch_id = ANY(CAST(:batches AS text[])))
  AND (CAST(:sources AS text[]) IS NULL OR c.source_id = ANY(CAST(:sources AS text[])))
  AND (CAST(:first AS date) IS NULL
       OR coalesce(served.published_on, (c.announced_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) >= CAST(:first AS date))
  AND (CAST(:last AS date) IS NULL
       OR coalesce(served.published_on, (c.announced_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) <= CAST(:last AS date))
  AND (CAST(:older_than AS timestamptz) IS NULL
       OR made.first_used_at IS NULL
       OR made.first_used_at < CAST(:older_than AS timestamptz))
ORDER BY c.batch_id, c.warc, c.warc_offset, c.capture_id;
