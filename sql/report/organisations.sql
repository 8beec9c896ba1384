-- Organisations that the batch's articles name most, with a mention each and the text around it.

WITH named AS (
    SELECT
        name,
        kind,
        count(*)                                              AS mentions,
        count(DISTINCT article_id)                            AS articles,
        (array_agg(mention_id ORDER BY length(quote) DESC, mention_id))[1] AS mention_id
    FROM warehouse.organisation_mentions
    WHERE batch_id = :batch_id AND NOT office_holder
    GROUP BY name, kind
)
SELECT
    n.name, n.kind, n.mentions, n.articles,
    right(left(v.text, CAST(m.start_char AS integer)), :reach) AS before,
    m.quote,
    substr(v.text, CAST(m.end_char AS integer) + 1, :reach)    AS after,
    a.title, a.url, a.published_on, s.name                     AS source
FROM named AS n
JOIN warehouse.organisation_mentions AS m USING (mention_id)
JOIN warehouse.articles AS a ON a.article_id = m.article_id
JOIN warehouse.article_versions AS v ON v.article_version_id = m.article_version_id
JOIN warehouse.sources AS s ON s.source_id = a.source_id
ORDER BY n.articles DESC, n.mentions DESC, n.name
LIMIT :most;
