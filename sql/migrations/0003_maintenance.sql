-- What maintenance keeps: alerts, and tables learnt from the warehouse under named versions.

CREATE TABLE ops.alerts (
    alert_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL,
    subject      text NOT NULL,
    sentence     text NOT NULL,
    raised_at    timestamptz NOT NULL DEFAULT now(),
    cleared_at   timestamptz,
    notified_at  timestamptz
);
CREATE UNIQUE INDEX alerts_open ON ops.alerts (kind, subject) WHERE cleared_at IS NULL;
COMMENT ON TABLE ops.alerts IS 'What an operator has to know: open until cleared_at; one open alert per kind and subject';
COMMENT ON COLUMN ops.alerts.kind IS 'night_missing, disk_full, …';
COMMENT ON COLUMN ops.alerts.subject IS 'What it is about: a batch, a folder';
COMMENT ON COLUMN ops.alerts.sentence IS 'What is wrong and what to do, for a person; brought up to date while it is open';
COMMENT ON COLUMN ops.alerts.notified_at IS 'When THEODOI_ALERT_URL took it; null when it did not, or none is set';

CREATE TABLE ops.learnt_versions (
    name       text NOT NULL,
    version    text NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now(),
    rows       bigint NOT NULL,
    made_from  text NOT NULL,
    current    boolean NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX learnt_versions_current ON ops.learnt_versions (name) WHERE current;
COMMENT ON TABLE ops.learnt_versions IS 'Named, frozen versions of tables learnt from the warehouse; a run uses those that were current when it began';
COMMENT ON COLUMN ops.learnt_versions.name IS 'The learnt table: baselines';
COMMENT ON COLUMN ops.learnt_versions.made_from IS 'What it was learnt from, in words';

-- A learnt table is a table in ops with a column `version`; its rows are never changed, only deleted with their version.
CREATE TABLE ops.baselines (
    version  text NOT NULL,
    measure  text NOT NULL CHECK (measure IN ('captures', 'articles', 'article_share', 'findings_per_article')),
    subject  text NOT NULL,
    usual    double precision NOT NULL,
    nights   integer NOT NULL,
    PRIMARY KEY (version, measure, subject)
);
COMMENT ON TABLE ops.baselines IS 'What is usual for one nightly batch (means over the nights learnt from), for the gates';
COMMENT ON COLUMN ops.baselines.subject IS 'A source; for findings_per_article a dataset';
COMMENT ON COLUMN ops.baselines.nights IS 'Nightly batches that the mean is of';

ALTER TABLE ops.runs ADD COLUMN learnt_versions jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN ops.runs.learnt_versions IS 'Versions of learnt tables that the run uses, by name, frozen when it began';
