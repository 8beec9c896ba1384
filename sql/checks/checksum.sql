-- Checksum of all content that the warehouse serves of one batch, the same for the same values however they came in.
-- The order of rows does not matter; jsonb keeps the columns of a row in an order of its own. Columns that say where and
-- when a run worked, and by which rules, are left out (:left_out, by dataset), a renamed one counts under its first name (:renamed), and an
-- empty one does not count, so that a new column changes nothing before it is filled. Both from theodoi.contracts.

WITH served AS (
    SELECT 'captures' AS dataset, to_jsonb(t) - 'rules_version' AS line FROM warehouse.captures AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'articles', to_jsonb(t) FROM warehouse.articles AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'article_versions', to_jsonb(v) - '{first_captured_at,rules_version}'::text[]
    FROM warehouse.article_versions AS v
    JOIN warehouse.articles AS a USING (article_version_id)
    WHERE a.batch_id = :batch_id
    UNION ALL
    SELECT 'decree_mentions', to_jsonb(t) - 'document_key' FROM warehouse.decree_mentions AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'decree_relations', to_jsonb(t) FROM warehouse.decree_relations AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'decree_events', to_jsonb(t) FROM warehouse.decree_events AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'organisation_mentions', to_jsonb(t) FROM warehouse.organisation_mentions AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'system_mentions', to_jsonb(t) FROM warehouse.system_mentions AS t WHERE t.batch_id = :batch_id
    UNION ALL
    SELECT 'metrics', to_jsonb(t) FROM warehouse.metrics AS t WHERE t.batch_id = :batch_id
),
rules AS (
    SELECT
        dataset,
        ARRAY(SELECT jsonb_array_elements_text(columns)) AS left_out,
        coalesce(CAST(:renamed AS jsonb) -> dataset, '{}') AS renamed
    FROM jsonb_each(CAST(:left_out AS jsonb)) AS l (dataset, columns)
),
lines AS (
    SELECT md5(s.dataset || jsonb_strip_nulls(
        (s.line - coalesce(r.left_out, '{}')) - ARRAY(SELECT jsonb_object_keys(r.renamed))
        || coalesce(
            (SELECT jsonb_object_agg(n.first_name, s.line -> n.name) FROM jsonb_each_text(r.renamed) AS n (name, first_name)),
            '{}'
        )
    )::text) AS line
    FROM served AS s
    LEFT JOIN rules AS r USING (dataset)
)
SELECT coalesce(md5(string_agg(line, '' ORDER BY line)), md5('')) FROM lines;
