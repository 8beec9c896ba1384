-- The leases of a batch that have not expired.

SELECT token, host, pid, process_start
FROM ops.leases
WHERE batch_id = :batch_id
  AND expires_at > clock_timestamp();
