-- What happens to documents, for BI tools. Dropped and made anew by every migration: names and columns are a promise to their
-- readers. A column without a comment passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.legal_changes;

CREATE VIEW bi.legal_changes AS
WITH told AS (
    SELECT
        m.decree_id,
        e.event              AS change,
        NULL::text           AS by_decree_id,
        NULL::text           AS scope,
        e.happened_on,
        e.happened_precision,
        e.article_id,
        e.quote,
        e.event_id           AS finding_id
    FROM warehouse.decree_events AS e
    JOIN warehouse.decree_mentions AS m ON m.mention_id = e.subject_mention_id
    UNION ALL
    SELECT
        o.decree_id,
        CASE r.relation
            WHEN 'amends' THEN 'amended' WHEN 'supplements' THEN 'supplemented' WHEN 'replaces' THEN 'replaced' ELSE 'repealed'
        END,
        s.decree_id,
        r.scope,
        r.effective_on,
        CASE WHEN r.effective_on IS NOT NULL THEN 'day' END,
        r.article_id,
        r.quote,
        r.relation_id
    FROM warehouse.decree_relations AS r
    JOIN warehouse.decree_mentions AS s ON s.mention_id = r.subject_mention_id
    JOIN warehouse.decree_mentions AS o ON o.mention_id = r.object_mention_id
    WHERE r.relation IN ('amends', 'supplements', 'replaces', 'repeals') AND s.decree_id <> o.decree_id
)

SELECT
    d.decree_id,
    d.number,
    d.doc_type,
    d.title,
    t.change,
    CASE t.change
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
    coalesce(
        mode() WITHIN GROUP (ORDER BY t.happened_on) FILTER (WHERE t.happened_precision = 'day'),
        mode() WITHIN GROUP (ORDER BY t.happened_on) FILTER (WHERE t.happened_precision = 'month'),
        mode() WITHIN GROUP (ORDER BY t.happened_on) FILTER (WHERE t.happened_precision = 'year')
    )                                                                       AS happened_on,
    -- The words sort as they narrow: day, month, year.
    min(t.happened_precision) FILTER (WHERE t.happened_on IS NOT NULL)      AS happened_precision,
    count(DISTINCT t.happened_on) FILTER (WHERE t.happened_precision = 'day') > 1 AS dates_disagree,
    t.by_decree_id,
    b.number                                                                AS by_number,
    b.title                                                                 AS by_title,
    t.scope,
    min(a.published_on)                                                     AS first_seen_on,
    count(DISTINCT st.same_as)                                              AS articles,
    count(DISTINCT st.story_id)                                             AS stories,
    count(DISTINCT st.source_id)                                            AS sources,
    (array_agg(t.quote ORDER BY a.published_at NULLS LAST, t.finding_id) FILTER (WHERE u.source_id IS NULL))[1] AS example_quote,
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, t.finding_id) FILTER (WHERE u.source_id IS NULL))[1]   AS example_url
FROM told AS t
JOIN warehouse.decrees AS d ON d.decree_id = t.decree_id
JOIN warehouse.articles AS a ON a.article_id = t.article_id
JOIN warehouse.article_stories AS st ON st.article_id = t.article_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
LEFT JOIN warehouse.decrees AS b ON b.decree_id = t.by_decree_id
GROUP BY d.decree_id, t.change, t.by_decree_id, b.decree_id, t.scope;

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
