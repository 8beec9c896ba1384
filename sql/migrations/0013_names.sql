-- Columns are called by the rules of docs/naming.md. The old names of the columns of bi stay for one version.

ALTER TABLE warehouse.articles RENAME COLUMN published_from TO published_source;
ALTER TABLE warehouse.decree_mentions RENAME COLUMN year_from TO year_basis;
ALTER TABLE warehouse.decree_mentions RENAME COLUMN date_from TO date_basis;
ALTER TABLE warehouse.decree_mentions RENAME COLUMN resolved_by TO resolved_basis;
ALTER TABLE warehouse.decree_mentions RENAME COLUMN short_form TO unresolved;
ALTER TABLE warehouse.metrics RENAME COLUMN period_from TO period_basis;
ALTER TABLE warehouse.metrics RENAME COLUMN area_from TO area_basis;
ALTER TABLE warehouse.metrics RENAME COLUMN basis TO based_on;
ALTER TABLE warehouse.organisation_mentions RENAME COLUMN place TO area;
ALTER TABLE warehouse.organisations RENAME COLUMN place TO area;
ALTER TABLE warehouse.sources RENAME COLUMN province TO iso;
ALTER TABLE warehouse.systems RENAME COLUMN generic TO is_class;

-- Rows that an undo would bring back are kept whole, under the names that their columns had.
WITH names (relation, old, new) AS (
    VALUES
        ('articles', 'published_from', 'published_source'),
        ('decree_mentions', 'year_from', 'year_basis'),
        ('decree_mentions', 'date_from', 'date_basis'),
        ('decree_mentions', 'resolved_by', 'resolved_basis'),
        ('decree_mentions', 'short_form', 'unresolved'),
        ('metrics', 'period_from', 'period_basis'),
        ('metrics', 'area_from', 'area_basis'),
        ('metrics', 'basis', 'based_on'),
        ('organisation_mentions', 'place', 'area'),
        ('organisations', 'place', 'area'),
        ('systems', 'generic', 'is_class')
)
UPDATE ops.undo_rows AS u
SET rows = renamed.rows
FROM (
    SELECT
        k.publish_id, k.kind, k.key, k.relation,
        jsonb_agg(
            (line - ARRAY(SELECT n.old FROM names AS n WHERE n.relation = k.relation))
            || (SELECT jsonb_object_agg(n.new, line -> n.old) FROM names AS n WHERE n.relation = k.relation)
            ORDER BY place
        ) AS rows
    FROM ops.undo_rows AS k
    CROSS JOIN LATERAL jsonb_array_elements(k.rows) WITH ORDINALITY AS l (line, place)
    WHERE k.relation IN (SELECT relation FROM names)
    GROUP BY k.publish_id, k.kind, k.key, k.relation
) AS renamed
WHERE (u.publish_id, u.kind, u.key, u.relation) = (renamed.publish_id, renamed.kind, renamed.key, renamed.relation);
