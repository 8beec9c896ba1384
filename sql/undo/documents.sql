-- Identities are told anew for the mentions that came back.

INSERT INTO touched_documents
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
JOIN back ON back.kind = 'article' AND back.key = m.article_id;
