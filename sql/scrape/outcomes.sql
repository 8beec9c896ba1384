-- How many rows of the batch ended how, by kind; `sources` null for those of all sources.

SELECT kind, coalesce(outcome, state) AS outcome, count(*) AS number
FROM ops.fetches
WHERE batch_id = :batch_id AND (CAST(:sources AS text[]) IS NULL OR source_id = ANY(CAST(:sources AS text[])))
GROUP BY 1, 2
ORDER BY 1, 3 DESC, 2;
