-- What captures show of the articles of the temporary table touched_articles, by article, address and time: sightings, and
-- answers that the page is not there (version null). Lines that the table of boilerplate took out of a version stand beside it.

WITH seen AS (
    SELECT s.article_id, c.url, s.captured_at, s.capture_id, s.article_version_id, s.title, s.rules_version, CAST(NULL AS bigint) AS status
    FROM warehouse.article_sightings AS s
    JOIN touched_articles USING (article_id)
    JOIN warehouse.captures AS c USING (capture_id)
),
addresses AS (
    SELECT DISTINCT article_id, url FROM seen
),
gone AS (
    SELECT a.article_id, a.url, l.asked_at, CAST(NULL AS text) AS capture_id, l.status
    FROM addresses AS a
    JOIN warehouse.lost_pages AS l USING (url)
    UNION ALL
    SELECT a.article_id, a.url, c.captured_at, c.capture_id, c.status
    FROM addresses AS a
    JOIN warehouse.captures AS c USING (url)
    WHERE c.outcome = 'soft_404'
),
told AS (
    SELECT * FROM seen
    UNION ALL
    SELECT article_id, url, asked_at, capture_id, NULL, NULL, NULL, status FROM gone
),
several AS (
    SELECT article_id, url
    FROM told
    GROUP BY article_id, url
    HAVING count(DISTINCT (article_version_id, title)) + count(*) FILTER (WHERE article_version_id IS NULL) > 1
)
SELECT t.*, v.text, v.removed_lines
FROM told AS t
JOIN several USING (article_id, url)
LEFT JOIN warehouse.article_versions AS v USING (article_version_id)
ORDER BY t.article_id, t.url, t.captured_at, t.capture_id NULLS FIRST;
