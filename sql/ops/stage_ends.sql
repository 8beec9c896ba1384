-- A stage of a run is done.

UPDATE ops.stages
SET finished_at = :now, rows_in = :rows_in, rows_out = :rows_out, note = :note
WHERE run_id = :run_id AND stage = :stage AND shard = :shard;
