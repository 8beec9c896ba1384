-- Nightly batches from :first to :last that came to an end.

SELECT count(DISTINCT day)
FROM ops.runs
WHERE batch_id LIKE 'nightly/%' AND published_at IS NOT NULL AND day BETWEEN :first AND :last;
