-- Tasks as they stand on the morning: those that the night tells for the first time, those of which it tells what became, those whose
-- day is within 14 days, and those whose day went by in the last 30 without news. Each is one row, however many articles tell it.
-- Words of a source that allows no quote are empty: its tasks are left out.

WITH tasks AS (
    SELECT a.*, f.batch_id = :batch_id AS is_new, e.task_news_id
    FROM bi.assignments_at(CAST(:today AS date)) AS a
    JOIN warehouse.assignments AS f ON f.assignment_id = a.assignment_id
    -- The sentence of the night that tells the state.
    LEFT JOIN LATERAL (
        SELECT v.task_news_id
        FROM warehouse.assignment_events AS v
        JOIN warehouse.task_news AS n USING (task_news_id)
        WHERE v.task_id = a.assignment_id AND n.batch_id = :batch_id
          AND a.state = CASE v.event
              WHEN 'done' THEN 'told_done' WHEN 'part' THEN 'told_done_in_part' WHEN 'late' THEN 'told_late' ELSE v.event
          END
        ORDER BY v.confidence DESC, v.task_news_id
        LIMIT 1
    ) AS e ON true
    WHERE a.task IS NOT NULL
), told AS (
    SELECT
        *,
        CASE
            WHEN task_news_id IS NOT NULL THEN state
            WHEN state = 'past_without_news' AND due_on >= CAST(:today AS date) - 30 THEN 'past_without_news'
            WHEN is_new THEN kind
            WHEN state IN ('due_soon', 'extended') AND due_on BETWEEN CAST(:today AS date) AND CAST(:today AS date) + 14 THEN 'due_soon'
        END AS step
    FROM tasks
)
SELECT
    assignment_id AS finding_id, task_news_id AS news_id, step, task, assignees, assignee_ids, of_group, assigned_by, assigned_by_id, former_holder, holder,
    deadline, due_on, due_on - CAST(:today AS date) AS days_left, deadline_kind, based_on, articles,
    ARRAY(
        SELECT p.id
        FROM warehouse.assignments AS m
        CROSS JOIN LATERAL jsonb_array_elements_text(m.partner_ids) AS p (id)
        WHERE m.assignment_id = told.assignment_id AND p.id IS NOT NULL
    ) AS partner_ids
FROM told
WHERE step IS NOT NULL
ORDER BY due_on NULLS LAST, assignees, task, assignment_id;
