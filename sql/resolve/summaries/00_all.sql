-- All summaries go; the steps that follow make them anew. Readers have the old ones until the end of the transaction.

-- Sorting all findings at once is what takes longest.
SET LOCAL work_mem = '256MB';

DELETE FROM warehouse.entity_months;
DELETE FROM warehouse.entity_totals;
DELETE FROM warehouse.told_changes;
DELETE FROM warehouse.metric_points;
DELETE FROM warehouse.summary_state;
INSERT INTO warehouse.summary_state (made_of) VALUES (:made_of);
