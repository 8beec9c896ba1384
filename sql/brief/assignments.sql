-- Tasks that the night's articles tell, and tasks of any article whose day is within 14 days. A task told twice is one row. Its
-- words are the article's: sources that allow no quote are left out.

SELECT DISTINCT ON (a.assignee_ids, lower(a.task))
    a.assignment_id AS finding_id,
    CASE WHEN a.batch_id = :batch_id THEN a.kind ELSE 'due' END AS step,
    a.task, a.assignees, a.assignee_ids, a.partner_ids, a.assigned_by, a.assigned_by_id, a.deadline, a.deadline_precision, a.deadline_kind, a.based_on
FROM warehouse.assignments AS a
JOIN warehouse.articles AS w USING (article_id)
WHERE NOT a.soft
  AND NOT EXISTS (SELECT FROM warehouse.unquotable AS u WHERE u.source_id = w.source_id)
  AND (
      a.batch_id = :batch_id
      OR (
          a.deadline_precision = 'day' AND a.deadline_kind = 'by' AND w.published_on < :today
          AND a.deadline BETWEEN CAST(:today AS text) AND :soon
      )
  )
ORDER BY a.assignee_ids, lower(a.task), (a.batch_id = :batch_id) DESC, w.published_at NULLS LAST, a.assignment_id;
