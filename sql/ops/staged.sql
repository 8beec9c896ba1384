-- What staging must hold of a batch. Held until the transaction ends, so that nobody stages the batch anew meanwhile.

SELECT dataset, rows, rules_version FROM ops.staged WHERE batch_id = :batch_id FOR UPDATE;
