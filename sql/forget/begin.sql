-- What an import has to do with: articles that it serves, and those that it showed.

-- The lake is read in between, for longer than a publish may be silent.
SET LOCAL idle_in_transaction_session_timeout = 0;

CREATE TEMPORARY TABLE own_captures ON COMMIT DROP AS
SELECT capture_id, source_id FROM warehouse.captures WHERE batch_id = :batch_id;

CREATE TEMPORARY TABLE own_articles ON COMMIT DROP AS
SELECT article_id FROM warehouse.articles WHERE batch_id = :batch_id;

CREATE TEMPORARY TABLE affected ON COMMIT DROP AS
SELECT article_id FROM own_articles
UNION
SELECT s.article_id
FROM warehouse.article_sightings AS s
JOIN own_captures USING (capture_id);

CREATE TEMPORARY TABLE forgotten_documents ON COMMIT DROP AS
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
JOIN own_articles USING (article_id);

CREATE TEMPORARY TABLE held_back ON COMMIT DROP AS
SELECT count(*) AS rows FROM ops.quarantine WHERE batch_id = :batch_id;
