-- Everything is told anew: all documents and all articles.

CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS
SELECT document_key FROM warehouse.decree_mentions WHERE document_key IS NOT NULL
UNION
SELECT document_key FROM warehouse.decrees;

CREATE TEMPORARY TABLE touched_articles ON COMMIT DROP AS SELECT article_id FROM warehouse.articles;
ANALYZE touched_articles;
