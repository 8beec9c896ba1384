-- The columns of a view in their order: name, type, comment.

SELECT a.attname, format_type(a.atttypid, NULL), col_description(a.attrelid, a.attnum)
FROM pg_attribute AS a
WHERE a.attrelid = CAST(:view AS regclass) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
