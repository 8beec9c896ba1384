-- What is told anew: the keys that triggers noted, and those of all articles that hang together with one that was touched. With
-- :all, every key there is.

CREATE TEMPORARY TABLE bound ON COMMIT DROP AS
SELECT a.article_id, st.source_id, warehouse.month_of(a.published_on) AS month
FROM warehouse.articles AS a
JOIN warehouse.article_stories AS st USING (article_id)
WHERE :all
   OR st.article_id IN (
       SELECT s.article_id FROM warehouse.article_stories AS s JOIN warehouse.summary_bonds AS b ON b.bond = s.story_id
       UNION
       SELECT s.article_id FROM warehouse.article_stories AS s JOIN warehouse.summary_bonds AS b ON b.bond = s.same_as
       WHERE s.same_as <> s.article_id
       UNION
       SELECT bond FROM warehouse.summary_bonds
   );
ANALYZE bound;

CREATE TEMPORARY TABLE keys ON COMMIT DROP AS
SELECT kind, entity_id, month FROM warehouse.summary_keys
UNION
SELECT c.kind, c.entity_id, b.month
FROM bound AS b
-- OFFSET keeps this a search by article: joined, the view would be read whole.
CROSS JOIN LATERAL (SELECT o.* FROM warehouse.counted AS o WHERE o.article_id = b.article_id OFFSET 0) AS c
UNION
SELECT 'claims', b.source_id, b.month FROM bound AS b
UNION
SELECT 'change', t.decree_id, '-infinity'::date FROM bound AS b JOIN warehouse.changes_of_articles AS t USING (article_id)
UNION
SELECT 'point', warehouse.point_group(m.indicator_id, m.area, m.period), '-infinity'::date
FROM bound AS b
JOIN warehouse.metrics AS m USING (article_id)
WHERE m.not_charted_because IS NULL AND m.start_char = m.claim_start;
ANALYZE keys;

DELETE FROM warehouse.summary_keys;
DELETE FROM warehouse.summary_bonds;
