-- What readers may trust: what the checks said, what is held back, how sources stand, how fresh the tables are.
-- Dropped and made anew by every migration.

DROP VIEW IF EXISTS bi.data_quality, bi.quarantine, bi.source_health, bi.freshness;

CREATE VIEW bi.data_quality AS
SELECT
    g.batch_id,
    regexp_replace(regexp_replace(g.suite, '_(rows|batch)$', ''), '^staging_', '') AS dataset,
    g.gate,
    g.expectation,
    g.column_name,
    g.sentence,
    CASE
        WHEN g.success THEN 'passed'
        WHEN g.severity <> 'critical' THEN 'warned'
        WHEN g.level = 'batch' THEN 'refused'
        ELSE 'held_back'
    END                        AS outcome,
    g.severity,
    g.level,
    g.observed,
    g.unexpected_count         AS wrong_rows,
    g.element_count            AS checked_rows,
    g.evaluated_at
FROM ops.gate_results AS g
JOIN (
    SELECT DISTINCT ON (batch_id) batch_id, run_id FROM ops.runs WHERE status <> 'running' ORDER BY batch_id, started_at DESC
) AS newest USING (batch_id, run_id);

COMMENT ON VIEW bi.data_quality IS 'What each check said of the newest run of each batch';
COMMENT ON COLUMN bi.data_quality.dataset IS 'What was checked: captures, articles, metrics, …';
COMMENT ON COLUMN bi.data_quality.outcome IS 'passed, warned, held_back (the wrong rows are in quarantine) or refused (nothing of the run was published)';
COMMENT ON COLUMN bi.data_quality.wrong_rows IS 'Rows that violate the check; null where it is about a batch as a whole';
COMMENT ON COLUMN bi.data_quality.checked_rows IS 'Rows that it looked at; null where it is about a batch as a whole';

CREATE VIEW bi.quarantine AS
SELECT
    q.quarantine_id,
    q.batch_id,
    q.dataset,
    q.expectation,
    q.reason,
    q."row" ->> 'source_id'      AS source_id,
    q."row" ->> 'url'            AS url,
    coalesce(d.decision, 'open') AS state,
    d.reason                     AS decision_reason,
    d.decided_by,
    d.decided_at,
    q.quarantined_at
FROM ops.quarantine AS q
LEFT JOIN ops.quarantine_decisions AS d USING (content_hash);

COMMENT ON VIEW bi.quarantine IS 'Rows that the gates held back and what people decided of them; `theodoi quarantine` shows them whole';
COMMENT ON COLUMN bi.quarantine.source_id IS 'Source of the row, where the row names one';
COMMENT ON COLUMN bi.quarantine.url IS 'Address of the page, where the row names one';
COMMENT ON COLUMN bi.quarantine.state IS 'open, release (the next run of the batch lets it pass) or drop (no run does)';
COMMENT ON COLUMN bi.quarantine.decision_reason IS 'Why it was decided so';

CREATE VIEW bi.source_health AS
WITH nights AS (
    SELECT DISTINCT ON (batch_id) batch_id, day
    FROM ops.runs
    WHERE batch_id LIKE 'nightly/%' AND published_at IS NOT NULL
    ORDER BY batch_id, published_at DESC
),
newest AS (
    SELECT max(day) AS day FROM nights
),
seen AS (
    SELECT c.source_id, n.day, count(*) AS captures, count(*) FILTER (WHERE c.outcome = 'article') AS articles
    FROM warehouse.captures AS c
    JOIN nights AS n USING (batch_id)
    GROUP BY c.source_id, n.day
),
gaps AS (
    SELECT source_id, day, day - lag(day) OVER (PARTITION BY source_id ORDER BY day) AS gap
    FROM seen
    WHERE articles > 0
),
usual AS (
    SELECT g.source_id, max(g.day) AS last_article_night, max(g.gap) FILTER (WHERE g.day > newest.day - 60) AS usual_gap_days,
        count(*) FILTER (WHERE g.day > newest.day - 60) AS nights
    FROM gaps AS g
    CROSS JOIN newest
    GROUP BY g.source_id
),
failures AS (
    SELECT source_id, string_agg(format('%s %s', n, outcome), ', ' ORDER BY n DESC, outcome) AS errors
    FROM (
        SELECT f.source_id, f.outcome, count(*) AS n
        FROM ops.fetches AS f
        JOIN nights USING (batch_id)
        CROSS JOIN newest
        WHERE nights.day > newest.day - 7 AND f.outcome NOT IN ('captured', 'unchanged', 'parsed')
        GROUP BY f.source_id, f.outcome
    ) AS classes
    GROUP BY source_id
)
SELECT
    s.source_id,
    s.name,
    u.last_article_night,
    newest.day - u.last_article_night       AS silent_days,
    u.usual_gap_days,
    b.usual                                 AS expected_articles,
    coalesce(last_night.articles, 0)        AS articles,
    coalesce(last_night.captures, 0)        AS captures,
    f.errors,
    CASE
        WHEN u.last_article_night IS NULL THEN 'new'
        WHEN u.nights >= 5 AND newest.day - u.last_article_night > coalesce(u.usual_gap_days, 1) THEN 'silent'
        WHEN last_night.captures >= 10 AND last_night.articles * 2 < last_night.captures * share.usual THEN 'layout_changed'
        ELSE 'well'
    END                                     AS state
