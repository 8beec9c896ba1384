-- Figures, as each article states them and as series, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

-- Why a claim is in no series, in Vietnamese.
CREATE OR REPLACE FUNCTION warehouse.reason_in_words(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE reason
    WHEN 'minor' THEN 'số đếm nhỏ'
    WHEN 'threshold' THEN 'là ngưỡng mà số khác vượt qua'
    WHEN 'no_indicator' THEN 'chưa rõ đo chỉ số nào'
    WHEN 'not_in_force' THEN 'chỉ số không còn dùng, hoặc chưa dùng, vào kỳ này'
    WHEN 'no_area' THEN 'chưa rõ của địa bàn nào'
    WHEN 'area_inferred' THEN 'địa bàn chỉ là suy đoán từ cả bài'
    WHEN 'no_period' THEN 'chưa rõ của kỳ nào'
    WHEN 'period_inferred' THEN 'kỳ chỉ là suy đoán từ ngày đăng'
    WHEN 'no_start' THEN 'số lũy kế không nói tính từ bao giờ'
    WHEN 'no_baseline' THEN 'mức tăng, giảm không nói so với kỳ nào'
    WHEN 'no_base' THEN 'tỷ lệ không nói trên tổng số nào'
    WHEN 'no_compiler' THEN 'nhiều cơ quan tính chỉ số này, bài không nói cơ quan nào'
    WHEN 'no_ranking' THEN 'thứ hạng không nói trong danh sách nào'
END;

DROP FUNCTION IF EXISTS bi.metric_claims_at;
DROP VIEW IF EXISTS bi.metric_claims, bi.claim_months, bi.claim_counts, bi.metric_series, bi.indicators;

CREATE VIEW bi.metric_claims AS
SELECT
    m.metric_id,
    m.indicator_id,
    i.name                                               AS indicator,
    m.object,
    m.value,
    m.value_high,
    warehouse.shown(m.value, m.value_high, m.unit, n.vi) AS shown,
    m.last_digit,
    m.unit,
    m.unit_detail,
    m.comparator,
    m.measure,
    CASE WHEN m.measure = 'change' THEN m.direction END  AS direction,
    m.status,
    m.status_detail,
    m.aggregation,
    m.since,
    m.denominator,
    m.per,
    m.base,
    m.base_id,
    b.name                                               AS base_name,
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
    m.territory,
    m.system_id,
    y.name                                               AS system,
    m.ranking_scope,
    m.edition,
    m.based_on,
    m.based_on                                           AS basis,
    m.compiler_id,
    c.name                                               AS compiler,
    m.said_by_person,
    m.said_by_office,
    s.name                                               AS said_by_organisation,
    m.venue,
    m.source_document,
    a.published_on,
    a.source_id,
    CASE WHEN u.hidden THEN NULL ELSE a.title END        AS article_title,
    a.url                                                AS article_url,
    CASE WHEN u.source_id IS NULL THEN m.quote END       AS quote,
    CASE
        WHEN u.source_id IS NULL THEN ARRAY(
            SELECT f.quote FROM warehouse.metrics AS f
            WHERE f.article_version_id = m.article_version_id AND f.claim_start = m.start_char
            ORDER BY f.start_char
        )
    END                                                  AS quotes,
    CASE WHEN u.source_id IS NULL THEN left(m.sentence, 600) END AS sentence,
    EXISTS (
        SELECT FROM warehouse.metrics AS f
        WHERE f.article_version_id = m.article_version_id AND f.claim_start = m.start_char AND f.repaired
    )                                                    AS repaired,
    m.period_basis IS NOT DISTINCT FROM 'inferred'
        OR m.area_basis IS NOT DISTINCT FROM 'inferred'  AS inferred,
    m.not_charted_because,
    warehouse.reason_in_words(m.not_charted_because)     AS not_charted_vi,
    e.author                                             AS corrected_by,
    e.reason                                             AS correction_reason,
    CASE WHEN e.author IS NOT NULL THEN 1 ELSE coalesce(p.probability, q.probability) END AS confidence
FROM warehouse.metrics AS m
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
LEFT JOIN bi.labels AS n ON n.list = 'unit' AND n.word = m.unit
LEFT JOIN warehouse.indicators AS i USING (indicator_id)
LEFT JOIN warehouse.bases AS b USING (base_id)
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = m.organisation_id
LEFT JOIN warehouse.organisations AS c ON c.organisation_id = m.compiler_id
LEFT JOIN warehouse.organisations AS s ON s.organisation_id = m.said_by_organisation_id
LEFT JOIN warehouse.systems AS y ON y.system_id = m.system_id
LEFT JOIN warehouse.corrected_findings AS f ON f.kind = 'metrics' AND f.key = m.metric_id
LEFT JOIN warehouse.corrections AS e ON e.correction_id = f.correction_id
LEFT JOIN warehouse.calibration AS p ON p.kind = 'metrics' AND p.rule = m.method
LEFT JOIN warehouse.calibration AS q ON q.kind = 'metrics' AND q.rule = '*'
WHERE NOT m.minor AND m.start_char = m.claim_start;

COMMENT ON VIEW bi.metric_claims IS 'One row per claim of an article, told by one figure or several, with sentence, article and link: what it measures, whose, where, when, who measured it, who says so, and why it is in no series';
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
COMMENT ON COLUMN bi.metric_claims.article_title IS 'Headline of the article';
COMMENT ON COLUMN bi.metric_claims.article_url IS 'Address of the article';
COMMENT ON COLUMN bi.metric_claims.quote IS 'The figure as printed, where it is told best; null where its source allows no quote';
COMMENT ON COLUMN bi.metric_claims.quotes IS 'All figures of the article that tell this claim, as printed, in order: heading and body, rounded and exact; null where its source allows no quote';
COMMENT ON COLUMN bi.metric_claims.base_name IS 'Name of what a share is of';
COMMENT ON COLUMN bi.metric_claims.compiler IS 'Name of the body that measured it';
COMMENT ON COLUMN bi.metric_claims.shown IS 'Value as a Vietnamese reader writes it: 10 triệu đồng, 82,5 %';
COMMENT ON COLUMN bi.metric_claims.direction IS 'Where a change goes: up or down; null for a level';
COMMENT ON COLUMN bi.metric_claims.repaired IS 'True when one of its figures touches words that were given their diacritics back';
COMMENT ON COLUMN bi.metric_claims.not_charted_vi IS 'The same in Vietnamese';
COMMENT ON COLUMN bi.metric_claims.confidence IS 'How probable it is that value and unit are right, as bi.calibration measured it for the rule; 1 where an editor set it right';
COMMENT ON COLUMN bi.metric_claims.corrected_by IS 'Editor who set it right; null where it stands as read';
COMMENT ON COLUMN bi.metric_claims.correction_reason IS 'Why, in the editor''s words';
COMMENT ON COLUMN bi.metric_claims.sentence IS 'The sentence it stands in, at most 600 characters';
COMMENT ON COLUMN bi.metric_claims.inferred IS 'True when period or area is inferred, not stated';

-- The claims as they stood on a day: of articles that were out by then, undated ones of those that were here by then.
CREATE FUNCTION bi.metric_claims_at(as_of date) RETURNS SETOF bi.metric_claims
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT c.*
FROM bi.metric_claims AS c
JOIN warehouse.metrics AS m USING (metric_id)
JOIN warehouse.articles AS a USING (article_id)
WHERE coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) <= as_of
$$;
COMMENT ON FUNCTION bi.metric_claims_at IS 'bi.metric_claims as it stood on a day: what was told up to then';

