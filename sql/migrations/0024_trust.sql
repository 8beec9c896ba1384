-- What people decide of rows in quarantine: a row may be dropped for good too.

ALTER TABLE ops.quarantine_decisions ADD COLUMN row_key text, ADD COLUMN batch_id text;
ALTER TABLE ops.quarantine_decisions DROP CONSTRAINT quarantine_decisions_decision_check;
ALTER TABLE ops.quarantine_decisions
    ADD CONSTRAINT quarantine_decisions_decision_check CHECK (decision IN ('release', 'drop')),
    ADD CONSTRAINT quarantine_decisions_drop_check CHECK (decision <> 'drop' OR row_key IS NOT NULL);
COMMENT ON TABLE ops.quarantine_decisions IS 'What operators decided of rows, remembered by content: a released row passes the next time, a dropped one never';

UPDATE ops.quarantine_decisions AS d SET row_key = q.row_key, batch_id = q.batch_id FROM ops.quarantine AS q WHERE q.content_hash = d.content_hash;

-- What each channel was told of an alert: once, again when its state changes, and that it is over.
ALTER TABLE ops.alerts ADD COLUMN state text NOT NULL DEFAULT '';
CREATE TABLE ops.alert_messages (
    message_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id    bigint NOT NULL REFERENCES ops.alerts ON DELETE CASCADE,
    channel     text NOT NULL,
    happened    text NOT NULL CHECK (happened IN ('raised', 'changed', 'cleared')),
    state       text NOT NULL,
    sent_at     timestamptz NOT NULL
);
CREATE INDEX alert_messages_alert ON ops.alert_messages (alert_id, channel);
COMMENT ON TABLE ops.alert_messages IS 'What was told of alerts, a row per message and channel that took it';

INSERT INTO ops.alert_messages (alert_id, channel, happened, state, sent_at)
SELECT alert_id, 'THEODOI_ALERT_URL', 'raised', '', notified_at FROM ops.alerts WHERE notified_at IS NOT NULL AND cleared_at IS NULL;
