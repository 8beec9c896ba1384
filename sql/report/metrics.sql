-- Three figures that the batch's articles state, from different articles, those that say most first.

SELECT quote, value, value_high, unit, comparator, measure, direction, status, period, object
FROM (
    SELECT DISTINCT ON (article_id) *
    FROM warehouse.metrics
    WHERE batch_id = :batch_id AND NOT minor
    ORDER BY article_id, (coalesce(object, '') NOT LIKE '% % %'), (period IS NULL), ordinal
) AS one_each
ORDER BY (coalesce(object, '') NOT LIKE '% % %'), (period IS NULL), metric_id
LIMIT 3;
