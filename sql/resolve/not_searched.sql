-- Articles that search does not know.

CREATE TEMPORARY TABLE IF NOT EXISTS touched_articles (article_id text) ON COMMIT DROP;
TRUNCATE touched_articles;
INSERT INTO touched_articles
SELECT article_id FROM warehouse.articles
EXCEPT
SELECT article_id FROM warehouse.search_documents;
