-- The correction that changed a finding, and the finding as it was read.

SELECT c.corrects, c.place, f.was
FROM warehouse.corrected_findings AS f
JOIN warehouse.corrections AS c USING (correction_id)
WHERE f.kind = :kind AND f.key = :key AND f.was IS NOT NULL;
