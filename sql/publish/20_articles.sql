-- Articles: each is served as its newest sighting shows it, whatever was loaded first. Sightings of the batch's captures
-- replace those of the same captures; those of 00_withdrawn.sql go, and the article is served as its next older one
-- shows it, or not at all.
-- `home_batch` is the batch of the capture: the batch itself, or another one in a reprocess.

CREATE TEMPORARY TABLE brought ON COMMIT DROP AS
SELECT s.*, c.batch_id AS home_batch
FROM staging.articles AS s
JOIN warehouse.captures AS c USING (capture_id)
WHERE s.batch_id = :batch_id;
CREATE INDEX ON brought (article_version_id);
ANALYZE brought;

CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
SELECT article_id FROM brought UNION SELECT article_id FROM unseen UNION SELECT article_id FROM withdrawn;
ALTER TABLE changed ADD PRIMARY KEY (article_id);
ANALYZE changed;

DELETE FROM warehouse.article_sightings AS s
USING unseen AS u
WHERE u.article_id = s.article_id AND u.capture_id = s.capture_id;

INSERT INTO warehouse.article_sightings (
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
)
SELECT
    article_id, article_version_id, home_batch, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
FROM brought
ON CONFLICT (article_id, capture_id) DO UPDATE SET
    article_version_id  = excluded.article_version_id,
    batch_id            = excluded.batch_id,
    source_id           = excluded.source_id,
    url                 = excluded.url,
    part                = excluded.part,
    title               = excluded.title,
    author              = excluded.author,
    credit              = excluded.credit,
    section             = excluded.section,
    published_at        = excluded.published_at,
    published_precision = excluded.published_precision,
    published_source    = excluded.published_source,
    modified_at         = excluded.modified_at,
    published_on        = excluded.published_on,
    captured_at         = excluded.captured_at,
    repaired            = excluded.repaired,
    rules_version       = excluded.rules_version;

-- A duplicate was read by the rules of its batch as well.
UPDATE warehouse.article_sightings AS s
SET rules_version = o.rules_version
FROM staging.outcomes AS o
WHERE o.batch_id = :batch_id AND o.capture_id = s.capture_id AND o.outcome = 'duplicate'
  AND EXISTS (SELECT FROM brought AS b WHERE b.article_version_id = s.article_version_id);

CREATE TEMPORARY TABLE winning ON COMMIT DROP AS
SELECT DISTINCT ON (s.article_id) s.*
FROM warehouse.article_sightings AS s
JOIN changed USING (article_id)
ORDER BY s.article_id, s.captured_at DESC, s.capture_id DESC;
ALTER TABLE winning ADD PRIMARY KEY (article_id);
ANALYZE winning;

-- What the batch touches: documents that are resolved anew, as they were mentioned before (35_touched.sql adds those
-- of the new mentions).
CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
JOIN changed USING (article_id);

DELETE FROM warehouse.articles AS a
USING changed
WHERE changed.article_id = a.article_id AND NOT EXISTS (SELECT FROM winning AS w WHERE w.article_id = a.article_id);

INSERT INTO warehouse.articles (
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
)
SELECT
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
FROM winning
ON CONFLICT (article_id) DO UPDATE SET
    article_version_id  = excluded.article_version_id,
    batch_id            = excluded.batch_id,
    capture_id          = excluded.capture_id,
    source_id           = excluded.source_id,
    url                 = excluded.url,
    part                = excluded.part,
    title               = excluded.title,
    author              = excluded.author,
    credit              = excluded.credit,
    section             = excluded.section,
    published_at        = excluded.published_at,
    published_precision = excluded.published_precision,
    published_source    = excluded.published_source,
    modified_at         = excluded.modified_at,
    published_on        = excluded.published_on,
    captured_at         = excluded.captured_at,
    repaired            = excluded.repaired,
    rules_version       = excluded.rules_version;

-- Versions that the batch brings and no newer sighting of the same version has brought: their rows are the batch's.
CREATE TEMPORARY TABLE read_versions ON COMMIT DROP AS
SELECT DISTINCT ON (b.article_version_id)
    b.batch_id, b.article_version_id, b.article_id, b.capture_id, b.home_batch,
    w.article_version_id = b.article_version_id AS is_current
FROM brought AS b
JOIN winning AS w USING (article_id)
WHERE NOT EXISTS (
    SELECT FROM warehouse.article_sightings AS s
    WHERE s.article_version_id = b.article_version_id AND (s.captured_at, s.capture_id) > (b.captured_at, b.capture_id)
)
ORDER BY b.article_version_id, b.captured_at DESC, b.capture_id DESC;
ALTER TABLE read_versions ADD PRIMARY KEY (article_version_id);
ANALYZE read_versions;

INSERT INTO warehouse.article_versions (
    article_version_id, article_id, title, text, text_raw, repaired_spans, repairs, captions, removed_lines,
    capture_id, first_captured_at, rules_version
)
SELECT
    b.article_version_id, b.article_id, b.title, b.text, b.text_raw, b.repaired_spans, b.repairs, b.captions, b.removed_lines,
    b.capture_id, b.captured_at, b.rules_version
FROM brought AS b
JOIN read_versions AS r USING (article_version_id, capture_id)
ON CONFLICT (article_version_id) DO UPDATE SET
    title             = excluded.title,
    text_raw          = excluded.text_raw,
    repaired_spans    = excluded.repaired_spans,
    repairs           = excluded.repairs,
    captions          = excluded.captions,
    removed_lines     = excluded.removed_lines,
    rules_version     = excluded.rules_version;

-- The first capture of a version is that of its first sighting.
UPDATE warehouse.article_versions AS v
SET capture_id = f.capture_id, first_captured_at = f.captured_at
FROM (
    SELECT DISTINCT ON (s.article_version_id) s.article_version_id, s.capture_id, s.captured_at
    FROM warehouse.article_sightings AS s
    JOIN changed USING (article_id)
    ORDER BY s.article_version_id, s.captured_at, s.capture_id
) AS f
WHERE f.article_version_id = v.article_version_id
  AND (v.capture_id, v.first_captured_at) IS DISTINCT FROM (f.capture_id, f.captured_at);
