-- What outlets changed in their articles, and the corrections that they print, for BI tools. Dropped and made anew by every
-- migration: names and columns are a promise to their readers. A column without a comment passes one of the warehouse through.
-- Words that an outlet took back are in no view: places, types and counts alone.

DROP VIEW IF EXISTS bi.article_change_parts, bi.article_changes, bi.article_corrections;

CREATE VIEW bi.article_changes AS
SELECT
    g.change_id,
    g.article_id,
    a.source_id,
    s.name                                                   AS source,
    CASE WHEN u.hidden THEN NULL ELSE a.title END            AS title,
    a.url,
    a.published_on,
    g.kind,
    g.noticed_at,
    g.noticed_at - old.captured_at                           AS after,
    g.title_changed,
    g.letters_added,
    g.letters_removed,
    g.passages,
    g.figures_added,
    g.figures_removed,
    g.documents_added,
    g.documents_removed,
    g.names_added,
    g.names_removed,
    g.dates_added,
    g.dates_removed,
    g.status,
    g.returned_at,
    EXISTS (
        SELECT FROM warehouse.printed_corrections AS p WHERE p.article_id = g.article_id AND p.corrects_itself
    )                                                        AS told_by_outlet,
    g.old_capture_id,
    old.captured_at                                          AS old_captured_at,
    old.digest                                               AS old_digest,
    g.new_capture_id,
    new.captured_at                                          AS new_captured_at,
    new.digest                                               AS new_digest
FROM warehouse.article_changes AS g
JOIN warehouse.articles AS a USING (article_id)
JOIN warehouse.sources AS s ON s.source_id = a.source_id
JOIN warehouse.captures AS old ON old.capture_id = g.old_capture_id
LEFT JOIN warehouse.captures AS new ON new.capture_id = g.new_capture_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id;

COMMENT ON VIEW bi.article_changes IS 'Bài thay đổi sau khi đăng: one row per change that two captures of an article prove, and per page that vanished. Pages are asked again on a few days only, so that other changes stay unseen';
COMMENT ON COLUMN bi.article_changes.source IS 'Name of the source';
COMMENT ON COLUMN bi.article_changes.title IS 'Headline as it is now; null where its source allows none to be shown';
COMMENT ON COLUMN bi.article_changes.after IS 'How long after the earlier capture it was noticed: the change came some time between the two';
COMMENT ON COLUMN bi.article_changes.told_by_outlet IS 'True when the article itself says that it was corrected';
COMMENT ON COLUMN bi.article_changes.old_captured_at IS 'When the earlier state was captured';
COMMENT ON COLUMN bi.article_changes.old_digest IS 'Digest of that capture, as the WARC record has it';
COMMENT ON COLUMN bi.article_changes.new_captured_at IS 'When the later state was captured; null where no page came';
COMMENT ON COLUMN bi.article_changes.new_digest IS 'Digest of that capture';

CREATE VIEW bi.article_change_parts AS
SELECT
    p.change_id,
    g.article_id,
    p.ordinal,
    p.side,
    p.what,
    p.place,
    p.start_char,
    p.end_char,
    CASE WHEN p.side = 'added' AND u.source_id IS NULL AND a.article_version_id = g.new_version_id
              AND NOT EXISTS (
                  SELECT FROM warehouse.article_changes AS later
                  WHERE later.article_id = g.article_id AND later.noticed_at > g.noticed_at AND later.returned_at IS NULL
              )
         THEN left(substr(CASE p.place WHEN 'title' THEN a.title ELSE v.text END, p.start_char::integer + 1, (p.end_char - p.start_char)::integer), 120)
    END                                                      AS words
FROM warehouse.article_change_parts AS p
JOIN warehouse.article_changes AS g USING (change_id)
JOIN warehouse.articles AS a ON a.article_id = g.article_id
JOIN warehouse.article_versions AS v ON v.article_version_id = a.article_version_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id;

COMMENT ON VIEW bi.article_change_parts IS 'Where each change of an article stands and what it touches: passages, and the figures, documents, names and dates in them';
COMMENT ON COLUMN bi.article_change_parts.words IS 'What was added, at most 120 characters, as long as the article has it; null for what was removed, and where its source allows no quote';

