-- What documents do to each other, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.decree_relations;

CREATE VIEW bi.decree_relations AS
SELECT
    s.decree_id                                                           AS subject_id,
    s.number                                                              AS subject_number,
    s.doc_type                                                            AS subject_type,
    s.title                                                               AS subject_title,
    r.change                                                              AS relation,
    o.decree_id                                                           AS object_id,
    o.number                                                              AS object_number,
    o.doc_type                                                            AS object_type,
    o.title                                                               AS object_title,
    r.scope,
    r.happened_on                                                         AS effective_on,
    r.first_on                                                            AS first_seen_on,
    r.articles,
    r.sources,
    CASE WHEN u.source_id IS NULL THEN r.example_quote END                AS example_quote,
    CASE WHEN u.source_id IS NULL THEN r.example_url END                  AS example_url
FROM warehouse.told_changes AS r
JOIN warehouse.decrees AS s ON s.decree_id = r.by_decree_id
JOIN warehouse.decrees AS o ON o.decree_id = r.decree_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = r.example_source;

COMMENT ON VIEW bi.decree_relations IS 'What one document does to another, as articles tell it; one row per pair, relation and part concerned';
COMMENT ON COLUMN bi.decree_relations.subject_id IS 'The document that acts, in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_relations.subject_number IS 'Its number; null for a document that articles name without one';
COMMENT ON COLUMN bi.decree_relations.subject_type IS 'Its type in Vietnamese';
COMMENT ON COLUMN bi.decree_relations.subject_title IS 'Its subject or name';
COMMENT ON COLUMN bi.decree_relations.object_id IS 'The document that is acted on, in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_relations.object_number IS 'Its number; null for a document that articles name without one';
COMMENT ON COLUMN bi.decree_relations.object_type IS 'Its type in Vietnamese';
COMMENT ON COLUMN bi.decree_relations.object_title IS 'Its subject or name';
COMMENT ON COLUMN bi.decree_relations.effective_on IS 'Day from which it holds, as articles state most often; null when none states it';
COMMENT ON COLUMN bi.decree_relations.first_seen_on IS 'Day of the first article that tells it (Vietnam time)';
COMMENT ON COLUMN bi.decree_relations.articles IS 'Articles that tell it';
COMMENT ON COLUMN bi.decree_relations.sources IS 'Sources whose articles tell it';
COMMENT ON COLUMN bi.decree_relations.example_quote IS 'The clause of the first of them';
COMMENT ON COLUMN bi.decree_relations.example_url IS 'Article of that clause';
