-- BI logins whose sessions ours may not end.

SELECT r.rolname
FROM pg_auth_members AS m
JOIN pg_roles AS r ON r.oid = m.member
WHERE m.roleid = to_regrole('bi_reader')
  AND r.rolcanlogin
  AND NOT r.rolsuper
  AND NOT r.rolcreaterole
  AND NOT pg_has_role(r.oid, 'USAGE')
ORDER BY r.rolname;
