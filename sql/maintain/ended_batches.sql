-- Batches whose newest run ended before :before and none of whose runs works; one begun before :alive has died.

SELECT batch_id
FROM ops.runs
GROUP BY batch_id
HAVING max(coalesce(finished_at, started_at)) < :before
   AND NOT bool_or(status = 'running' AND started_at > :alive)
ORDER BY batch_id;
