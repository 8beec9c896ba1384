-- Corrections of findings with the touched articles that they may be of: the article itself, or one of the very same text.

SELECT c.correction_id, c.action, c.corrects, c.start_char, c.quote, c.says, c.new_values, t.article_id
FROM warehouse.corrections AS c
JOIN touched_articles AS t USING (article_id)
WHERE c.action IN ('reject', 'set')
UNION
SELECT c.correction_id, c.action, c.corrects, c.start_char, c.quote, c.says, c.new_values, t.article_id
FROM warehouse.corrections AS c
JOIN warehouse.article_versions AS v ON md5(v.text) = c.text_digest
JOIN warehouse.articles AS a USING (article_version_id)
JOIN touched_articles AS t ON t.article_id = a.article_id
WHERE c.action IN ('reject', 'set')
ORDER BY corrects, correction_id, article_id;
