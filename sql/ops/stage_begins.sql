-- A stage of a run starts to work (again).

INSERT INTO ops.stages (run_id, stage, shard, started_at)
VALUES (:run_id, :stage, :shard, :now)
ON CONFLICT (run_id, stage, shard) DO UPDATE SET
    started_at  = excluded.started_at,
    finished_at = NULL,
    rows_in     = NULL,
    rows_out    = NULL,
    note        = NULL;
