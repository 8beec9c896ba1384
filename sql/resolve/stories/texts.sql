-- Headline and text of articles (:ids), as they are served.

SELECT a.article_id, v.title, v.text
FROM warehouse.articles AS a
JOIN warehouse.article_versions AS v USING (article_version_id)
WHERE a.article_id = ANY (:ids)
ORDER BY a.article_id;
