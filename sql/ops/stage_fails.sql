-- A stage of a run has failed; its end stays open, and the note says why.

UPDATE ops.stages
SET note = :note
WHERE run_id = :run_id AND stage = :stage AND shard = :shard;
