-- Open alerts, the oldest first.

SELECT kind, subject, sentence, state FROM ops.alerts WHERE cleared_at IS NULL ORDER BY raised_at, alert_id;
