-- What a publish is about to touch, noted for an undo (ops.undo), and which of it is noted for the first time (`noted`).
-- A run that publishes again keeps what it noted before, but for what another publish has touched meanwhile.

CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT 'article' AS kind, article_id AS key FROM staging.articles WHERE batch_id = :batch_id
UNION
SELECT 'article', article_id FROM withdrawn
UNION
SELECT 'article', article_id FROM unseen
UNION
SELECT 'capture', capture_id FROM staging.captures WHERE batch_id = :batch_id
UNION
SELECT 'quarantine', CAST(:batch_id AS text);

DELETE FROM ops.undo AS u
USING touched AS t
WHERE u.publish_id = :publish_id AND u.kind = t.kind AND u.key = t.key
  AND NOT EXISTS (
      SELECT FROM ops.last_publish AS l
      WHERE l.kind = t.kind AND l.key = t.key AND l.publish_id = :publish_id
  );

CREATE TEMPORARY TABLE noted ON COMMIT DROP AS
SELECT t.kind, t.key
FROM touched AS t
WHERE NOT EXISTS (
    SELECT FROM ops.undo AS u WHERE u.publish_id = :publish_id AND u.kind = t.kind AND u.key = t.key
);

INSERT INTO ops.undo (publish_id, kind, key, previous)
SELECT :publish_id, n.kind, n.key, l.publish_id
FROM noted AS n
LEFT JOIN ops.last_publish AS l USING (kind, key);

INSERT INTO ops.last_publish (kind, key, publish_id)
SELECT kind, key, :publish_id FROM touched
ON CONFLICT (kind, key) DO UPDATE SET publish_id = excluded.publish_id;
