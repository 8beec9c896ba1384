-- What a channel has not been told: open alerts, those whose state changed since, and that one which it knows is cleared.
-- Alerts of the kind :but are about the channels themselves.

SELECT a.alert_id, a.kind, a.subject, a.sentence, a.state, a.raised_at,
    CASE WHEN a.cleared_at IS NOT NULL THEN 'cleared' WHEN last.state IS NULL THEN 'raised' ELSE 'changed' END AS happened
FROM ops.alerts AS a
LEFT JOIN LATERAL (
    SELECT m.state, m.happened
    FROM ops.alert_messages AS m
    WHERE m.alert_id = a.alert_id AND m.channel = :channel
    ORDER BY m.message_id DESC
    LIMIT 1
) AS last ON true
WHERE a.kind <> :but
  AND CASE WHEN a.cleared_at IS NULL THEN last.state IS DISTINCT FROM a.state ELSE last.happened <> 'cleared' END
ORDER BY a.raised_at, a.alert_id;
