-- Close the open alerts of some kinds whose cause is gone: all but those in :still ("kind subject").

UPDATE ops.alerts
SET cleared_at = :now
WHERE cleared_at IS NULL
  AND kind = ANY(:kinds)
  AND NOT (kind || ' ' || subject = ANY(CAST(:still AS text[])))
RETURNING kind, subject;
