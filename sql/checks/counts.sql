-- Rows that the warehouse serves of the captures that a batch has staged, by table.

WITH served AS (
    SELECT a.article_id
    FROM warehouse.articles AS a
    JOIN staging.captures AS s ON s.capture_id = a.capture_id AND s.batch_id = :batch_id
)
SELECT 'captures', count(*) FROM staging.captures WHERE batch_id = :batch_id
UNION ALL
SELECT 'articles', count(*) FROM served
UNION ALL
SELECT 'repaired_articles', count(*) FROM served JOIN warehouse.articles USING (article_id) WHERE repaired
UNION ALL
SELECT 'decree_mentions', count(*) FROM warehouse.decree_mentions JOIN served USING (article_id)
UNION ALL
SELECT 'decrees', count(DISTINCT decree_id) FROM warehouse.decree_mentions JOIN served USING (article_id)
UNION ALL
SELECT 'decree_relations', count(*) FROM warehouse.decree_relations JOIN served USING (article_id)
UNION ALL
SELECT 'decree_events', count(*) FROM warehouse.decree_events JOIN served USING (article_id)
UNION ALL
SELECT 'organisation_mentions', count(*) FROM warehouse.organisation_mentions JOIN served USING (article_id)
UNION ALL
SELECT 'organisations', count(DISTINCT organisation_id) FROM warehouse.organisation_mentions JOIN served USING (article_id)
UNION ALL
SELECT 'system_mentions', count(*) FROM warehouse.system_mentions JOIN served USING (article_id)
UNION ALL
SELECT 'metrics', count(*) FROM warehouse.metrics JOIN served USING (article_id)
UNION ALL
SELECT 'quarantine', count(*) FROM ops.quarantine WHERE batch_id = :batch_id;
