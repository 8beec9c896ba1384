-- Rows that the warehouse serves of one batch, by table.

SELECT 'captures', count(*) FROM warehouse.captures WHERE batch_id = :batch_id
UNION ALL
SELECT 'articles', count(*) FROM warehouse.articles WHERE batch_id = :batch_id
UNION ALL
SELECT 'decree_mentions', count(*) FROM warehouse.decree_mentions WHERE batch_id = :batch_id
UNION ALL
SELECT 'decrees', count(DISTINCT decree_id) FROM warehouse.decree_mentions WHERE batch_id = :batch_id
UNION ALL
SELECT 'organisation_mentions', count(*) FROM warehouse.organisation_mentions WHERE batch_id = :batch_id
UNION ALL
SELECT 'organisations', count(DISTINCT organisation_id) FROM warehouse.organisation_mentions WHERE batch_id = :batch_id
UNION ALL
SELECT 'system_mentions', count(*) FROM warehouse.system_mentions WHERE batch_id = :batch_id
UNION ALL
SELECT 'metrics', count(*) FROM warehouse.metrics WHERE batch_id = :batch_id
UNION ALL
SELECT 'quarantine', count(*) FROM ops.quarantine WHERE batch_id = :batch_id;
