-- What the read-only role of BI tools may see: the schema bi and nothing else. Run after every migration.
-- The role itself, its limits and the databases that it may enter are made by whoever administers the server (theodoi.load.server).

GRANT USAGE ON SCHEMA bi TO bi_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_reader;
REVOKE ALL ON SCHEMA public, staging, warehouse, ops FROM bi_reader;
