-- Which task each mention is of; then the sentences that may tell of these tasks.

DELETE FROM warehouse.task_mentions AS t
USING touched_groups AS g
WHERE t.group_id = g.group_id;

INSERT INTO warehouse.task_mentions (assignment_id, task_id, group_id, told_on, bodies)
SELECT p.assignment_id, p.task_id, p.group_id, a.told_on, a.bodies
FROM new_places AS p
JOIN mentions_around AS a USING (assignment_id);

INSERT INTO touched_tasks SELECT DISTINCT task_id FROM new_places EXCEPT SELECT task_id FROM touched_tasks;

DELETE FROM warehouse.task_news_bodies
WHERE task_news_id IN (
    SELECT n.task_news_id FROM warehouse.task_news AS n JOIN touched_articles USING (article_id)
);
CREATE TEMPORARY TABLE touched_news ON COMMIT DROP AS
SELECT n.task_news_id
FROM warehouse.task_news AS n
WHERE NOT EXISTS (SELECT FROM warehouse.task_news_bodies AS b WHERE b.task_news_id = n.task_news_id);

INSERT INTO warehouse.task_news_bodies (task_news_id, told_on, bodies)
SELECT
    n.task_news_id,
    coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
    warehouse.task_bodies(n.doers, n.doer_ids)
FROM warehouse.task_news AS n
JOIN touched_news USING (task_news_id)
JOIN warehouse.articles AS a USING (article_id);

INSERT INTO touched_news
SELECT e.task_news_id FROM warehouse.assignment_events AS e JOIN touched_tasks USING (task_id)
UNION
SELECT b.task_news_id
FROM touched_tasks
JOIN warehouse.task_mentions AS t USING (task_id)
JOIN warehouse.task_news_bodies AS b ON b.bodies && t.bodies AND b.told_on BETWEEN t.told_on AND t.told_on + :reach
EXCEPT
SELECT task_news_id FROM touched_news;
