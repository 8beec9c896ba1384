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
    e.effective_on,
    e.expires_on,
    min(a.published_on)                                                   AS first_seen_on,
    max(a.published_on)                                                   AS last_seen_on,
    count(*)                                                              AS mentions,
    count(DISTINCT st.same_as)                                            AS articles,
    count(DISTINCT st.story_id)                                           AS stories,
    count(DISTINCT st.source_id)                                          AS sources,
    (array_agg(m.quote ORDER BY a.published_at NULLS LAST, m.mention_id) FILTER (WHERE u.source_id IS NULL))[1] AS example_quote,
    (array_agg(a.url ORDER BY a.published_at NULLS LAST, m.mention_id) FILTER (WHERE u.source_id IS NULL))[1]   AS example_url,
    months.mentions_by_month
FROM warehouse.decrees AS d
JOIN warehouse.decree_mentions AS m USING (decree_id)
JOIN warehouse.articles AS a USING (article_id)
JOIN warehouse.article_stories AS st USING (article_id)
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
LEFT JOIN (
    SELECT
        s.decree_id,
        mode() WITHIN GROUP (ORDER BY v.happened_on) FILTER (WHERE v.event = 'takes_effect') AS effective_on,
        mode() WITHIN GROUP (ORDER BY v.happened_on) FILTER (WHERE v.event = 'expires')      AS expires_on
    FROM warehouse.decree_events AS v
    JOIN warehouse.decree_mentions AS s ON s.mention_id = v.subject_mention_id
    WHERE v.happened_precision = 'day'
    GROUP BY s.decree_id
) AS e ON e.decree_id = d.decree_id
LEFT JOIN (
    SELECT n.decree_id, jsonb_object_agg(to_char(n.month, 'YYYY-MM'), n.mentions) AS mentions_by_month
    FROM (
        SELECT c.decree_id, date_trunc('month', w.published_on) AS month, count(*) AS mentions
        FROM warehouse.decree_mentions AS c
        JOIN warehouse.articles AS w USING (article_id)
        WHERE w.published_on IS NOT NULL
        GROUP BY 1, 2
    ) AS n
    GROUP BY n.decree_id
) AS months ON months.decree_id = d.decree_id
GROUP BY d.decree_id, e.effective_on, e.expires_on, months.mentions_by_month;

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
    date_trunc('month', a.published_on)::date AS month,
    count(*)                                  AS mentions,
    count(DISTINCT st.same_as)                AS articles,
    count(DISTINCT st.source_id)              AS sources
FROM warehouse.decrees AS d
JOIN warehouse.decree_mentions AS m USING (decree_id)
JOIN warehouse.articles AS a USING (article_id)
JOIN warehouse.article_stories AS st USING (article_id)
WHERE a.published_on IS NOT NULL
GROUP BY d.decree_id, month;

COMMENT ON VIEW bi.decree_months IS 'Citations of each document by month of publication';
COMMENT ON COLUMN bi.decree_months.decree_id IS 'The document in bi.decree_timeline';
COMMENT ON COLUMN bi.decree_months.month IS 'First day of the month of publication (Vietnam time)';
COMMENT ON COLUMN bi.decree_months.mentions IS 'Citations in that month';
COMMENT ON COLUMN bi.decree_months.articles IS 'Articles of that month that cite it';
COMMENT ON COLUMN bi.decree_months.sources IS 'Sources whose articles of that month cite it';
