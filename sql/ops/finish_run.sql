-- Close a run and say in one sentence how it ended. A run that neither published nor was refused has failed.

UPDATE ops.runs AS r
SET finished_at = now(),
    status = CASE WHEN r.status = 'running' THEN 'failed' ELSE r.status END,
    note = CASE
        WHEN r.status = 'running' THEN concat(
            'failed in ', coalesce(CAST(:failed AS text), 'an unknown task'),
            (
                SELECT ' (' || min(s.note) || ')' FROM ops.stages AS s
                WHERE s.run_id = r.run_id AND s.finished_at IS NULL AND s.note IS NOT NULL
            ),
            '. The warehouse is as it was; the log of that task tells more.')
        ELSE r.note
    END
WHERE r.run_id = :run_id
RETURNING r.status || coalesce(': ' || r.note, '');
