-- Remove the large objects that BI logins made in this database: stock Postgres lets every login make them, unseen and unbounded.

SELECT pg_get_userbyid(lomowner) AS login, count(lo_unlink(oid)) AS objects
FROM pg_largeobject_metadata
WHERE EXISTS (SELECT FROM pg_auth_members AS m WHERE m.roleid = to_regrole('bi_reader') AND m.member = lomowner)
  AND NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = lomowner AND (r.rolsuper OR r.rolcreaterole))
  AND pg_has_role(lomowner, 'USAGE')
  AND lomowner <> to_regrole(quote_ident(current_user))
GROUP BY lomowner;
