-- Close a run and say in one sentence how it ended. A run that neither published nor was refused has failed.

UPDATE ops.runs
SET finished_at = now(),
    status = CASE WHEN status = 'running' THEN 'failed' ELSE status END,
    note = CASE
        WHEN status = 'running'
            THEN 'failed in: ' || coalesce(CAST(:failed AS text), 'an unknown task') || '. The warehouse is as it was; the log of that task says why.'
        ELSE note
    END
WHERE run_id = :run_id
RETURNING status || coalesce(': ' || note, '');
