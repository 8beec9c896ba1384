-- Findings of one kind with the text that they stand in, their article and its capture. The kind's table and the condition are put in.

SELECT
    to_jsonb(f)  AS finding,
    v.text, coalesce(s.rights, 'quote') AS rights,
    a.title, a.author, a.url AS article_url, a.part, a.source_id, s.name AS source, a.published_on,
    c.capture_id, c.captured_at, c.url, c.final_url, c.content_type, c.status, c.announced_at, c.warc, c.warc_offset, c.warc_length, c.digest
FROM warehouse.findings AS f
JOIN warehouse.article_versions AS v USING (article_version_id)
JOIN warehouse.articles AS a ON a.article_id = f.article_id
JOIN warehouse.captures AS c ON c.capture_id = a.capture_id
LEFT JOIN warehouse.sources AS s ON s.source_id = a.source_id
WHERE true = true
ORDER BY a.published_at NULLS LAST, f.article_id, f.start_char, f.ordinal
LIMIT :most;
