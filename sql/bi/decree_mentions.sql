-- Documents that articles cite, whole and by month, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.decree_timeline, bi.decree_months;

CREATE VIEW bi.decree_timeline AS
SELECT
    d.decree_id,
    d.number,
    d.doc_type,
    d.document_class,
    d.type_disagrees,
    d.issuer,
    d.year,
    d.issued_on,
    d.dates_disagree,
    d.title,
    d.stage,
    d.known_number,
    CASE WHEN e.happened_precision = 'day' THEN e.happened_on END        AS effective_on,
    CASE WHEN x.happened_precision = 'day' THEN x.happened_on END        AS expires_on,
    t.first_on                                                            AS first_seen_on,
    t.last_on                                                             AS last_seen_on,
    t.mentions,
    t.articles,
    t.stories,
    t.sources,
    CASE WHEN u.source_id IS NULL THEN t.example_quote END                AS example_quote,
    CASE WHEN u.source_id IS NULL THEN t.example_url END                  AS example_url,
    (
        SELECT jsonb_object_agg(to_char(n.month, 'YYYY-MM'), n.mentions)
        FROM warehouse.entity_months AS n
        WHERE n.kind = 'decree' AND n.entity_id = d.decree_id AND n.part = 'all' AND n.month > '-infinity'
    )                                                                     AS mentions_by_month
FROM warehouse.decrees AS d
JOIN warehouse.entity_totals AS t ON t.kind = 'decree' AND t.entity_id = d.decree_id AND t.part = 'all'
LEFT JOIN warehouse.told_changes AS e ON e.decree_id = d.decree_id AND e.change = 'takes_effect'
LEFT JOIN warehouse.told_changes AS x ON x.decree_id = d.decree_id AND x.change = 'expires'
LEFT JOIN warehouse.unquotable AS u ON u.source_id = t.example_source;

COMMENT ON VIEW bi.decree_timeline IS 'One row per legal or administrative document that articles cite, by number or by name';
COMMENT ON COLUMN bi.decree_timeline.year IS 'Year of the document; null when no article tells it';
COMMENT ON COLUMN bi.decree_timeline.known_number IS 'Number of the law that is meant, where articles give only its name: the one in force at their dates, by the registry; null after the day up to which the registry''s list is complete';
COMMENT ON COLUMN bi.decree_timeline.effective_on IS 'Day from which it has effect, as articles state most often';
COMMENT ON COLUMN bi.decree_timeline.expires_on IS 'Day on which it ceases to have effect, as articles state most often';
COMMENT ON COLUMN bi.decree_timeline.first_seen_on IS 'Day of the first article that cites it (Vietnam time)';
COMMENT ON COLUMN bi.decree_timeline.last_seen_on IS 'Day of the last article that cites it';
COMMENT ON COLUMN bi.decree_timeline.mentions IS 'Citations in all articles';
COMMENT ON COLUMN bi.decree_timeline.articles IS 'Articles that cite it';
COMMENT ON COLUMN bi.decree_timeline.stories IS 'Articles that cite it, reprints and updates counted once';
COMMENT ON COLUMN bi.decree_timeline.sources IS 'Sources whose articles cite it';
COMMENT ON COLUMN bi.decree_timeline.example_quote IS 'First citation as it was printed';
COMMENT ON COLUMN bi.decree_timeline.example_url IS 'Article of that citation';

COMMENT ON COLUMN bi.decree_timeline.mentions_by_month IS 'Citations by month of publication: {"2026-11": 3}; bi.decree_months has them as rows';

CREATE VIEW bi.decree_months AS
SELECT
    d.decree_id,
    d.number,
    d.doc_type,
    d.title,
    m.month,
    m.mentions,
    m.articles,
    cardinality(m.sources)::bigint            AS sources
FROM warehouse.entity_months AS m
JOIN warehouse.decrees AS d ON d.decree_id = m.entity_id
WHERE m.kind = 'decree' AND m.part = 'all' AND m.month > '-infinity';

COMMENT ON VIEW bi.decree_months IS 'Citations of each document by month of publication';
COMMENT ON COLUMN bi.decree_months.decree_id IS 'The document in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_months.month IS 'First day of the month of publication (Vietnam time)';
COMMENT ON COLUMN bi.decree_months.mentions IS 'Citations in that month';
COMMENT ON COLUMN bi.decree_months.articles IS 'Articles of that month that cite it';
COMMENT ON COLUMN bi.decree_months.sources IS 'Sources whose articles of that month cite it';
