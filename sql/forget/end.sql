-- The import's captures, sources that only it had, its quarantine, staging and fetches; and that its runs were taken out.

DELETE FROM warehouse.captures WHERE batch_id = :batch_id;
DELETE FROM warehouse.sources AS s
WHERE s.kind = 'import'
  AND s.source_id IN (SELECT source_id FROM own_captures)
  AND NOT EXISTS (SELECT FROM warehouse.captures AS c WHERE c.source_id = s.source_id);
DELETE FROM ops.quarantine WHERE batch_id = :batch_id;
DELETE FROM ops.fetches WHERE batch_id = :batch_id;
DELETE FROM ops.staged WHERE batch_id = :batch_id;

-- An undo must not bring back what is taken out: it leaves articles that something touched since, and has no rows of them.
DELETE FROM ops.publishes WHERE batch_id = :batch_id;
CREATE TEMPORARY TABLE not_brought_back ON COMMIT DROP AS
SELECT article_id FROM affected
UNION
SELECT r.key
FROM ops.undo_rows AS r, jsonb_array_elements(r.rows) AS e (was)
WHERE r.kind = 'article' AND r.relation IN ('articles', 'article_versions')
  AND e.was ->> 'capture_id' IN (SELECT capture_id FROM own_captures);
DELETE FROM ops.undo_rows AS r USING not_brought_back AS a WHERE r.kind = 'article' AND r.key = a.article_id;
DELETE FROM ops.last_publish AS l USING not_brought_back AS a WHERE l.kind = 'article' AND l.key = a.article_id;
DELETE FROM ops.last_publish AS l USING own_captures AS c WHERE l.kind = 'capture' AND l.key = c.capture_id;

UPDATE ops.runs
SET status = 'forgotten', published_at = NULL,
    note = concat_ws('; ', note, 'taken out of warehouse and lake on ' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' with `theodoi forget`')
WHERE batch_id = :batch_id AND status <> 'forgotten';
