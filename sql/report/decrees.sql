-- Three documents that the batch's articles cite, with a citation each.

SELECT d.number, d.doc_type, d.issuer, d.issued_on, min(m.quote) AS quote, count(DISTINCT m.article_id) AS articles
FROM warehouse.decree_mentions AS m
JOIN warehouse.decrees AS d USING (decree_id)
WHERE m.batch_id = :batch_id
GROUP BY d.decree_id
ORDER BY articles DESC, d.issued_on NULLS LAST, d.number
LIMIT 3;
