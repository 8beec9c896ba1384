-- Figures, as each article states them and as series, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.metric_claims, bi.metric_series, bi.indicators;

CREATE VIEW bi.metric_claims AS
SELECT
    m.metric_id,
    m.indicator_id,
    i.name                                               AS indicator,
    m.object,
    m.value,
    m.value_high,
    m.unit,
    m.unit_detail,
    m.comparator,
    m.measure,
    m.direction,
    m.status,
    m.status_detail,
    m.denominator,
    m.per,
    m.base,
    m.period,
    m.period_kind,
    m.period_basis,
    m.period_basis                                       AS period_from,
    m.baseline,
    m.organisation_id,
    o.name                                               AS organisation,
    m.area,
    m.area_basis,
    m.area_basis                                         AS area_from,
    m.system_id,
    y.name                                               AS system,
    m.ranking_scope,
    m.edition,
    m.based_on,
    m.based_on                                           AS basis,
    m.said_by_person,
    s.name                                               AS said_by_organisation,
    m.source_document,
    a.published_on,
    a.source_id,
    a.title                                              AS article_title,
    a.url                                                AS article_url,
    m.quote,
    left(m.sentence, 600)                                AS sentence,
    m.repaired,
    m.period_basis IS NOT DISTINCT FROM 'inferred'
        OR m.area_basis IS NOT DISTINCT FROM 'inferred'   AS inferred
FROM warehouse.metrics AS m
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.indicators AS i USING (indicator_id)
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = m.organisation_id
LEFT JOIN warehouse.organisations AS s ON s.organisation_id = m.said_by_organisation_id
LEFT JOIN warehouse.systems AS y ON y.system_id = m.system_id
WHERE NOT m.minor;

COMMENT ON VIEW bi.metric_claims IS 'One row per quantified statement with its whole sentence, article and link: what it measures, whose, where, when, and who says so';
COMMENT ON COLUMN bi.metric_claims.period_from IS 'Old name of period_basis; it goes with version 0.3.0';
COMMENT ON COLUMN bi.metric_claims.area_from IS 'Old name of area_basis; it goes with version 0.3.0';
COMMENT ON COLUMN bi.metric_claims.basis IS 'Old name of based_on; it goes with version 0.3.0';
COMMENT ON COLUMN bi.metric_claims.metric_id IS 'Stable id of the statement';
COMMENT ON COLUMN bi.metric_claims.indicator_id IS 'What is measured: id of bi.indicators; null where no indicator is known, then object tells';
COMMENT ON COLUMN bi.metric_claims.indicator IS 'Name of the indicator';
COMMENT ON COLUMN bi.metric_claims.organisation_id IS 'Whose figure it is: id of bi.organisations';
COMMENT ON COLUMN bi.metric_claims.organisation IS 'Name of that organisation';
COMMENT ON COLUMN bi.metric_claims.area IS 'Province that it speaks of, as an id of registry/places.yaml, or vn for the whole country';
COMMENT ON COLUMN bi.metric_claims.system_id IS 'Information system that it speaks of: id of bi.systems';
COMMENT ON COLUMN bi.metric_claims.system IS 'Name of that system';
COMMENT ON COLUMN bi.metric_claims.said_by_organisation IS 'Body that says it';
COMMENT ON COLUMN bi.metric_claims.published_on IS 'Day of publication (Vietnam time)';
COMMENT ON COLUMN bi.metric_claims.article_url IS 'Address of the article';
COMMENT ON COLUMN bi.metric_claims.quote IS 'The figure as printed';
COMMENT ON COLUMN bi.metric_claims.sentence IS 'The sentence it stands in, at most 600 characters';
COMMENT ON COLUMN bi.metric_claims.inferred IS 'True when period or area is inferred, not stated';

