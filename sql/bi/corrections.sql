-- What editors corrected, for BI tools. Dropped and made anew by every migration: names and columns are a promise to their readers.
-- A column without a comment passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.corrections;

CREATE VIEW bi.corrections AS
SELECT
    c.correction_id,
    c.action,
    c.corrects,
    CASE c.action
        WHEN 'reject' THEN 'bỏ'
        WHEN 'set' THEN 'sửa'
        WHEN 'merge' THEN 'gộp'
        WHEN 'split' THEN 'tách'
    END                                                       AS action_vi,
    f.key                                                     AS finding_id,
    f.kind                                                    AS finding_kind,
    CASE WHEN u.source_id IS NULL THEN c.quote END            AS quote,
    CASE WHEN u.source_id IS NULL THEN c.says END             AS says,
    c.new_values,
    CASE WHEN c.new_values IS NULL THEN NULL ELSE (
        SELECT jsonb_object_agg(n.name, f.was -> n.name) FROM jsonb_object_keys(c.new_values) AS n (name)
    ) END                                                     AS old_values,
    coalesce(c.old_identity ->> 'name', c.old_identity ->> 'id') AS merged,
    coalesce(c.new_identity ->> 'name', c.new_identity ->> 'id') AS merged_into,
    c.reason                                                  AS correction_reason,
    c.author                                                  AS corrected_by,
    c.decided_on,
    f.correction_id IS NOT NULL AND c.fault IS NULL           AS applied,
    c.fault,
    c.place,
    a.published_on,
    a.source_id,
    CASE WHEN u.hidden THEN NULL ELSE a.title END             AS article_title,
    a.url                                                     AS article_url
FROM warehouse.corrections AS c
LEFT JOIN warehouse.corrected_findings AS f USING (correction_id)
LEFT JOIN warehouse.articles AS a ON a.article_id = coalesce(f.article_id, c.article_id)
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id;

COMMENT ON VIEW bi.corrections IS 'What editors corrected, with reason, author and day: a row for each finding, mention or article that a correction changes, one without any where it matches nothing';
COMMENT ON COLUMN bi.corrections.action_vi IS 'The same in Vietnamese';
COMMENT ON COLUMN bi.corrections.finding_id IS 'Id of the finding, mention or article; null where the correction matches nothing';
COMMENT ON COLUMN bi.corrections.finding_kind IS 'What that id is of: a kind of finding, or articles';
COMMENT ON COLUMN bi.corrections.quote IS 'The evidence as printed; null where its source allows no quote';
COMMENT ON COLUMN bi.corrections.says IS 'What the finding told in short; null where its source allows no quote';
COMMENT ON COLUMN bi.corrections.old_values IS 'Values that were read, of the columns that the editor set';
COMMENT ON COLUMN bi.corrections.merged IS 'Document by number or name, organisation or article by id, that is merged or split off';
COMMENT ON COLUMN bi.corrections.merged_into IS 'What it is merged into; null for a split';
COMMENT ON COLUMN bi.corrections.applied IS 'False for a correction that matches nothing, or that the warehouse refused';
COMMENT ON COLUMN bi.corrections.published_on IS 'Day of publication of the article (Vietnam time)';
COMMENT ON COLUMN bi.corrections.article_title IS 'Headline of the article';
COMMENT ON COLUMN bi.corrections.article_url IS 'Address of the article';
