-- Quarantined rows of a batch by reason.

SELECT dataset, reason, count(*) AS rows, min(row_key) AS example
FROM ops.quarantine
WHERE batch_id = :batch_id
GROUP BY dataset, reason
ORDER BY dataset, rows DESC, reason;
