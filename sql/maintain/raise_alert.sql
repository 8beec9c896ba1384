-- Open an alert, or bring the open one up to date. True when it is new: a row just inserted was never updated.

INSERT INTO ops.alerts (kind, subject, sentence, state, raised_at)
VALUES (:kind, :subject, :sentence, :state, :now)
ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET sentence = excluded.sentence, state = excluded.state
RETURNING xmax = 0;
