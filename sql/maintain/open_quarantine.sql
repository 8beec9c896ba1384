-- Rows in quarantine that nobody has decided about.

SELECT count(*) AS rows, count(DISTINCT q.batch_id) AS batches
FROM ops.quarantine AS q
WHERE NOT EXISTS (SELECT FROM ops.quarantine_decisions AS d WHERE d.content_hash = q.content_hash);
