-- Documents that the batch's articles cite, those in most articles first, with a citation each and the text around it.

WITH cited AS (
    SELECT
        decree_id,
        count(*)                                                  AS mentions,
        count(DISTINCT article_id)                                AS articles,
        (array_agg(mention_id ORDER BY quote, mention_id))[1]     AS mention_id
    FROM warehouse.decree_mentions
    WHERE batch_id = :batch_id AND decree_id IS NOT NULL AND form <> 'back'
    GROUP BY decree_id
)
SELECT
    coalesce(d.number, d.title) AS number, d.doc_type, d.issuer, d.issued_on, c.mentions, c.articles,
    right(left(v.text, CAST(m.start_char AS integer)), :reach) AS before,
    m.quote,
    substr(v.text, CAST(m.end_char AS integer) + 1, :reach)    AS after,
    a.title, a.url, a.published_on, s.name                     AS source
FROM cited AS c
JOIN warehouse.decrees AS d USING (decree_id)
JOIN warehouse.decree_mentions AS m USING (mention_id)
JOIN warehouse.articles AS a ON a.article_id = m.article_id
JOIN warehouse.article_versions AS v ON v.article_version_id = m.article_version_id
JOIN warehouse.sources AS s ON s.source_id = a.source_id
ORDER BY c.articles DESC, d.issued_on NULLS LAST, d.number, d.decree_id
LIMIT :most;
