-- A refresh asks for everything again, except pages that the day's rules left out: discovery judges those anew.

UPDATE ops.fetches
SET state = 'pending', outcome = NULL, reason = NULL, status = NULL, bytes = NULL, capture_id = NULL,
    attempts = 0, started_at = NULL, finished_at = NULL, elapsed_ms = NULL
WHERE batch_id = :batch_id AND source_id = ANY(:sources) AND kind <> 'file';
