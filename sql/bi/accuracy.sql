-- How right findings are, as it was measured, for BI tools. Dropped and made anew by every migration: names and columns are a promise to their readers.
-- A column without a comment passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.calibration, bi.accuracy;

CREATE VIEW bi.calibration AS
SELECT kind, nullif(rule, '*') AS rule, probability, low, high, findings, measured_on
FROM warehouse.calibration;

COMMENT ON VIEW bi.calibration IS 'How probable a finding is right, by the rule that made it (method of the warehouse''s tables), as annotated articles tell';
COMMENT ON COLUMN bi.calibration.rule IS 'The rule; null for the kind as a whole, which holds for rules that no annotated article shows';

CREATE VIEW bi.accuracy AS
SELECT measured_with, kind, field, measure, value, "of" AS items, measured_on
FROM warehouse.accuracy;

COMMENT ON VIEW bi.accuracy IS 'How right findings and their fields are on annotated articles, with the set and the day of the measure';
COMMENT ON COLUMN bi.accuracy.items IS 'Items that the measure is of';
