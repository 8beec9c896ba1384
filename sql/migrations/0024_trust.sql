-- What people decide of rows in quarantine: a row may be dropped for good too.

ALTER TABLE ops.quarantine_decisions ADD COLUMN row_key text;
ALTER TABLE ops.quarantine_decisions DROP CONSTRAINT quarantine_decisions_decision_check;
ALTER TABLE ops.quarantine_decisions
    ADD CONSTRAINT quarantine_decisions_decision_check CHECK (decision IN ('release', 'drop')),
    ADD CONSTRAINT quarantine_decisions_drop_check CHECK (decision <> 'drop' OR row_key IS NOT NULL);

UPDATE ops.quarantine_decisions AS d SET row_key = q.row_key FROM ops.quarantine AS q WHERE q.content_hash = d.content_hash;
