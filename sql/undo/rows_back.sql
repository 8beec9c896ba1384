-- The rows of one table (`warehouse.dataset`; `columns` stands for those that are not generated) as they were before.

INSERT INTO warehouse.dataset (columns)
SELECT columns
FROM (
    SELECT w.*
    FROM before AS b, jsonb_populate_recordset(NULL::warehouse.dataset, b.rows) AS w
    WHERE b.relation = :relation
) AS w
ON CONFLICT DO NOTHING;