CREATE VIEW bi.claim_months AS
SELECT
    nullif(m.month, '-infinity')                                          AS month,
    m.entity_id                                                           AS source_id,
    sum(m.mentions) FILTER (WHERE m.part = 'all')::bigint                 AS claims,
    sum(m.articles) FILTER (WHERE m.part = 'all')::bigint                 AS articles,
    coalesce(sum(m.mentions) FILTER (WHERE m.part = 'observed'), 0)::bigint AS observed,
    coalesce(sum(m.mentions) FILTER (WHERE m.part = 'target'), 0)::bigint AS targets,
    coalesce(sum(m.mentions) FILTER (WHERE m.part = 'stated'), 0)::bigint AS period_stated,
    coalesce(sum(m.mentions) FILTER (WHERE m.part = 'carried'), 0)::bigint AS period_carried,
    coalesce(sum(m.mentions) FILTER (WHERE m.part = 'inferred'), 0)::bigint AS period_inferred,
    coalesce(sum(m.mentions) FILTER (WHERE m.part = 'repaired'), 0)::bigint AS repaired
FROM warehouse.entity_months AS m
WHERE m.kind = 'claims'
GROUP BY m.month, m.entity_id;

COMMENT ON VIEW bi.claim_months IS 'How many figures each source states by month of publication: the rows of bi.metric_claims, counted';
COMMENT ON COLUMN bi.claim_months.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.claim_months.source_id IS 'Id of the source';
COMMENT ON COLUMN bi.claim_months.claims IS 'Claims of its articles, small counts left out';
COMMENT ON COLUMN bi.claim_months.articles IS 'Articles that make one';
COMMENT ON COLUMN bi.claim_months.observed IS 'Claims that are stated as facts';
COMMENT ON COLUMN bi.claim_months.targets IS 'Claims of what is wanted, planned or required';
COMMENT ON COLUMN bi.claim_months.period_stated IS 'Claims whose period the sentence states';
COMMENT ON COLUMN bi.claim_months.period_carried IS 'Claims whose period the sentence before states';
COMMENT ON COLUMN bi.claim_months.period_inferred IS 'Claims whose period is inferred from the day of publication';
COMMENT ON COLUMN bi.claim_months.repaired IS 'Claims with words that were given their diacritics back';

