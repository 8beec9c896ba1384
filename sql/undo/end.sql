-- Captures as they were (where their bytes lie is not taken back: maintenance may have moved them), then those that
-- the publish added and that nothing needs; the quarantine; and what touched all this last before.

UPDATE warehouse.captures AS c
SET outcome = w.outcome, outcome_reason = w.outcome_reason, rules_version = w.rules_version
FROM before AS b, jsonb_populate_recordset(NULL::warehouse.captures, b.rows) AS w
WHERE b.relation = 'captures' AND c.capture_id = w.capture_id;

DELETE FROM warehouse.captures AS c
USING back
WHERE back.kind = 'capture' AND back.key = c.capture_id
  AND NOT EXISTS (SELECT FROM before AS b WHERE b.kind = 'capture' AND b.key = c.capture_id)
  AND NOT EXISTS (SELECT FROM warehouse.articles AS a WHERE a.capture_id = c.capture_id)
  AND NOT EXISTS (SELECT FROM warehouse.article_versions AS v WHERE v.capture_id = c.capture_id)
  AND NOT EXISTS (SELECT FROM warehouse.article_sightings AS s WHERE s.capture_id = c.capture_id);

DELETE FROM ops.quarantine AS q USING back WHERE back.kind = 'quarantine' AND back.key = q.batch_id;
INSERT INTO ops.quarantine
SELECT w.* FROM before AS b, jsonb_populate_recordset(NULL::ops.quarantine, b.rows) AS w WHERE b.relation = 'quarantine'
ON CONFLICT (quarantine_id) DO NOTHING;

DELETE FROM ops.last_publish AS l USING back WHERE l.kind = back.kind AND l.key = back.key AND back.previous IS NULL;
UPDATE ops.last_publish AS l
SET publish_id = back.previous
FROM back
WHERE l.kind = back.kind AND l.key = back.key AND back.previous IS NOT NULL;

DELETE FROM ops.publishes WHERE publish_id = :publish_id;
