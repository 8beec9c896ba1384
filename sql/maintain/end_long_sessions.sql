-- End the sessions of BI logins that have been in one statement, in one transaction or idle for more than :minutes minutes.
-- A login is of BI when it is a member of bi_reader; who may make roles (and so made the group) is not. Only those whose
-- rights ours has can be ended, and seen in full: theodoi.load.server grants them to the owner of the warehouse.

SELECT usename AS login, datname AS database, state, extract(epoch FROM clock_timestamp() - since)::bigint AS seconds,
       pg_terminate_backend(pid) AS ended
FROM (
    SELECT a.*, coalesce(a.xact_start, a.state_change, a.backend_start) AS since
    FROM pg_stat_activity AS a
    JOIN pg_roles AS r ON r.oid = a.usesysid
    WHERE (r.oid = to_regrole('bi_reader')
           OR EXISTS (SELECT FROM pg_auth_members AS m WHERE m.roleid = to_regrole('bi_reader') AND m.member = r.oid))
      AND NOT r.rolsuper
      AND NOT r.rolcreaterole
      AND pg_has_role(r.oid, 'USAGE')
      AND a.pid <> pg_backend_pid()
) AS of_bi
WHERE since < clock_timestamp() - make_interval(secs => 60 * CAST(:minutes AS double precision))
ORDER BY since;
