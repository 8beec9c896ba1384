-- Short lines at the head or tail of the articles of a source that recur over them: the served articles of batches that
-- were published since :since. An article counts by the rest of its text, so that reprints of one text count once. A line
-- that has been taken out of an article stands at its edge too. Of two spellings the more frequent one comes first.

WITH served AS (
    SELECT
        a.article_id, a.source_id, v.text, v.removed_lines,
        coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS day
    FROM warehouse.articles AS a
    JOIN warehouse.article_versions AS v USING (article_version_id)
    WHERE EXISTS (SELECT FROM ops.runs AS r WHERE r.batch_id = a.batch_id AND r.published_at >= :since)
),
sizes AS (
    SELECT source_id, count(DISTINCT md5(text)) AS articles FROM served GROUP BY source_id
),
edges AS (
    SELECT s.source_id, s.article_id, l.line
    FROM served AS s
    CROSS JOIN LATERAL string_to_array(s.text, E'\n') AS t (lines)
    CROSS JOIN LATERAL unnest(t.lines) WITH ORDINALITY AS l (line, place)
    WHERE l.place <= :edge OR l.place > cardinality(t.lines) - :edge
    UNION
    SELECT s.source_id, s.article_id, l.line
    FROM served AS s
    CROSS JOIN LATERAL jsonb_array_elements_text(s.removed_lines) AS l (line)
),
-- Few lines come so far: only for them is the rest of the text worth its hash.
often AS (
    SELECT source_id, line
    FROM edges
    WHERE length(line) <= :longest
    GROUP BY source_id, line
    HAVING count(*) >= :min_articles
)
SELECT
    e.source_id, e.line,
    count(DISTINCT md5(replace(s.text, e.line, ''))) AS articles,
    count(DISTINCT s.day) AS days
FROM often AS o
JOIN edges AS e USING (source_id, line)
JOIN served AS s USING (article_id)
JOIN sizes AS z ON z.source_id = e.source_id
GROUP BY e.source_id, e.line, z.articles
HAVING count(DISTINCT md5(replace(s.text, e.line, ''))) >= greatest(:min_articles, :min_share * z.articles)
    AND count(DISTINCT s.day) >= :min_days
ORDER BY e.source_id, articles DESC, e.line;
