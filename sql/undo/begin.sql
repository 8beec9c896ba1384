-- What an undo takes back: what its publish touched last of all. What another publish touched since is left.

CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT u.kind, u.key, u.previous, l.publish_id IS NOT DISTINCT FROM u.publish_id AS back
FROM ops.undo AS u
LEFT JOIN ops.last_publish AS l USING (kind, key)
WHERE u.publish_id = :publish_id;

CREATE TEMPORARY TABLE back ON COMMIT DROP AS SELECT kind, key, previous FROM taken WHERE back;

CREATE TEMPORARY TABLE before ON COMMIT DROP AS
SELECT r.kind, r.key, r.relation, r.rows
FROM ops.undo_rows AS r
JOIN back USING (kind, key)
WHERE r.publish_id = :publish_id;

-- Documents that are resolved anew: as they are mentioned now (articles.sql adds those of the mentions that come back).
CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
JOIN back ON back.kind = 'article' AND back.key = m.article_id;
