-- What the articles that were touched may be found by: their titles, the sentences of their figures, names and numbers.

DELETE FROM warehouse.search_documents WHERE article_id IN (SELECT article_id FROM touched_articles);

INSERT INTO warehouse.search_documents (article_id, source_id, published_on, words)
SELECT
    a.article_id,
    a.source_id,
    a.published_on,
    setweight(warehouse.search_vector(a.title), 'A')
        || setweight(warehouse.search_vector(left(names.told, 20000)), 'B')
        || setweight(warehouse.search_vector(left(sentences.told, 60000)), 'C')
        || array_to_tsvector(labels.told)
FROM warehouse.articles AS a
JOIN touched_articles USING (article_id)
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT said, ' . ') AS told
    FROM (
        SELECT m.title AS said FROM warehouse.decree_mentions AS m WHERE m.article_id = a.article_id
        UNION ALL
        SELECT m.quote FROM warehouse.decree_mentions AS m WHERE m.article_id = a.article_id
        UNION ALL
        SELECT m.name FROM warehouse.organisation_mentions AS m WHERE m.article_id = a.article_id
        UNION ALL
        SELECT m.name FROM warehouse.system_mentions AS m WHERE m.article_id = a.article_id
    ) AS n
) AS names ON true
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT left(m.sentence, 600), ' . ') AS told
    FROM warehouse.metrics AS m
    WHERE m.article_id = a.article_id AND NOT m.minor
) AS sentences ON true
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT label), '{}') AS told
    FROM (
        SELECT unnest(warehouse.search_numbers(m.number)) AS label
        FROM warehouse.decree_mentions AS m
        WHERE m.article_id = a.article_id AND m.number IS NOT NULL
        UNION ALL
        SELECT '~' || m.doc_type FROM warehouse.decree_mentions AS m WHERE m.article_id = a.article_id AND m.doc_type IS NOT NULL
        UNION ALL
        SELECT '@' || m.organisation_id FROM warehouse.organisation_mentions AS m WHERE m.article_id = a.article_id
    ) AS l
) AS labels ON true;
