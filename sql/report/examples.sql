-- Findings of one kind (`warehouse.dataset` stands for its table), one from each of the batch's articles, with the text around it.
-- `told_first` stands for a column of ISO-like times: the nearest one that is not over on the article's day goes first.

WITH one_each AS (
    SELECT DISTINCT ON (m.article_id) m.*, n.nearest
    FROM warehouse.dataset AS m
    JOIN warehouse.articles AS a USING (article_id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.told_first >= left(a.published_on::text, length(m.told_first)) THEN m.told_first END AS nearest
    ) AS n
    WHERE m.batch_id = :batch_id
    ORDER BY m.article_id, n.nearest NULLS LAST, m.ordinal
)
SELECT
    m.*,
    right(left(v.text, CAST(m.start_char AS integer)), :reach) AS passage_before,
    substr(v.text, CAST(m.end_char AS integer) + 1, :reach)    AS passage_after,
    a.title                                                    AS passage_title,
    a.url                                                      AS passage_url,
    a.published_on                                             AS passage_published_on,
    s.name                                                     AS passage_source
FROM one_each AS m
JOIN warehouse.articles AS a ON a.article_id = m.article_id
JOIN warehouse.article_versions AS v ON v.article_version_id = m.article_version_id
JOIN warehouse.sources AS s ON s.source_id = a.source_id
ORDER BY m.nearest NULLS LAST, a.published_on, m.article_id
LIMIT :most;
