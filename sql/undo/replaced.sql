-- The record of the batch's last publish goes, unless the same run publishes again.

DELETE FROM ops.publishes
WHERE batch_id = :batch_id AND (run_id IS NULL OR run_id IS DISTINCT FROM :run_id OR shape <> :shape);
