-- Figures that the night's articles state for the first time in the archive, each with the earlier periods of its own series:
-- levels that agree in all that bi.metric_series keeps apart, the period excepted. An indicator with a break has none.

WITH told AS (
    SELECT DISTINCT ON (m.indicator_id, m.area, m.organisation_id, m.unit, m.measure, m.direction, m.status, m.base_id, m.ranking_scope, m.period, m.value)
        m.*
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    WHERE m.batch_id = :batch_id AND m.not_charted_because IS NULL AND m.start_char = m.claim_start
    ORDER BY
        m.indicator_id, m.area, m.organisation_id, m.unit, m.measure, m.direction, m.status, m.base_id, m.ranking_scope, m.period, m.value,
        a.published_at NULLS LAST, m.metric_id
), series AS MATERIALIZED (
    SELECT
        x.*,
        jsonb_build_array(
            x.indicator_id, x.area, x.territory, x.organisation_id, x.system_id, x.compiler_id, x.period_kind, x.unit, x.unit_detail,
            x.status, x.status_detail, x.aggregation, x.per, x.base_id, x.ranking_scope, length(x.period)
        ) AS line
    FROM bi.metric_series AS x
    WHERE x.measure = 'level' AND x.indicator_id IN (SELECT indicator_id FROM told)
), earlier AS (
    SELECT n.metric_id, jsonb_agg(jsonb_build_array(n.period, n.value) ORDER BY n.period) AS earlier
    FROM (
        SELECT t.metric_id, b.period, b.value, row_number() OVER (PARTITION BY t.metric_id ORDER BY b.period DESC) AS place
        FROM told AS t
        JOIN series AS p
            ON p.indicator_id = t.indicator_id AND p.area = t.area AND p.period = t.period AND p.unit = t.unit AND p.status = t.status
            AND p.organisation_id IS NOT DISTINCT FROM t.organisation_id AND p.base_id IS NOT DISTINCT FROM t.base_id
            AND p.ranking_scope IS NOT DISTINCT FROM t.ranking_scope AND p.period_kind IS NOT DISTINCT FROM t.period_kind
            AND t.measure = 'level' AND p.value = t.value AND NOT p.disagreement
        JOIN warehouse.indicators AS d ON d.indicator_id = p.indicator_id AND d.breaks = '[]'
        JOIN series AS b ON b.line = p.line AND b.period < p.period AND NOT b.disagreement
    ) AS n
    WHERE n.place <= 7
    GROUP BY n.metric_id
    HAVING count(DISTINCT n.period) = count(*)
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
LEFT JOIN earlier AS e ON e.metric_id = t.metric_id
WHERE NOT EXISTS (
    SELECT FROM warehouse.metrics AS p
    JOIN warehouse.articles AS w USING (article_id)
    WHERE p.batch_id <> :batch_id AND w.published_on < :today AND p.not_charted_because IS NULL
      AND p.indicator_id = t.indicator_id AND p.area = t.area AND p.unit = t.unit AND p.measure = t.measure AND p.status = t.status
      AND p.period = t.period AND p.value = t.value AND p.organisation_id IS NOT DISTINCT FROM t.organisation_id
)
ORDER BY (e.earlier IS NULL), (t.status = 'target'), t.area = 'vn' DESC, i.name, t.area, t.metric_id;
