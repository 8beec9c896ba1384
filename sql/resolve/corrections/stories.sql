-- Which articles' stories an editor decided: shown beside them, and no row of a finding changes.

INSERT INTO warehouse.corrected_findings (kind, key, article_id, correction_id)
SELECT 'articles', a.article_id, a.article_id, c.correction_id
FROM warehouse.corrections AS c
JOIN warehouse.articles AS a ON a.article_id IN (c.old_identity ->> 'id', c.new_identity ->> 'id')
JOIN touched_articles AS t ON t.article_id = a.article_id
WHERE c.corrects = 'story'
  -- A merge takes two.
  AND (c.new_identity IS NULL OR EXISTS (SELECT FROM warehouse.articles AS o WHERE o.article_id = c.new_identity ->> 'id'));
