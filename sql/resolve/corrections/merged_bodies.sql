-- Mentions in the touched articles of organisations that an editor merged; what is corrected by itself stays.

SELECT c.correction_id, m.mention_id AS key, c.new_identity ->> 'id' AS organisation_id
FROM warehouse.corrections AS c
JOIN warehouse.organisation_mentions AS m ON m.organisation_id = c.old_identity ->> 'id'
JOIN touched_articles AS t ON t.article_id = m.article_id
WHERE c.corrects = 'organisation'
  AND NOT EXISTS (
      SELECT FROM warehouse.corrected_findings AS f WHERE f.kind = 'organisation_mentions' AND f.key = m.mention_id
  )
ORDER BY m.mention_id;
