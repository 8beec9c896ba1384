-- What boilerplate lines are learnt from: served articles, and their sources, of batches published since :since.

SELECT count(*) AS articles, count(DISTINCT a.source_id) AS sources
FROM warehouse.articles AS a
WHERE EXISTS (SELECT FROM ops.runs AS r WHERE r.batch_id = a.batch_id AND r.published_at >= :since);
