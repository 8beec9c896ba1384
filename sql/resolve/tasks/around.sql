-- The mentions that are told anew, as theodoi.ledger compares them.

SELECT a.assignment_id, m.kind, a.bodies, m.task, a.told_on, m.assigned_by, m.deadline, m.based_on
FROM mentions_around AS a
JOIN warehouse.assignments AS m USING (assignment_id)
ORDER BY a.assignment_id;
