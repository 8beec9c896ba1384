-- Other batches that may have captures of affected articles: those with a capture that became an article.

SELECT DISTINCT c.batch_id
FROM warehouse.captures AS c
WHERE c.batch_id <> :batch_id AND c.outcome = 'article'
ORDER BY 1;
