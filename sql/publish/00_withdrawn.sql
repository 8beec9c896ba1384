-- Articles that this publish withdraws: those of the batch, or of captures that it read, that it no longer brings.
-- `served` is what it may withdraw: how many of them go decides whether the publish needs to be asked for by name.

CREATE TEMPORARY TABLE served ON COMMIT DROP AS
SELECT w.article_id
FROM warehouse.articles AS w
WHERE w.batch_id = :batch_id
   OR w.capture_id IN (SELECT capture_id FROM staging.captures WHERE batch_id = :batch_id);

CREATE TEMPORARY TABLE withdrawn ON COMMIT DROP AS
SELECT article_id
FROM served
WHERE article_id NOT IN (SELECT article_id FROM staging.articles WHERE batch_id = :batch_id);

-- Sightings that it takes back: a capture that it read no longer shows the article. One that shows the text of another
-- capture is left out of a batch as a duplicate, and stays a sighting.
CREATE TEMPORARY TABLE unseen ON COMMIT DROP AS
SELECT s.article_id, s.capture_id
FROM warehouse.article_sightings AS s
WHERE (s.batch_id = :batch_id OR s.capture_id IN (SELECT capture_id FROM staging.captures WHERE batch_id = :batch_id))
  AND NOT EXISTS (
      SELECT FROM staging.articles AS a
      WHERE a.batch_id = :batch_id AND a.article_id = s.article_id AND a.capture_id = s.capture_id
  )
  AND NOT EXISTS (
      SELECT FROM staging.outcomes AS o
      WHERE o.batch_id = :batch_id AND o.capture_id = s.capture_id AND o.outcome = 'duplicate'
        AND (
            EXISTS (
                SELECT FROM staging.articles AS a
                WHERE a.batch_id = :batch_id AND a.article_version_id = s.article_version_id
            )
            OR EXISTS (
                SELECT FROM warehouse.article_sightings AS other
                WHERE other.article_version_id = s.article_version_id AND other.batch_id <> :batch_id
                  AND other.capture_id NOT IN (SELECT capture_id FROM staging.captures WHERE batch_id = :batch_id)
            )
        )
  );
