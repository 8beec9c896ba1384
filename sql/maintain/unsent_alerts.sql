-- Open alerts that the webhook has not taken; those of the kind :but are about the webhook itself.

SELECT alert_id, kind, subject, sentence, raised_at
FROM ops.alerts
WHERE cleared_at IS NULL AND notified_at IS NULL AND kind <> :but
ORDER BY raised_at, alert_id;
