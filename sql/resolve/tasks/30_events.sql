-- What became of the tasks, as these sentences tell it.

DELETE FROM warehouse.assignment_events WHERE task_news_id IN (SELECT task_news_id FROM touched_news);
INSERT INTO warehouse.assignment_events (task_id, task_news_id, event, confidence)
SELECT task_id, task_news_id, event, confidence FROM new_links;
