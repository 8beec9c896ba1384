-- Figures that the night's articles state for the first time in the archive, each with the earlier periods of its own series.
-- Only what can be compared is a series: indicator, area, organisation, unit, measure, direction, status, base and ranking alike.

WITH told AS (
    SELECT DISTINCT ON (m.indicator_id, m.area, m.organisation_id, m.unit, m.measure, m.direction, m.status, m.base, m.ranking_scope, m.period, m.value)
        m.*
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    WHERE m.batch_id = :batch_id AND NOT m.minor AND m.indicator_id IS NOT NULL
      AND m.area IS NOT NULL AND m.area_basis <> 'inferred' AND m.period IS NOT NULL AND m.period_basis <> 'inferred'
    ORDER BY
        m.indicator_id, m.area, m.organisation_id, m.unit, m.measure, m.direction, m.status, m.base, m.ranking_scope, m.period, m.value,
        a.published_at NULLS LAST, m.metric_id
)
SELECT
    t.metric_id AS finding_id,
    i.name AS indicator, i.name_en AS indicator_en, t.indicator_id,
    t.value, t.value_high, t.unit, t.unit_detail, t.comparator, t.measure, t.direction, t.status, t.status_detail, t.period, t.area,
    t.organisation_id, o.name AS organisation, t.said_by_organisation_id, s.name AS said_by_organisation, t.based_on,
    coalesce(e.earlier, '[]') AS earlier
FROM told AS t
JOIN warehouse.indicators AS i USING (indicator_id)
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = t.organisation_id
LEFT JOIN warehouse.organisations AS s ON s.organisation_id = t.said_by_organisation_id
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(b.period, b.value) ORDER BY b.period) AS earlier
    FROM (
        SELECT x.period, x.value
        FROM bi.metric_series AS x
        WHERE x.indicator_id = t.indicator_id AND x.area = t.area AND x.unit = t.unit AND x.measure = t.measure AND x.status = t.status
          AND x.organisation_id IS NOT DISTINCT FROM t.organisation_id AND x.direction IS NOT DISTINCT FROM t.direction
          AND x.base IS NOT DISTINCT FROM t.base AND x.ranking_scope IS NOT DISTINCT FROM t.ranking_scope
          AND x.period_kind IS NOT DISTINCT FROM t.period_kind AND NOT x.disagreement
          AND length(x.period) = length(t.period) AND x.period < t.period
        ORDER BY x.period DESC
        LIMIT 7
    ) AS b
) AS e ON true
WHERE NOT EXISTS (
    SELECT FROM warehouse.metrics AS p
    JOIN warehouse.articles AS w USING (article_id)
    WHERE p.batch_id <> :batch_id AND w.published_on < :today AND NOT p.minor
      AND p.indicator_id = t.indicator_id AND p.area = t.area AND p.unit = t.unit AND p.measure = t.measure AND p.status = t.status
      AND p.period = t.period AND p.value = t.value AND p.organisation_id IS NOT DISTINCT FROM t.organisation_id
)
ORDER BY (e.earlier IS NULL), (t.status = 'target'), t.area = 'vn' DESC, i.name, t.area, t.metric_id;
