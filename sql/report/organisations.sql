-- Three organisations that the batch's articles name most.

SELECT name, kind, count(*) AS mentions, count(DISTINCT article_id) AS articles
FROM warehouse.organisation_mentions
WHERE batch_id = :batch_id AND NOT office_holder
GROUP BY name, kind
ORDER BY articles DESC, mentions DESC, name
LIMIT 3;
