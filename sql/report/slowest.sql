-- The pages, feeds and files of a batch that took longest to fetch.

SELECT source_id, kind, url, outcome, attempts, bytes, elapsed_ms
FROM ops.fetches
WHERE batch_id = :batch_id AND elapsed_ms IS NOT NULL
ORDER BY elapsed_ms DESC, url
LIMIT :most;
