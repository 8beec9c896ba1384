-- The rows of one table (`warehouse.dataset`; `columns` stands for those that are not generated) as they were before.

INSERT INTO warehouse.dataset (columns)
SELECT columns
FROM before AS b, jsonb_populate_recordset(NULL::warehouse.dataset, b.rows)
WHERE b.relation = :relation
ON CONFLICT DO NOTHING;
