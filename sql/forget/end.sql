-- The import's captures, sources that only it had, its quarantine, staging and fetches; and that its runs were taken out.

DELETE FROM warehouse.captures WHERE batch_id = :batch_id;
DELETE FROM warehouse.sources AS s
WHERE s.kind = 'import'
  AND s.source_id IN (SELECT source_id FROM own_captures)
  AND NOT EXISTS (SELECT FROM warehouse.captures AS c WHERE c.source_id = s.source_id);
DELETE FROM ops.quarantine WHERE batch_id = :batch_id;
DELETE FROM ops.fetches WHERE batch_id = :batch_id;
DELETE FROM ops.staged WHERE batch_id = :batch_id;

-- An undo must not bring back what is taken out: it leaves articles that something touched since.
DELETE FROM ops.publishes WHERE batch_id = :batch_id;
DELETE FROM ops.last_publish AS l USING affected AS a WHERE l.kind = 'article' AND l.key = a.article_id;
DELETE FROM ops.last_publish AS l USING own_captures AS c WHERE l.kind = 'capture' AND l.key = c.capture_id;

UPDATE ops.runs
SET status = 'forgotten', published_at = NULL,
    note = concat_ws('; ', note, 'taken out of warehouse and lake on ' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ' with `theodoi forget`')
WHERE batch_id = :batch_id AND status <> 'forgotten';
