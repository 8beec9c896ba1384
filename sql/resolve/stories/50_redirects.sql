-- Ids of stories that ended lead to the story of the article that gave them their name, else to that of a former member;
-- ids that led to them go on.

INSERT INTO warehouse.story_redirects (old_story_id, story_id)
SELECT
    o.story_id,
    (array_agg(n.story_id ORDER BY o.article_id <> o.story_id, n.story_id))[1]
FROM stood AS o
JOIN stand AS n USING (article_id)
WHERE o.story_id NOT IN (SELECT story_id FROM told_stories)
GROUP BY o.story_id
ON CONFLICT (old_story_id) DO UPDATE SET story_id = excluded.story_id, moved_at = now();

UPDATE warehouse.story_redirects AS r
SET story_id = n.story_id, moved_at = now()
FROM warehouse.story_redirects AS n
WHERE n.old_story_id = r.story_id AND n.old_story_id IN (SELECT story_id FROM stood);
DELETE FROM warehouse.story_redirects AS r USING told_stories AS t WHERE t.story_id = r.old_story_id;
