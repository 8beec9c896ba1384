-- A row as it was read (`warehouse.dataset`, `t.own_key`, `t.asked`: names of our own), kept before a correction changes it.

INSERT INTO warehouse.corrected_findings (kind, key, article_id, correction_id, was)
SELECT :kind, t.own_key, t.article_id, :correction_id, to_jsonb(t)
FROM warehouse.dataset AS t
WHERE t.asked = :key
-- A mark of a merge has nothing to bring back, and gives way.
ON CONFLICT (kind, key) WHERE kind <> 'articles' DO UPDATE SET correction_id = excluded.correction_id, was = excluded.was
WHERE corrected_findings.was IS NULL;
