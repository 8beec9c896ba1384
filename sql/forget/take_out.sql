-- Take out what the import serves; texts that it brought to articles of others become those of the others, or go.

-- A capture that the warehouse does not know was never published, and one without outcome `article` is none by newer rules.
DELETE FROM staging.articles AS s
WHERE s.batch_id = :giving_back
  AND NOT EXISTS (SELECT FROM warehouse.captures AS c WHERE c.capture_id = s.capture_id AND c.outcome = 'article');

DELETE FROM warehouse.articles WHERE article_id IN (SELECT article_id FROM own_articles);

UPDATE warehouse.article_versions AS v
SET capture_id = s.capture_id, first_captured_at = s.captured_at
FROM (
    SELECT DISTINCT ON (article_version_id) article_version_id, capture_id, captured_at
    FROM staging.articles
    WHERE batch_id = :giving_back
    ORDER BY article_version_id, captured_at, capture_id
) AS s
WHERE v.capture_id IN (SELECT capture_id FROM own_captures) AND s.article_version_id = v.article_version_id;

UPDATE warehouse.article_versions AS v
SET capture_id = a.capture_id, first_captured_at = a.captured_at
FROM warehouse.articles AS a
WHERE v.capture_id IN (SELECT capture_id FROM own_captures) AND a.article_version_id = v.article_version_id;

DELETE FROM warehouse.article_versions WHERE capture_id IN (SELECT capture_id FROM own_captures);

-- Articles that another batch serves already are left as they are.
DELETE FROM staging.articles
WHERE batch_id = :giving_back AND article_id NOT IN (SELECT article_id FROM own_articles);

-- Statements of publish read these; nothing else is withdrawn.
CREATE TEMPORARY TABLE withdrawn (article_id text) ON COMMIT DROP;
