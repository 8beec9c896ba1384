-- What happens to documents, for BI tools. Dropped and made anew by every migration: names and columns are a promise to their
-- readers. A column without a comment passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.legal_changes;

CREATE VIEW bi.legal_changes AS
SELECT
    d.decree_id,
    d.number,
    d.doc_type,
    d.title,
    c.change,
    CASE c.change
        WHEN 'drafted' THEN 'dự thảo'
        WHEN 'requested' THEN 'được yêu cầu xây dựng'
        WHEN 'signed' THEN 'được ký'
        WHEN 'issued' THEN 'ban hành'
        WHEN 'takes_effect' THEN 'có hiệu lực'
        WHEN 'expires' THEN 'hết hiệu lực'
        WHEN 'amended' THEN 'bị sửa đổi'
        WHEN 'supplemented' THEN 'được bổ sung'
        WHEN 'replaced' THEN 'bị thay thế'
        WHEN 'repealed' THEN 'bị bãi bỏ'
    END                                                                     AS change_vi,
    t.happened_on,
    t.happened_precision,
    t.dates_disagree,
    t.by_decree_id,
    b.number                                                                AS by_number,
    b.title                                                                 AS by_title,
    t.scope,
    t.first_on                                                              AS first_seen_on,
    t.articles,
    t.stories,
    t.sources,
    CASE WHEN u.source_id IS NULL THEN t.example_quote END                  AS example_quote,
    CASE WHEN u.source_id IS NULL THEN t.example_url END                    AS example_url
FROM warehouse.told_changes AS t
CROSS JOIN LATERAL (
    SELECT CASE t.change
        WHEN 'amends' THEN 'amended' WHEN 'supplements' THEN 'supplemented' WHEN 'replaces' THEN 'replaced' WHEN 'repeals' THEN 'repealed'
        ELSE t.change
    END AS change
) AS c
JOIN warehouse.decrees AS d ON d.decree_id = t.decree_id
LEFT JOIN warehouse.decrees AS b ON b.decree_id = t.by_decree_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = t.example_source
WHERE t.by_decree_id IS NULL OR t.change IN ('amends', 'supplements', 'replaces', 'repeals');

COMMENT ON VIEW bi.legal_changes IS 'One row per change of a document that articles tell: drafted, requested, signed, issued, in effect, expired, and amended, supplemented, replaced or repealed by another one';
COMMENT ON COLUMN bi.legal_changes.decree_id IS 'The document that changes, in bi.decree_timeline';
COMMENT ON COLUMN bi.legal_changes.change IS 'drafted, requested, signed, issued, takes_effect, expires; amended, supplemented, replaced, repealed by another document';
COMMENT ON COLUMN bi.legal_changes.change_vi IS 'The same in Vietnamese';
COMMENT ON COLUMN bi.legal_changes.happened_on IS 'Day that articles state most often, past or to come; the first of the month or year where they state no more; null where none states it';
COMMENT ON COLUMN bi.legal_changes.happened_precision IS 'How exact that day is: day, month or year';
COMMENT ON COLUMN bi.legal_changes.dates_disagree IS 'True when articles state different days';
COMMENT ON COLUMN bi.legal_changes.by_decree_id IS 'The document that does it, in bi.decree_timeline; null for what a document does by itself';
COMMENT ON COLUMN bi.legal_changes.by_number IS 'Number of that document';
COMMENT ON COLUMN bi.legal_changes.by_title IS 'Subject or name of that document';
COMMENT ON COLUMN bi.legal_changes.scope IS 'What of the document it concerns: whole, or the part as printed; null for what a document does by itself';
COMMENT ON COLUMN bi.legal_changes.first_seen_on IS 'Day of the first article that tells it (Vietnam time)';
COMMENT ON COLUMN bi.legal_changes.articles IS 'Articles that tell it';
COMMENT ON COLUMN bi.legal_changes.stories IS 'Articles that tell it, reprints and updates counted once';
COMMENT ON COLUMN bi.legal_changes.sources IS 'Sources whose articles tell it';
COMMENT ON COLUMN bi.legal_changes.example_quote IS 'The clause of the first of them';
COMMENT ON COLUMN bi.legal_changes.example_url IS 'Article of that clause';
