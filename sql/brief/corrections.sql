-- Corrections that outlets printed in the night's articles, each with the article that it is about where exactly one is told.

SELECT
    c.article_id, coalesce(c.title, c.url) AS title, c.url, c.published_on, c.source, c.sentence,
    nullif(c.corrected_title, c.title) AS corrected_title, c.corrected_url, c.corrected_article_id
FROM bi.article_corrections AS c
JOIN warehouse.printed_corrections AS p ON p.correction_id = c.correction_id
WHERE p.batch_id = :batch_id
ORDER BY c.published_on NULLS LAST, c.article_id, c.correction_id;