FROM warehouse.sources AS s
CROSS JOIN newest
LEFT JOIN usual AS u USING (source_id)
LEFT JOIN seen AS last_night ON last_night.source_id = s.source_id AND last_night.day = newest.day
LEFT JOIN failures AS f ON f.source_id = s.source_id
LEFT JOIN ops.learnt_versions AS v ON v.name = 'baselines' AND v.current
LEFT JOIN ops.baselines AS b ON b.version = v.version AND b.measure = 'articles' AND b.subject = s.source_id
LEFT JOIN ops.baselines AS share ON share.version = v.version AND share.measure = 'article_share' AND share.subject = s.source_id
WHERE s.kind <> 'import';

COMMENT ON VIEW bi.source_health IS 'How each crawled source stands after the newest published night: expected against seen, silence, errors';
COMMENT ON COLUMN bi.source_health.last_article_night IS 'Newest night in which it brought an article';
COMMENT ON COLUMN bi.source_health.silent_days IS 'Days from that night to the newest published one';
COMMENT ON COLUMN bi.source_health.usual_gap_days IS 'Longest gap between two nights with articles in the 60 days before the newest night';
COMMENT ON COLUMN bi.source_health.expected_articles IS 'Articles of a usual night, as learnt; null while nights are too few';
COMMENT ON COLUMN bi.source_health.articles IS 'Articles of the newest published night';
COMMENT ON COLUMN bi.source_health.captures IS 'Pages kept in the newest published night';
COMMENT ON COLUMN bi.source_health.errors IS 'What became of fetches of the last seven nights that brought no page, with numbers; null for none';
COMMENT ON COLUMN bi.source_health.state IS 'well, new (no article yet), silent (longer than its usual gap, from five nights on) or layout_changed (less than half of its usual share of pages are articles)';

CREATE VIEW bi.freshness AS
WITH published AS (
    SELECT day, max(published_at) AS published_at
    FROM ops.runs
    WHERE batch_id LIKE 'nightly/%' AND published_at IS NOT NULL
    GROUP BY day
),
today AS (
    SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
)
SELECT
    max(p.day)                                    AS newest_night,
    max(p.published_at)                           AS published_at,
    min(today.day) - 1 - max(p.day)               AS nights_behind,
    (SELECT max(published_on) FROM warehouse.articles) AS newest_article_on,
    CASE WHEN min(p.day) IS NULL THEN 0 ELSE
        least(14, min(today.day) - min(p.day)) - count(*) FILTER (WHERE p.day >= today.day - 14 AND p.day < today.day)
    END                                           AS missing_nights
FROM today
LEFT JOIN published AS p ON true;

COMMENT ON VIEW bi.freshness IS 'How fresh the tables are: one row';
COMMENT ON COLUMN bi.freshness.newest_night IS 'Newest Vietnamese day whose night is published';
COMMENT ON COLUMN bi.freshness.published_at IS 'When a night was published last';
COMMENT ON COLUMN bi.freshness.nights_behind IS 'Nights between that day and yesterday; 0 when all is up to date';
COMMENT ON COLUMN bi.freshness.newest_article_on IS 'Newest day of publication of an article';
COMMENT ON COLUMN bi.freshness.missing_nights IS 'Nights of the last 14 days that are not published, since the first of all';
