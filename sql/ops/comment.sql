-- The statements that describe columns of one relation: :names and :words stand side by side. :keep leaves out columns that
-- have words already; columns that the relation does not have are left out too.

SELECT format('COMMENT ON COLUMN %s.%I IS %L', CAST(CAST(:relation AS text) AS regclass), a.attname, w.words)
FROM unnest(CAST(:names AS text[]), CAST(:words AS text[])) AS w (name, words)
JOIN pg_attribute AS a ON a.attrelid = CAST(CAST(:relation AS text) AS regclass) AND a.attname = w.name
    AND a.attnum > 0 AND NOT a.attisdropped
WHERE NOT CAST(:keep AS boolean) OR col_description(a.attrelid, a.attnum) IS NULL;
