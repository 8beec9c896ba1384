-- What the new rows are of is told anew: documents, and what follows from articles (theodoi.load.resolve).

INSERT INTO touched_documents
SELECT DISTINCT document_key FROM warehouse.decree_mentions WHERE article_id IN (SELECT article_id FROM winning);

CREATE TEMPORARY TABLE touched_articles ON COMMIT DROP AS
SELECT article_id FROM winning UNION SELECT article_id FROM withdrawn;

-- Bodies outside the registry exist only as long as an article names them.
DELETE FROM warehouse.organisations AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.organisation_mentions AS m WHERE m.organisation_id = o.organisation_id);
DELETE FROM warehouse.systems AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.system_mentions AS m WHERE m.system_id = o.system_id);
