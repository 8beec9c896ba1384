-- The sources that a batch has asked for pages.

SELECT DISTINCT source_id
FROM ops.fetches
WHERE batch_id = :batch_id AND kind IN ('feed', 'sitemap', 'list') AND state = 'done';
