-- The publish of a run has been taken back.

UPDATE ops.runs SET status = :status, note = :note, published_at = NULL WHERE run_id = :run_id;
