-- Alerts that were cleared long ago.

WITH gone AS (DELETE FROM ops.alerts AS t WHERE cleared_at < :before RETURNING pg_column_size(t.*) AS size)
SELECT 'cleared alerts' AS what, count(*) AS rows, coalesce(sum(size), 0)::bigint AS size FROM gone;
