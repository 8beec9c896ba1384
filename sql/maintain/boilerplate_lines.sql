-- A version of the boilerplate lines, by source.

SELECT source_id, array_agg(folded ORDER BY folded) AS folded
FROM ops.boilerplate_lines
WHERE version = :version
GROUP BY source_id;
