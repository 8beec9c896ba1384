-- What an import made of its documents, by source: an import has found and fetched whatever it has read.

SELECT
    c.source_id,
    coalesce(w.name, c.source_id)                   AS name,
    count(*)                                        AS found,
    count(*)                                        AS fetched,
    count(*) FILTER (WHERE c.outcome = 'article')   AS kept,
    coalesce((
        SELECT jsonb_object_agg(x.outcome, x.n)
        FROM (
            SELECT d.outcome, count(*) AS n FROM warehouse.captures AS d
            WHERE d.batch_id = :batch_id AND d.source_id = c.source_id AND d.outcome <> 'article' GROUP BY d.outcome
        ) AS x
    ), '{}')                                        AS why_not
FROM warehouse.captures AS c
LEFT JOIN warehouse.sources AS w USING (source_id)
WHERE c.batch_id = :batch_id
GROUP BY c.source_id, w.name
ORDER BY c.source_id;
