-- The newest of the captures that show each version which an article may go back to, as `article capture`.

SELECT DISTINCT ON (article_version_id) article_id || ' ' || capture_id
FROM staging.articles
WHERE batch_id = :giving_back
ORDER BY article_version_id, captured_at DESC, capture_id DESC;
