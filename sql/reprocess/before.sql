-- The served articles with these ids or of these captures, for a comparison.

SELECT a.article_id, a.article_version_id, a.capture_id, a.captured_at, a.url, a.title, a.author, a.credit, a.section, a.published_at, v.text
FROM warehouse.articles AS a
JOIN warehouse.article_versions AS v USING (article_version_id)
WHERE a.article_id = ANY(:article_ids) OR a.capture_id = ANY(:capture_ids);
