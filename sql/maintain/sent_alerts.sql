-- A channel took what it was told of an alert.

WITH noted AS (
    INSERT INTO ops.alert_messages (alert_id, channel, happened, state, sent_at)
    VALUES (:alert_id, :channel, :happened, :state, :now)
)
UPDATE ops.alerts SET notified_at = coalesce(notified_at, :now) WHERE alert_id = :alert_id;
