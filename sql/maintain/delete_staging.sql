-- Staging rows of a batch in one table (`staging.dataset` stands for each of them); how many, and their bytes.

WITH gone AS (DELETE FROM staging.dataset AS t WHERE batch_id = :batch_id RETURNING pg_column_size(t.*) AS size)
SELECT count(*) AS rows, coalesce(sum(size), 0)::bigint AS size FROM gone;
