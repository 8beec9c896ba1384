-- Contradictions that a statement of the night is part of: two bodies, all else alike.

SELECT
    c.metric_id AS finding_id, c.other_metric_id AS other_id, c.indicator, i.name_en AS indicator_en, c.indicator_id, c.area, c.unit, c.period,
    c.value, c.comparator, c.said_by_organisation, x.said_by_organisation_id, c.other_value, c.other_comparator,
    c.other_said_by_organisation, y.said_by_organisation_id AS other_said_by_organisation_id
FROM bi.contradictions AS c
JOIN warehouse.metrics AS x ON x.metric_id = c.metric_id
JOIN warehouse.metrics AS y ON y.metric_id = c.other_metric_id
JOIN warehouse.indicators AS i ON i.indicator_id = c.indicator_id
WHERE c.reason = 'real' AND (x.batch_id = :batch_id OR y.batch_id = :batch_id)
ORDER BY c.indicator, c.area, c.metric_id, c.other_metric_id
LIMIT 20;
