-- What took the place of a document's or an organisation's id that ended.

SELECT target FROM (
    SELECT decree_id AS target, 1 AS place FROM warehouse.decree_redirects WHERE old_decree_id = :id
    UNION ALL
    SELECT into_id, 2 FROM warehouse.organisation_redirects WHERE organisation_id = :id AND into_id IS NOT NULL
) AS r
ORDER BY place
LIMIT 1;
