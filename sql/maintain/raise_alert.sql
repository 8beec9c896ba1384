-- Open an alert, or bring the sentence of the open one up to date. True when it is new: a row just inserted was never updated.

INSERT INTO ops.alerts (kind, subject, sentence, raised_at)
VALUES (:kind, :subject, :sentence, :now)
ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE SET sentence = excluded.sentence
RETURNING xmax = 0;
