-- Checksum of all content that the warehouse serves of one batch. Columns that say where and when a run worked are
-- left out (the not_… lists, from theodoi.contracts); the order of rows does not matter.

WITH lines AS (
    SELECT 'capture' || (to_jsonb(t) - CAST(:not_captures AS text[]))::text AS line
    FROM warehouse.captures AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'article' || (to_jsonb(t) - CAST(:not_articles AS text[]))::text
    FROM warehouse.articles AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'version' || (to_jsonb(v) - 'first_captured_at')::text
    FROM warehouse.article_versions AS v
    JOIN warehouse.articles AS a USING (article_version_id)
    WHERE a.batch_id = :batch_id
    UNION ALL
    SELECT 'decree' || (to_jsonb(t) - 'document_key' - CAST(:not_decree_mentions AS text[]))::text
    FROM warehouse.decree_mentions AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'relation' || (to_jsonb(t) - CAST(:not_decree_relations AS text[]))::text
    FROM warehouse.decree_relations AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'event' || (to_jsonb(t) - CAST(:not_decree_events AS text[]))::text
    FROM warehouse.decree_events AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'organisation' || (to_jsonb(t) - CAST(:not_organisation_mentions AS text[]))::text
    FROM warehouse.organisation_mentions AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'system' || (to_jsonb(t) - CAST(:not_system_mentions AS text[]))::text
    FROM warehouse.system_mentions AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'metric' || (to_jsonb(t) - CAST(:not_metrics AS text[]))::text
    FROM warehouse.metrics AS t WHERE t.batch_id = :batch_id
)
SELECT coalesce(md5(string_agg(md5(line), '' ORDER BY md5(line))), md5('')) FROM lines;
