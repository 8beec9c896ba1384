-- What holds articles around the touched ones together: pairs, and the same text under several names.

SELECT p.article_id, p.other_id, p.label IN ('reprint', 'update') AS joined
FROM warehouse.article_pairs AS p
JOIN around AS r USING (article_id)
WHERE p.one_origin
UNION ALL
SELECT min(article_id) OVER (PARTITION BY text_key), article_id, true FROM around WHERE text_key IS NOT NULL;
