-- Close a run that ended without saying so; one that has ended by itself meanwhile stays as it is.

UPDATE ops.runs SET status = 'failed', note = :note, finished_at = now() WHERE run_id = :run_id AND status = 'running';
