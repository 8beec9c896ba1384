-- What publish needs to lose nothing: what staging must hold, what each batch's last publish changed, and runs that were taken back.

CREATE TABLE ops.staged (
    batch_id       text NOT NULL,
    dataset        text NOT NULL,
    rows           bigint NOT NULL,
    rules_version  text NOT NULL,
    staged_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (batch_id, dataset)
);
COMMENT ON TABLE ops.staged IS 'What the staging tables must hold of a batch: they are unlogged and empty after a crash of Postgres, this table is not';

CREATE TABLE ops.publishes (
    publish_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id      text NOT NULL UNIQUE,
    run_id        text,
    shape         text NOT NULL,
    published_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.publishes IS 'The last publish of each batch that can be undone (theodoi undo)';

CREATE TABLE ops.undo (
    publish_id  bigint NOT NULL REFERENCES ops.publishes ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('article', 'capture', 'quarantine')),
    key         text NOT NULL,
    previous    bigint,
    PRIMARY KEY (publish_id, kind, key)
);
COMMENT ON TABLE ops.undo IS 'Everything that a publish touched';

CREATE TABLE ops.undo_rows (
    publish_id  bigint NOT NULL,
    kind        text NOT NULL,
    key         text NOT NULL,
    relation    text NOT NULL,
    rows        jsonb NOT NULL,
    PRIMARY KEY (publish_id, kind, key, relation),
    FOREIGN KEY (publish_id, kind, key) REFERENCES ops.undo ON DELETE CASCADE
);
COMMENT ON TABLE ops.undo_rows IS 'The rows of what a publish touched as they were before; none for what it added';

CREATE TABLE ops.last_publish (
    kind        text NOT NULL,
    key         text NOT NULL,
    publish_id  bigint NOT NULL,
    PRIMARY KEY (kind, key)
);
COMMENT ON TABLE ops.last_publish IS 'Which publish touched an article, a capture or a batch''s quarantine last: an undo leaves what another one touched since';

ALTER TABLE ops.runs DROP CONSTRAINT runs_status_check;
ALTER TABLE ops.runs ADD CONSTRAINT runs_status_check CHECK (status IN (
    'running', 'published', 'nothing_new', 'dry_run', 'refused', 'failed', 'undone', 'forgotten'
));
