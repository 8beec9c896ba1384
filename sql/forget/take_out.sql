-- Take out what the import serves; of articles that others serve, what it showed of them goes.

-- A capture that the warehouse does not know was never published, and one without outcome `article` is none by newer rules.
DELETE FROM staging.articles AS s
WHERE s.batch_id = :giving_back
  AND NOT EXISTS (SELECT FROM warehouse.captures AS c WHERE c.capture_id = s.capture_id AND c.outcome = 'article');

-- Articles that another batch serves already are left as they are.
DELETE FROM staging.articles
WHERE batch_id = :giving_back AND article_id NOT IN (SELECT article_id FROM own_articles);

DELETE FROM warehouse.articles WHERE article_id IN (SELECT article_id FROM own_articles);

-- Statements of publish read these; nothing else is withdrawn.
CREATE TEMPORARY TABLE withdrawn (article_id text) ON COMMIT DROP;
CREATE TEMPORARY TABLE unseen ON COMMIT DROP AS
SELECT s.article_id, s.capture_id
FROM warehouse.article_sightings AS s
JOIN own_captures USING (capture_id);
