-- Whether a run of the batch works (`reprocess/` stands for all reprocesses); one begun before :alive has died.

SELECT EXISTS (
    SELECT
    FROM ops.runs
    WHERE (batch_id = :batch_id OR (right(:batch_id, 1) = '/' AND starts_with(batch_id, :batch_id)))
      AND status = 'running'
      AND started_at > :alive
);
