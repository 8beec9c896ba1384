-- What holds articles around the touched ones together: pairs, the same text under several names, and an editor's word. An article that
-- an editor split off is held by nothing but that.

WITH apart AS (
    SELECT old_identity ->> 'id' AS article_id FROM warehouse.corrections WHERE corrects = 'story' AND action = 'split'
)
SELECT p.article_id, p.other_id, p.label IN ('reprint', 'update') AS joined
FROM warehouse.article_pairs AS p
JOIN around AS r USING (article_id)
WHERE p.one_origin
  AND NOT EXISTS (SELECT FROM apart AS a WHERE a.article_id IN (p.article_id, p.other_id))
UNION ALL
SELECT min(r.article_id) OVER (PARTITION BY r.text_key), r.article_id, true
FROM around AS r
WHERE r.text_key IS NOT NULL AND NOT EXISTS (SELECT FROM apart AS a WHERE a.article_id = r.article_id)
UNION ALL
SELECT one.article_id, other.article_id, true
FROM warehouse.corrections AS c
JOIN around AS one ON one.article_id = c.old_identity ->> 'id'
JOIN around AS other ON other.article_id = c.new_identity ->> 'id'
WHERE c.corrects = 'story' AND c.action = 'merge';
