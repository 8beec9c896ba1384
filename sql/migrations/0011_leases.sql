-- Who works on which part of a batch, in rows instead of locks of a session: no login without rights on ops can hold one.

CREATE TABLE ops.locks (
    name text PRIMARY KEY
);
INSERT INTO ops.locks (name) VALUES ('leases'), ('publish');
COMMENT ON TABLE ops.locks IS 'One row per thing that one transaction at a time may do; who does it locks the row';

CREATE TABLE ops.leases (
    token         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    profile       text,
    batch_id      text NOT NULL,
    stage         text NOT NULL,
    shard         text NOT NULL,
    scope         text NOT NULL,
    host          text NOT NULL,
    pid           bigint NOT NULL,
    process_start text NOT NULL,
    acquired_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at    timestamptz NOT NULL,
    wanted_by     text,
    UNIQUE (batch_id, stage, shard)
);
CREATE INDEX leases_scope ON ops.leases (scope);
COMMENT ON TABLE ops.leases IS 'Who works on which part of a batch; a row that its holder does not renew in time may be taken over';
