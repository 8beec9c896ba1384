-- Wall time of each stage of a run; mapped shards count together, from the first start to the last end.

SELECT stage, extract(epoch FROM max(finished_at) - min(started_at)) AS seconds, sum(rows_in) AS rows_in, sum(rows_out) AS rows_out,
       max(note) AS note
FROM ops.stages
WHERE run_id = :run_id
GROUP BY stage
ORDER BY min(started_at);
