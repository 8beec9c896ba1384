-- The last publish of a batch, held until the transaction ends.

SELECT publish_id, run_id, shape, published_at FROM ops.publishes WHERE batch_id = :batch_id FOR UPDATE;
