-- Rows in quarantine that a person asks for, with what was decided of each; a filter that is null asks for all.
-- An id may be cut short.

SELECT
    q.quarantine_id,
    q.batch_id,
    q.dataset,
    q.row_key,
    q.expectation,
    q.reason,
    q.content_hash,
    q."row",
    q.quarantined_at,
    coalesce(d.decision, 'open') AS state,
    d.reason                     AS decision_reason,
    d.decided_by,
    d.decided_at
FROM ops.quarantine AS q
LEFT JOIN ops.quarantine_decisions AS d USING (content_hash)
WHERE (CAST(:ids AS text[]) IS NULL OR EXISTS (SELECT FROM unnest(CAST(:ids AS text[])) AS i WHERE starts_with(q.quarantine_id, i)))
  AND (CAST(:batch AS text) IS NULL OR q.batch_id = :batch)
  AND (CAST(:dataset AS text) IS NULL OR q.dataset = :dataset)
  AND (CAST(:expectation AS text) IS NULL OR q.expectation = :expectation)
  AND (CAST(:state AS text) IS NULL OR coalesce(d.decision, 'open') = :state)
ORDER BY q.batch_id, q.dataset, q.expectation, q.quarantine_id
LIMIT :most;
