-- What follows from other rows is told anew for what came back and what went.

CREATE TEMPORARY TABLE touched_articles ON COMMIT DROP AS SELECT key AS article_id FROM back WHERE kind = 'article';

INSERT INTO touched_documents
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
JOIN back ON back.kind = 'article' AND back.key = m.article_id;
