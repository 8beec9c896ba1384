-- Who stands in the way of a lease; notes on their rows who waits.

UPDATE ops.leases
SET wanted_by = :wanted_by
WHERE scope = :scope
  AND (:whole OR stage = '*' OR (batch_id, stage, shard) = (:batch_id, :stage, :shard))
RETURNING token, host, pid, process_start;
