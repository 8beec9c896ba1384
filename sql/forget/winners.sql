-- The newest of the captures that each article may go back to, as `article capture`.

SELECT DISTINCT ON (article_id) article_id || ' ' || capture_id
FROM staging.articles
WHERE batch_id = :giving_back
ORDER BY article_id, captured_at DESC, capture_id DESC;
