-- A new version of a learnt table, from now on the current one.

UPDATE ops.learnt_versions SET current = false WHERE name = :name AND current;
INSERT INTO ops.learnt_versions (name, version, made_at, rows, made_from, current)
VALUES (:name, :version, :now, :rows, :from, true);
