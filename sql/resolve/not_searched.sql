-- Articles that search does not know.

CREATE TEMPORARY TABLE touched_articles ON COMMIT DROP AS
SELECT article_id FROM warehouse.articles
EXCEPT
SELECT article_id FROM warehouse.search_documents;
