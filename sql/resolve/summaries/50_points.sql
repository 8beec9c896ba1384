-- Points of series in each touched group of figures: all that makes figures comparable, and what statements of one point agree in.

CREATE TEMPORARY TABLE groups ON COMMIT DROP AS SELECT entity_id AS point_group FROM keys WHERE kind = 'point';
ANALYZE groups;

DELETE FROM warehouse.metric_points AS p USING groups AS g WHERE g.point_group = p.point_group;

INSERT INTO warehouse.metric_points (
    point_id, point_group, metric_id, compiler_id, status_detail, disagreement, agreed, latest_of_compiler, minimum, maximum,
    statements, stories, sources, origins, first_said_on, last_said_on, repaired
)
WITH told AS (
    SELECT
        m.*,
        a.published_on,
        st.story_id,
        st.origin_id,
        st.source_id,
        coalesce(c.lineage_id, m.compiler_id)                             AS measured_by,
        -- A compiler is the same body under all its names.
        coalesce(c.lineage_id, m.compiler_id) = coalesce(s.lineage_id, m.said_by_organisation_id) AS by_compiler,
        CASE WHEN m.status_detail IN ('official', 'preliminary', 'estimate') THEN 'measured' ELSE m.status_detail END AS statement,
        CASE m.status_detail WHEN 'preliminary' THEN 2 WHEN 'estimate' THEN 3 ELSE 1 END AS standing,
        -- What the statement allows: half of the last printed digit; "khoảng" a twentieth, "gần" and "hơn" to one side.
        -- A part of a whole ("trong đó …") says nothing of it.
        CASE
            WHEN w.is_part THEN NULL
            WHEN m.comparator IN ('less_than', 'at_most') THEN NULL
            WHEN m.comparator IN ('about', 'nearly') THEN m.value - greatest(abs(m.value) * 0.05, coalesce(m.last_digit, 0) / 2)
            ELSE m.value - coalesce(m.last_digit, 0) / 2
        END                                                               AS low,
        CASE
            WHEN w.is_part THEN NULL
            WHEN m.comparator = 'at_least' THEN NULL
            WHEN m.comparator IN ('about', 'more_than')
                THEN coalesce(m.value_high, m.value) + greatest(abs(m.value) * 0.05, coalesce(m.last_digit, 0) / 2)
            ELSE coalesce(m.value_high, m.value) + coalesce(m.last_digit, 0) / 2
        END                                                               AS high
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    JOIN warehouse.article_stories AS st USING (article_id)
    CROSS JOIN LATERAL (
        SELECT strpos(lower(m.sentence), 'trong đó') BETWEEN 1 AND strpos(m.sentence, m.quote) AS is_part
    ) AS w
    LEFT JOIN warehouse.organisations AS c ON c.organisation_id = m.compiler_id
    LEFT JOIN warehouse.organisations AS s ON s.organisation_id = m.said_by_organisation_id
    JOIN groups AS g ON g.point_group = warehouse.point_group(m.indicator_id, m.area, m.period)
    WHERE m.not_charted_because IS NULL AND m.start_char = m.claim_start
),

keyed AS (
    SELECT
        t.*,
        -- Two statements are of one point when they agree in all of these.
        md5(jsonb_build_array(
            t.indicator_id, t.area, t.territory, t.organisation_id, t.system_id, t.measured_by, t.period, t.period_kind, t.since,
            t.baseline, t.unit, t.unit_detail, t.measure, t.direction, t.statement, t.aggregation, t.per, t.base_id, t.ranking_scope,
            t.edition
        )::text)                                                          AS point_id
    FROM told AS t
),

placed AS (
    SELECT
        k.*,
        k.standing = min(k.standing) OVER (PARTITION BY k.point_id)       AS stands,
        k.published_on = max(k.published_on) FILTER (WHERE k.by_compiler) OVER (PARTITION BY k.point_id, k.standing)
            AND k.by_compiler                                             AS is_latest
    FROM keyed AS k
),

points AS (
    SELECT
        p.point_id,
        min(warehouse.point_group(p.indicator_id, p.area, p.period))       AS point_group,
        min(p.metric_id)                                                  AS metric_id,
        min(p.measured_by)                                                AS measured_by,
        -- Official figures go before preliminary ones, these before estimates; of these the most exact one.
        min(p.status_detail) FILTER (WHERE p.stands)                      AS status_detail,
        coalesce(max(p.low) FILTER (WHERE p.stands) > min(p.high) FILTER (WHERE p.stands), false) AS disagreement,
        (array_agg(p.value ORDER BY p.comparator <> 'eq', p.last_digit NULLS LAST, p.published_on DESC, p.metric_id)
            FILTER (WHERE p.stands))[1]                                   AS agreed,
        CASE
            WHEN max(p.low) FILTER (WHERE p.stands AND p.is_latest) <= min(p.high) FILTER (WHERE p.stands AND p.is_latest)
                THEN (array_agg(p.value ORDER BY p.comparator <> 'eq', p.last_digit NULLS LAST, p.metric_id)
                    FILTER (WHERE p.stands AND p.is_latest))[1]
        END                                                               AS latest_of_compiler,
        min(p.value) FILTER (WHERE p.stands)                              AS minimum,
        max(coalesce(p.value_high, p.value)) FILTER (WHERE p.stands)      AS maximum,
        count(*)                                                          AS statements,
        count(DISTINCT p.story_id)                                        AS stories,
        count(DISTINCT p.source_id)                                       AS sources,
        count(DISTINCT coalesce(p.said_by_organisation_id, p.origin_id))  AS origins,
        min(p.published_on)                                               AS first_said_on,
        max(p.published_on)                                               AS last_said_on,
        bool_or(p.repaired)                                               AS repaired
    FROM placed AS p
    GROUP BY p.point_id
)

SELECT
    point_id, point_group, metric_id, measured_by, status_detail, disagreement, agreed, latest_of_compiler, minimum, maximum,
    statements, stories, sources, origins, first_said_on, last_said_on, repaired
FROM points;

DROP TABLE bound, keys, scope, spanning, begun, entities, changed_documents, groups;
