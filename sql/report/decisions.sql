-- What people decided of rows that a batch had in quarantine.

SELECT decision, dataset, count(*) AS rows, reason, decided_by, max(decided_at) AS decided_at
FROM ops.quarantine_decisions
WHERE batch_id = :batch_id
GROUP BY decision, dataset, reason, decided_by
ORDER BY decided_at, dataset;
