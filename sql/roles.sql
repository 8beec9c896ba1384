-- What the read-only role of BI tools may see: the schema bi and nothing else. Run after every migration.
-- The role itself is made by whoever administers the server (theodoi.embedded.databases does it for the embedded one).

GRANT USAGE ON SCHEMA bi TO bi_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_reader;
REVOKE ALL ON SCHEMA public, staging, warehouse, ops FROM bi_reader;