CREATE VIEW bi.article_corrections AS
WITH candidates AS (
    SELECT p.correction_id, p.article_id, 'itself' AS linked_by
    FROM warehouse.printed_corrections AS p
    WHERE p.corrects_itself
    UNION
    SELECT p.correction_id, s.article_id, 'address'
    FROM warehouse.printed_corrections AS p
    JOIN warehouse.captures AS c ON c.url = p.corrects_url
    JOIN warehouse.article_sightings AS s ON s.capture_id = c.capture_id
    WHERE s.article_id <> p.article_id
    UNION
    SELECT p.correction_id, o.article_id, 'title'
    FROM warehouse.printed_corrections AS p
    JOIN warehouse.articles AS a ON a.article_id = p.article_id
    JOIN warehouse.articles AS o
        ON o.source_id = a.source_id AND md5(lower(o.title)) = md5(lower(p.corrects_title)) AND o.article_id <> a.article_id
    WHERE p.corrects_url IS NULL
      AND (p.corrects_on IS NULL OR o.published_on IS NULL OR o.published_on = p.corrects_on)
      AND (a.published_on IS NULL OR o.published_on IS NULL OR o.published_on <= a.published_on)
),
linked AS (
    SELECT correction_id, min(article_id) AS corrected_article_id, min(linked_by) AS linked_by
    FROM candidates
    GROUP BY correction_id
    HAVING count(DISTINCT article_id) = 1
)
SELECT
    p.correction_id,
    p.form,
    CASE WHEN u.source_id IS NULL THEN left(p.sentence, 600) END AS sentence,
    p.article_id,
    a.source_id,
    s.name                                                   AS source,
    CASE WHEN u.hidden THEN NULL ELSE a.title END            AS title,
    a.url,
    a.published_on,
    CASE WHEN u.source_id IS NULL THEN p.corrects_title END  AS corrects_title,
    p.corrects_on,
    p.corrects_url,
    l.corrected_article_id,
    l.linked_by,
    CASE WHEN u.hidden THEN NULL ELSE o.title END            AS corrected_title,
    o.url                                                    AS corrected_url,
    o.published_on                                           AS corrected_published_on,
    EXISTS (SELECT FROM warehouse.article_changes AS g WHERE g.article_id = l.corrected_article_id) AS corrected_changed,
    p.confidence,
    p.method
FROM warehouse.printed_corrections AS p
JOIN warehouse.articles AS a ON a.article_id = p.article_id
JOIN warehouse.sources AS s ON s.source_id = a.source_id
LEFT JOIN linked AS l USING (correction_id)
LEFT JOIN warehouse.articles AS o ON o.article_id = l.corrected_article_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id;

COMMENT ON VIEW bi.article_corrections IS 'Cải chính, đính chính, xin lỗi: corrections that outlets print, each with the article that it is about where the text tells exactly one';
COMMENT ON COLUMN bi.article_corrections.sentence IS 'The sentence, at most 600 characters; null where its source allows no quote';
COMMENT ON COLUMN bi.article_corrections.source IS 'Name of the source that prints it';
COMMENT ON COLUMN bi.article_corrections.title IS 'Headline of the page that it stands on';
COMMENT ON COLUMN bi.article_corrections.corrects_title IS 'Headline of the corrected article, as the correction prints it';
COMMENT ON COLUMN bi.article_corrections.corrected_article_id IS 'The corrected article; null where nothing tells it, or several fit';
COMMENT ON COLUMN bi.article_corrections.linked_by IS 'What tells it: itself (the correction stands in it), address, or title (of the same source)';
COMMENT ON COLUMN bi.article_corrections.corrected_title IS 'Its headline as it is now';
COMMENT ON COLUMN bi.article_corrections.corrected_url IS 'Its address';
COMMENT ON COLUMN bi.article_corrections.corrected_published_on IS 'Day of its publication (Vietnam time)';
COMMENT ON COLUMN bi.article_corrections.corrected_changed IS 'True when two captures show that it was changed as well, or is gone';