CREATE VIEW bi.claim_counts AS
SELECT
    nullif(m.month, '-infinity')                                          AS month,
    m.entity_id                                                           AS source_id,
    CASE WHEN m.part IN ('observed', 'target') THEN m.part END            AS status,
    CASE WHEN m.part IN ('stated', 'carried', 'inferred') THEN m.part END AS period_basis,
    substring(m.part FROM '^because (.+)')                                AS not_charted_because,
    warehouse.reason_in_words(substring(m.part FROM '^because (.+)'))     AS not_charted_vi,
    m.mentions                                                            AS claims,
    m.articles
FROM warehouse.entity_months AS m
WHERE m.kind = 'claims' AND m.part NOT IN ('all', 'repaired');

COMMENT ON VIEW bi.claim_counts IS 'The counts of bi.claim_months as rows: by status, by basis of the period, and by why they are in no series; each row has one of the three';
COMMENT ON COLUMN bi.claim_counts.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.claim_counts.source_id IS 'Id of the source';
COMMENT ON COLUMN bi.claim_counts.status IS 'observed or target; null in other rows';
COMMENT ON COLUMN bi.claim_counts.period_basis IS 'stated, carried or inferred; null in other rows';
COMMENT ON COLUMN bi.claim_counts.not_charted_because IS 'Why they are in no series; null in other rows';
COMMENT ON COLUMN bi.claim_counts.not_charted_vi IS 'The same in Vietnamese';
COMMENT ON COLUMN bi.claim_counts.claims IS 'Claims of that status, basis or reason';
COMMENT ON COLUMN bi.claim_counts.articles IS 'Articles that make one';

CREATE VIEW bi.metric_series AS
SELECT
    p.point_id,
    k.indicator_id,
    i.name                                                                AS indicator,
    i.name_en                                                             AS indicator_en,
    k.area,
    k.territory,
    k.organisation_id,
    k.system_id,
    p.compiler_id,
    c.name                                                                AS compiler,
    k.period,
    k.period_kind,
    k.since,
    k.baseline,
    k.unit,
    k.unit_detail,
    k.measure,
    CASE WHEN k.measure = 'change' THEN k.direction END                   AS direction,
    k.status,
    p.status_detail,
    k.aggregation,
    k.per,
    k.base_id,
    b.name                                                                AS base,
    k.ranking_scope,
    k.edition,
    CASE WHEN p.disagreement THEN p.latest_of_compiler ELSE p.agreed END  AS value,
    CASE WHEN NOT p.disagreement THEN 'agreed' WHEN p.latest_of_compiler IS NOT NULL THEN 'compiler' END AS value_basis,
    warehouse.shown(CASE WHEN p.disagreement THEN p.latest_of_compiler ELSE p.agreed END, NULL, k.unit, n.vi) AS shown,
    p.minimum,
    p.maximum,
    p.disagreement,
    p.statements,
    p.stories,
    p.sources,
    p.origins,
    p.first_said_on,
    p.last_said_on,
    p.repaired,
    i.higher_is
