-- What an undo needs of publishes before :before, and who touched what last where no publish on record is older.

WITH gone AS (DELETE FROM ops.publishes AS t WHERE published_at < :before RETURNING publish_id),
noted AS (
    SELECT count(*) AS rows, coalesce(sum(pg_column_size(r.*)), 0)::bigint AS size
    FROM ops.undo_rows AS r JOIN gone USING (publish_id)
),
last AS (
    DELETE FROM ops.last_publish
    WHERE publish_id < coalesce(
        (SELECT min(publish_id) FROM ops.publishes WHERE publish_id NOT IN (SELECT publish_id FROM gone)),
        9223372036854775807
    )
)
SELECT 'rows of what publishes changed' AS what, rows, size FROM noted;
