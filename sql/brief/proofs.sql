-- What proves findings of one kind: the words in their sentence, the article, its capture, who had it first, the articles of its story.
-- Words of a source that allows no quote are empty (docs/rights.md).

SELECT
    f.finding_key                                              AS finding_id,
    CASE WHEN u.source_id IS NULL THEN right(left(v.text, CAST(f.start_char AS integer)), :reach) ELSE '' END AS passage_before,
    CASE WHEN u.source_id IS NULL THEN f.quote ELSE '' END AS quote,
    CASE WHEN u.source_id IS NULL THEN substr(v.text, CAST(f.end_char AS integer) + 1, :reach) ELSE '' END AS passage_after,
    CASE WHEN u.hidden THEN NULL ELSE a.title END AS passage_title,
    a.url                                                      AS passage_url,
    a.published_on                                             AS passage_published_on,
    s.name                                                     AS passage_source,
    f.article_id,
    c.captured_at,
    fs.name                                                    AS first_outlet,
    w.articles
FROM warehouse.findings AS f
JOIN warehouse.articles AS a USING (article_id)
JOIN warehouse.article_versions AS v ON v.article_version_id = f.article_version_id
JOIN warehouse.captures AS c ON c.capture_id = v.capture_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
JOIN warehouse.sources AS s ON s.source_id = a.source_id
JOIN warehouse.article_stories AS st ON st.article_id = a.article_id
JOIN warehouse.stories AS w USING (story_id)
JOIN warehouse.articles AS fa ON fa.article_id = w.first_article_id
JOIN warehouse.sources AS fs ON fs.source_id = fa.source_id
WHERE f.finding_key = ANY(:ids);
