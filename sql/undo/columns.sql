-- The columns of a table of the warehouse that rows are written to: generated ones follow from them.

SELECT column_name
FROM information_schema.columns
WHERE table_schema = 'warehouse' AND table_name = :relation AND is_generated = 'NEVER'
ORDER BY ordinal_position;
