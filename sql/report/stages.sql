-- Wall time of each stage of a run; mapped shards count together, from the first start to the last end (null while one works, or failed).

SELECT
    stage,
    count(*)                                                   AS shards,
    CASE WHEN bool_and(finished_at IS NOT NULL)
        THEN CAST(extract(epoch FROM max(finished_at) - min(started_at)) AS double precision) END AS seconds,
    CAST(sum(rows_in) AS bigint)                               AS rows_in,
    CAST(sum(rows_out) AS bigint)                              AS rows_out,
    -- Of mapped shards only what one that failed has to say: the stage behind them sums up the others.
    max(note) FILTER (WHERE shard = '' OR finished_at IS NULL) AS note
FROM ops.stages
WHERE run_id = :run_id
GROUP BY stage
ORDER BY min(started_at);
