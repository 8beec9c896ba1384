-- The current version of each learnt table.

SELECT name, version FROM ops.learnt_versions WHERE current ORDER BY name;
