-- Mentions of tasks that are new, changed or gone, and all others that they may be one task with (`mentions_around`).

CREATE TEMPORARY TABLE told_mentions ON COMMIT DROP AS
SELECT
    m.assignment_id,
    coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS told_on,
    warehouse.task_bodies(m.assignees, m.assignee_ids) AS bodies
FROM warehouse.assignments AS m
JOIN warehouse.articles AS a USING (article_id)
WHERE NOT m.soft
  -- "… cho phép |lùi thời hạn …" is news of a task, and no task of its own.
  AND NOT EXISTS (
      SELECT FROM warehouse.task_news AS n
      WHERE n.article_id = m.article_id AND n.news = 'extended' AND m.start_char BETWEEN n.start_char AND n.end_char
        AND starts_with(lower(m.task), n.cue)
  )
  AND (
      m.article_id IN (SELECT article_id FROM touched_articles)
      OR NOT EXISTS (SELECT FROM warehouse.task_mentions AS t WHERE t.assignment_id = m.assignment_id)
  );

CREATE TEMPORARY TABLE touched_groups ON COMMIT DROP AS
SELECT t.group_id
FROM warehouse.task_mentions AS t
WHERE NOT EXISTS (SELECT FROM warehouse.assignments AS m WHERE m.assignment_id = t.assignment_id AND NOT m.soft)
   OR t.assignment_id IN (SELECT assignment_id FROM told_mentions)
UNION
SELECT t.group_id
FROM told_mentions AS n
JOIN warehouse.task_mentions AS t ON t.bodies && n.bodies AND t.told_on BETWEEN n.told_on - :days AND n.told_on + :days;

CREATE TEMPORARY TABLE mentions_around ON COMMIT DROP AS
SELECT assignment_id, told_on, bodies FROM told_mentions
UNION ALL
SELECT t.assignment_id, t.told_on, t.bodies
FROM warehouse.task_mentions AS t
JOIN touched_groups USING (group_id)
JOIN warehouse.assignments AS m USING (assignment_id)
WHERE NOT m.soft AND t.assignment_id NOT IN (SELECT assignment_id FROM told_mentions);

-- Sentences whose links are found anew: new ones, those that are linked to a task that is told anew, and those that may be.
CREATE TEMPORARY TABLE touched_tasks ON COMMIT DROP AS
SELECT DISTINCT t.task_id FROM warehouse.task_mentions AS t JOIN touched_groups USING (group_id);

CREATE TEMPORARY TABLE new_places (assignment_id text, task_id text, group_id text) ON COMMIT DROP;
CREATE TEMPORARY TABLE new_links (task_id text, task_news_id text, event text, confidence numeric) ON COMMIT DROP;
