-- Take a lease if nobody has one that stands in its way; gives its token, or no row. :dead are tokens of processes that are gone.
-- Sent as one piece, so that no process can stop in the middle and hold the lock. Each statement sees what was committed before it.

SELECT FROM ops.locks WHERE name = 'leases' FOR UPDATE;

-- A lease that its holder is just committing under is locked, and left to it.
DELETE FROM ops.leases
WHERE token IN (
    SELECT token
    FROM ops.leases
    WHERE token = ANY (CAST(:dead AS bigint[]))
       OR (scope = :scope AND expires_at < clock_timestamp())
       OR expires_at < clock_timestamp() - interval '7 days'
    FOR UPDATE SKIP LOCKED
);

INSERT INTO ops.leases (profile, batch_id, stage, shard, scope, host, pid, process_start, expires_at)
SELECT :profile, :batch_id, :stage, :shard, :scope, :host, :pid, :process_start, clock_timestamp() + make_interval(secs => :seconds)
WHERE NOT EXISTS (
    SELECT
    FROM ops.leases
    WHERE scope = :scope
      AND (:whole OR stage = '*' OR (batch_id, stage, shard) = (:batch_id, :stage, :shard))
)
RETURNING token;
