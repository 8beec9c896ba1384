-- Articles: the newest capture of an article wins, whatever was loaded first. Rows of the batch's articles replace
-- those of the same articles; those of 00_withdrawn.sql go.
-- `home_batch` is the batch of the capture: the batch itself, or another one in a reprocess.

CREATE TEMPORARY TABLE winning ON COMMIT DROP AS
SELECT DISTINCT ON (s.article_id) s.*, c.batch_id AS home_batch
FROM staging.articles AS s
JOIN warehouse.captures AS c USING (capture_id)
LEFT JOIN warehouse.articles AS w ON w.article_id = s.article_id
WHERE s.batch_id = :batch_id
  AND (w.article_id IS NULL
       OR w.batch_id = s.batch_id
       OR (s.captured_at, s.capture_id) >= (w.captured_at, w.capture_id))
ORDER BY s.article_id, s.captured_at DESC, s.capture_id DESC;

-- What the batch touches: documents that are resolved anew, as they were mentioned before (35_touched.sql adds those
-- of the new mentions).
CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
WHERE m.article_id IN (SELECT article_id FROM winning UNION ALL SELECT article_id FROM withdrawn);

DELETE FROM warehouse.articles WHERE article_id IN (SELECT article_id FROM withdrawn);

INSERT INTO warehouse.articles (
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
)
SELECT
    article_id, article_version_id, home_batch, capture_id, source_id, url, part, title, author, credit, section,
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
    published_source      = excluded.published_source,
    modified_at         = excluded.modified_at,
    published_on        = excluded.published_on,
    captured_at         = excluded.captured_at,
    repaired            = excluded.repaired,
    rules_version       = excluded.rules_version;

INSERT INTO warehouse.article_versions (
    article_version_id, article_id, title, text, text_raw, repaired_spans, repairs, captions, removed_lines,
    capture_id, first_captured_at, rules_version
)
SELECT DISTINCT ON (article_version_id)
    article_version_id, article_id, title, text, text_raw, repaired_spans, repairs, captions, removed_lines,
    capture_id, captured_at, rules_version
FROM staging.articles
WHERE batch_id = :batch_id
ORDER BY article_version_id, captured_at, capture_id
ON CONFLICT (article_version_id) DO UPDATE SET
    title             = excluded.title,
    text_raw          = excluded.text_raw,
    repaired_spans    = excluded.repaired_spans,
    repairs           = excluded.repairs,
    captions          = excluded.captions,
    removed_lines     = excluded.removed_lines,
    rules_version     = excluded.rules_version,
    capture_id        = CASE WHEN excluded.first_captured_at < article_versions.first_captured_at
                             THEN excluded.capture_id ELSE article_versions.capture_id END,
    first_captured_at = least(article_versions.first_captured_at, excluded.first_captured_at);