CREATE VIEW bi.metric_series AS
WITH told AS (
    SELECT
        m.*,
        a.published_on,
        st.story_id,
        st.origin_id,
        st.source_id,
        -- What the statement allows: "khoảng" and "gần" a tenth, "hơn" up to a tenth more, bounds without an end.
        -- A part of a whole ("trong đó …") says nothing of it.
        CASE
            WHEN w.is_part THEN NULL
            WHEN m.comparator IN ('about', 'nearly') THEN m.value * 0.9
            WHEN m.comparator IN ('less_than', 'at_most') THEN NULL
            ELSE m.value
        END AS low,
        CASE
            WHEN w.is_part THEN NULL
            WHEN m.comparator IN ('about', 'more_than') THEN coalesce(m.value_high, m.value) * 1.1
            WHEN m.comparator = 'at_least' THEN NULL
            ELSE coalesce(m.value_high, m.value)
        END AS high
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    JOIN warehouse.article_stories AS st USING (article_id)
    CROSS JOIN LATERAL (
        SELECT strpos(lower(m.sentence), 'trong đó') BETWEEN 1 AND strpos(m.sentence, m.quote) AS is_part
    ) AS w
    WHERE NOT m.minor
      AND m.indicator_id IS NOT NULL
      AND m.area IS NOT NULL AND m.area_basis <> 'inferred'
      AND m.period IS NOT NULL AND m.period_basis <> 'inferred'
)
SELECT
    t.indicator_id,
    i.name                                                       AS indicator,
    i.name_en                                                    AS indicator_en,
    t.area,
    t.organisation_id,
    t.period,
    t.period_kind,
    t.unit,
    t.measure,
    t.direction,
    t.status,
    t.base,
    t.ranking_scope,
    mode() WITHIN GROUP (ORDER BY t.value)                       AS value,
    min(t.value)                                                 AS minimum,
    max(coalesce(t.value_high, t.value))                         AS maximum,
    max(t.low) > min(t.high)                                     AS disagreement,
    count(*)                                                     AS statements,
    count(DISTINCT t.story_id)                                   AS stories,
    count(DISTINCT t.source_id)                                  AS sources,
    count(DISTINCT coalesce(t.said_by_organisation_id, t.origin_id)) AS origins,
    min(t.published_on)                                          AS first_said_on,
    max(t.published_on)                                          AS last_said_on,
    bool_or(t.repaired)                                          AS repaired,
    i.higher_is
FROM told AS t
JOIN warehouse.indicators AS i USING (indicator_id)
GROUP BY
    t.indicator_id, i.name, i.name_en, i.higher_is, t.area, t.organisation_id, t.period, t.period_kind, t.unit, t.measure,
    t.direction, t.status, t.base, t.ranking_scope;

COMMENT ON VIEW bi.metric_series IS 'Figures that can be charted: one row per indicator, area, body, period and kind of statement, from what articles state (nothing inferred), with what disagrees';
COMMENT ON COLUMN bi.metric_series.indicator_id IS 'What is measured: id of bi.indicators';
COMMENT ON COLUMN bi.metric_series.indicator IS 'Its name';
COMMENT ON COLUMN bi.metric_series.indicator_en IS 'Its English name';
COMMENT ON COLUMN bi.metric_series.area IS 'Province that it speaks of, as an id of registry/places.yaml, or vn for the whole country';
COMMENT ON COLUMN bi.metric_series.organisation_id IS 'Whose figure it is, where the sentence tells: id of bi.organisations';
COMMENT ON COLUMN bi.metric_series.value IS 'The value that most statements give, of equals the smallest';
COMMENT ON COLUMN bi.metric_series.minimum IS 'Smallest value stated';
COMMENT ON COLUMN bi.metric_series.maximum IS 'Largest value stated';
COMMENT ON COLUMN bi.metric_series.disagreement IS 'True when no one value fits all statements, comparators taken into account (khoảng: within a tenth); a part (trong đó) disagrees with nothing';
COMMENT ON COLUMN bi.metric_series.statements IS 'Statements in all articles';
COMMENT ON COLUMN bi.metric_series.stories IS 'Articles that state it, reprints and updates counted once';
COMMENT ON COLUMN bi.metric_series.sources IS 'Sources that state it';
COMMENT ON COLUMN bi.metric_series.origins IS 'Where the statements come from (nguồn phát): the bodies that say it; what nobody is named for counts once for each story, shared source or quotation';
COMMENT ON COLUMN bi.metric_series.first_said_on IS 'Day of the first article that states it (Vietnam time)';
COMMENT ON COLUMN bi.metric_series.last_said_on IS 'Day of the last article that states it';
COMMENT ON COLUMN bi.metric_series.repaired IS 'True when one of them touches words that were given their diacritics back';

CREATE VIEW bi.indicators AS
SELECT
    i.indicator_id,
    i.name,
    i.name_en,
    i.units,
    i.parent_id,
    i.higher_is,
    i.ranking,
    i.scope,
    i.valid_from,
    i.valid_to,
    count(m.metric_id)           AS statements,
    count(DISTINCT m.article_id) AS articles
FROM warehouse.indicators AS i
LEFT JOIN warehouse.metrics AS m ON m.indicator_id = i.indicator_id AND NOT m.minor
GROUP BY i.indicator_id;

COMMENT ON VIEW bi.indicators IS 'What figures measure, with how often it was stated';
COMMENT ON COLUMN bi.indicators.statements IS 'Statements in all articles, small counts left out';
COMMENT ON COLUMN bi.indicators.articles IS 'Articles that state it';
