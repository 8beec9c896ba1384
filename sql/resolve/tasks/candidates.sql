-- Each such sentence with the tasks of its bodies that were told before it, by another article.

SELECT
    n.task_news_id, n.news, n.bodies AS doers, n.cue, n.deed, n.about, n.told_on AS news_on,
    t.task_id, t.bodies AS assignees, f.task, t.told_on AS task_on, t.due_on
FROM (
    SELECT w.*, b.bodies, b.told_on
    FROM touched_news
    JOIN warehouse.task_news AS w USING (task_news_id)
    JOIN warehouse.task_news_bodies AS b USING (task_news_id)
) AS n
JOIN LATERAL (
    SELECT
        m.task_id,
        min(m.told_on) AS told_on,
        array_agg(DISTINCT body) AS bodies,
        max(warehouse.last_day(a.deadline)) AS due_on,
        bool_or(a.article_id = n.article_id) AS of_its_own
    FROM warehouse.task_mentions AS m
    JOIN warehouse.assignments AS a USING (assignment_id)
    CROSS JOIN LATERAL unnest(m.bodies) AS body
    WHERE m.task_id IN (
        SELECT c.task_id
        FROM warehouse.task_mentions AS c
        WHERE c.bodies && n.bodies AND c.told_on BETWEEN n.told_on - :reach AND n.told_on
    )
    GROUP BY m.task_id
) AS t ON NOT t.of_its_own AND t.told_on <= n.told_on
JOIN warehouse.assignments AS f ON f.assignment_id = t.task_id
ORDER BY n.task_news_id, t.task_id;
