-- End the sessions of BI logins that a session of our own waits for, such as an open transaction on a view that a migration makes anew.

SELECT usename AS login, datname AS database, state, extract(epoch FROM clock_timestamp() - xact_start)::bigint AS seconds,
       pg_terminate_backend(pid) AS ended
FROM pg_stat_activity AS a
JOIN pg_roles AS r ON r.oid = a.usesysid
WHERE (r.oid = to_regrole('bi_reader')
       OR EXISTS (SELECT FROM pg_auth_members AS m WHERE m.roleid = to_regrole('bi_reader') AND m.member = r.oid))
  AND NOT r.rolsuper
  AND NOT r.rolcreaterole
  AND pg_has_role(r.oid, 'USAGE')
  AND a.pid IN (
      SELECT unnest(pg_blocking_pids(waiting.pid))
      FROM pg_stat_activity AS waiting
      WHERE waiting.usename = current_user AND waiting.wait_event_type = 'Lock'
  );
