-- Findings of one kind (`warehouse.dataset` stands for its table), one from each of the batch's articles, with the text around it.

WITH one_each AS (
    SELECT DISTINCT ON (article_id) *
    FROM warehouse.dataset
    WHERE batch_id = :batch_id
    ORDER BY article_id, ordinal
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
ORDER BY a.published_on, m.article_id
LIMIT :most;
