-- The record of a batch's publish: that of its run where it published before, else a new one.

INSERT INTO ops.publishes (batch_id, run_id, shape)
VALUES (:batch_id, :run_id, :shape)
ON CONFLICT (batch_id) DO UPDATE SET published_at = now()
RETURNING publish_id;
