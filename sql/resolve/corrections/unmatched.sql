-- Corrections that change nothing in the warehouse, or that the warehouse refused, in the order of their files.

SELECT c.place, c.action, c.corrects, c.quote, c.says, c.fault
FROM warehouse.corrections AS c
WHERE c.fault IS NOT NULL
   OR NOT EXISTS (SELECT FROM warehouse.corrected_findings AS f WHERE f.correction_id = c.correction_id)
ORDER BY c.place;
