-- Renew a lease; no row when somebody has taken it over.

UPDATE ops.leases
SET heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => :seconds)
WHERE token = :token
RETURNING token;
