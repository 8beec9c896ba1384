-- warehouse.corrections follows the registry (registry_corrections). Articles and documents of corrections that are new, changed
-- or gone are told anew: they join touched_articles and touched_documents.

CREATE TEMPORARY TABLE changed_corrections ON COMMIT DROP AS
SELECT coalesce(n.correction_id, o.correction_id) AS correction_id
FROM registry_corrections AS n
FULL JOIN warehouse.corrections AS o USING (correction_id)
WHERE (n.action, n.new_values, n.new_identity) IS DISTINCT FROM (o.action, o.new_values, o.new_identity)
   OR n.correction_id IS NULL OR o.correction_id IS NULL;

CREATE TEMPORARY TABLE concerned ON COMMIT DROP AS
SELECT c.* FROM registry_corrections AS c JOIN changed_corrections USING (correction_id)
UNION ALL
SELECT c.* FROM warehouse.corrections AS c JOIN changed_corrections USING (correction_id);

INSERT INTO touched_articles
SELECT f.article_id FROM warehouse.corrected_findings AS f JOIN changed_corrections USING (correction_id)
UNION
SELECT a.article_id FROM warehouse.articles AS a JOIN concerned AS c USING (article_id)
UNION
SELECT a.article_id
FROM concerned AS c
JOIN warehouse.article_versions AS v ON md5(v.text) = c.text_digest
JOIN warehouse.articles AS a USING (article_version_id)
UNION
SELECT a.article_id FROM concerned AS c JOIN warehouse.articles AS a ON a.article_id = c.new_identity ->> 'id' WHERE c.corrects = 'story'
UNION
SELECT m.article_id
FROM concerned AS c
JOIN warehouse.organisation_mentions AS m ON m.organisation_id = c.old_identity ->> 'id'
WHERE c.corrects = 'organisation'
EXCEPT
SELECT article_id FROM touched_articles;

INSERT INTO touched_documents
SELECT old_identity ->> 'name' FROM concerned WHERE corrects = 'document'
UNION
SELECT new_identity ->> 'name' FROM concerned WHERE corrects = 'document'
EXCEPT
SELECT document_key FROM touched_documents;

DELETE FROM warehouse.corrections AS o
WHERE NOT EXISTS (SELECT FROM registry_corrections AS n WHERE n.correction_id = o.correction_id);
INSERT INTO warehouse.corrections TABLE registry_corrections
ON CONFLICT (correction_id) DO UPDATE SET
    action       = excluded.action,
    article_id   = excluded.article_id,
    text_digest  = excluded.text_digest,
    new_values   = excluded.new_values,
    old_identity = excluded.old_identity,
    new_identity = excluded.new_identity,
    reason       = excluded.reason,
    author       = excluded.author,
    decided_on   = excluded.decided_on,
    place        = excluded.place;