FROM warehouse.metric_points AS p
JOIN warehouse.metrics AS k ON k.metric_id = p.metric_id
JOIN warehouse.indicators AS i ON i.indicator_id = k.indicator_id
LEFT JOIN bi.labels AS n ON n.list = 'unit' AND n.word = k.unit
LEFT JOIN warehouse.bases AS b ON b.base_id = k.base_id
LEFT JOIN warehouse.organisations AS c ON c.organisation_id = p.compiler_id;

COMMENT ON VIEW bi.metric_series IS 'Figures that can be charted: one row for each point, that is for all that makes figures comparable, from what articles state (nothing inferred), with what disagrees';
COMMENT ON COLUMN bi.metric_series.indicator_id IS 'What is measured: id of bi.indicators';
COMMENT ON COLUMN bi.metric_series.indicator IS 'Its name';
COMMENT ON COLUMN bi.metric_series.indicator_en IS 'Its English name';
COMMENT ON COLUMN bi.metric_series.area IS 'Province that it speaks of, as an id of registry/places.yaml, or vn for the whole country';
COMMENT ON COLUMN bi.metric_series.organisation_id IS 'Whose figure it is, where the sentence tells: id of bi.organisations';
COMMENT ON COLUMN bi.metric_series.value IS 'Official before preliminary before estimate; of these the most exact where all agree, else the one that the compiler said last, else null: then minimum and maximum tell the range';
COMMENT ON COLUMN bi.metric_series.value_basis IS 'agreed: all statements allow it; compiler: who measured it said it last; null where there is no value';
COMMENT ON COLUMN bi.metric_series.shown IS 'Value as a Vietnamese reader writes it; null where there is no value';
COMMENT ON COLUMN bi.metric_series.direction IS 'Where a change goes: up or down; null for a level';
COMMENT ON COLUMN bi.metric_series.point_id IS 'Key of the point: a hash of all that makes figures comparable';
COMMENT ON COLUMN bi.metric_series.compiler_id IS 'Who measured it, under its name of today: id of bi.organisations';
COMMENT ON COLUMN bi.metric_series.compiler IS 'Name of that organisation';
COMMENT ON COLUMN bi.metric_series.base IS 'Name of what a share is of';
COMMENT ON COLUMN bi.metric_series.status_detail IS 'Of value: official, preliminary or estimate; of what is no measurement norm, forecast, issued_target, proposal or plan';
COMMENT ON COLUMN bi.metric_series.minimum IS 'Smallest value stated, among those of the same standing as value';
COMMENT ON COLUMN bi.metric_series.maximum IS 'Largest value stated, among those of the same standing as value';
COMMENT ON COLUMN bi.metric_series.disagreement IS 'True when no one value fits all statements, half of the last printed digit and comparators taken into account (khoảng: within a twentieth); a part (trong đó) disagrees with nothing';
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
    i.definition_vi,
    i.aggregation,
    i.bases,
    i.compilers,
    i.legal_basis,
    i.breaks,
    coalesce(t.mentions, 0)      AS statements,
    coalesce(t.articles, 0)      AS articles
FROM warehouse.indicators AS i
LEFT JOIN warehouse.entity_totals AS t ON t.kind = 'indicator' AND t.entity_id = i.indicator_id AND t.part = 'all';

COMMENT ON VIEW bi.indicators IS 'What figures measure, with how often it was stated';
COMMENT ON COLUMN bi.indicators.statements IS 'Statements in all articles, small counts left out';
COMMENT ON COLUMN bi.indicators.articles IS 'Articles that state it';
