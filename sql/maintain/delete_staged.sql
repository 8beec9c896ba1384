-- What staging must hold of a batch whose staging rows are removed: nothing.

DELETE FROM ops.staged WHERE batch_id = :batch_id;
