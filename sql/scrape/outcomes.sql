-- How many rows of the batch ended how, by kind.

SELECT kind, coalesce(outcome, state) AS outcome, count(*) AS number
FROM ops.fetches
WHERE batch_id = :batch_id
GROUP BY 1, 2
ORDER BY 1, 3 DESC, 2;
