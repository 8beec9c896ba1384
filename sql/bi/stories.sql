-- Which articles are one story, and figures that contradict each other, for BI tools. Dropped and made anew by every migration:
-- names and columns are a promise to their readers. A column without a comment passes one of the warehouse through.

DROP VIEW IF EXISTS bi.stories, bi.story_articles, bi.contradictions;

CREATE VIEW bi.stories AS
SELECT
    s.story_id,
    CASE WHEN u.hidden THEN NULL ELSE a.title END            AS title,
    s.articles,
    s.sources,
    s.first_article_id,
    a.source_id                                              AS first_source_id,
    a.url                                                    AS first_url,
    s.first_told_at,
    s.last_told_at,
    c.first_day                                              AS archive_from,
    coalesce(a.published_on <= c.first_day, true)            AS perhaps_older
FROM warehouse.stories AS s
JOIN warehouse.articles AS a ON a.article_id = s.first_article_id
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
LEFT JOIN (SELECT min(published_on) AS first_day FROM warehouse.articles) AS c ON true;

COMMENT ON VIEW bi.stories IS 'One text with its reprints and updates, and who had it first in our archive; that says nothing of papers that the archive does not hold';
COMMENT ON COLUMN bi.stories.title IS 'Headline of its first article';
COMMENT ON COLUMN bi.stories.first_source_id IS 'Source of that article';
COMMENT ON COLUMN bi.stories.first_url IS 'Address of that article';
COMMENT ON COLUMN bi.stories.archive_from IS 'First day of publication that the archive holds';
COMMENT ON COLUMN bi.stories.perhaps_older IS 'True when its first article is of that day, or of no known day: it may be older than the archive';

CREATE VIEW bi.story_articles AS
SELECT
    st.story_id,
    st.article_id,
    st.origin_id,
    st.same_as,
    a.source_id,
    CASE WHEN u.hidden THEN NULL ELSE a.title END            AS title,
    a.url,
    a.published_on,
    a.credit
FROM warehouse.article_stories AS st
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id;

COMMENT ON VIEW bi.story_articles IS 'The articles of each story';
COMMENT ON COLUMN bi.story_articles.title IS 'Headline of the article';

CREATE VIEW bi.contradictions AS
WITH told AS (
    SELECT
        m.*,
        a.source_id,
        a.published_on,
        a.url,
        st.story_id,
        CASE WHEN m.comparator IN ('about', 'nearly') THEN m.value * 0.9
             WHEN m.comparator IN ('less_than', 'at_most') THEN NULL
             ELSE m.value END                                                                     AS low,
        CASE WHEN m.comparator IN ('about', 'more_than') THEN coalesce(m.value_high, m.value) * 1.1
             WHEN m.comparator = 'at_least' THEN NULL
             ELSE coalesce(m.value_high, m.value) END                                             AS high,
        -- What the last digit that is printed stands for: 87 is 87.4 as well, 4,000,000 is 3,946,000.
        CASE WHEN m.value = 0 THEN 1
             WHEN scale(trim_scale(m.value)) > 0 THEN power(10::numeric, -scale(trim_scale(m.value)))
             ELSE power(10::numeric, length(m.value::bigint::text) - length(rtrim(m.value::bigint::text, '0'))) END AS step
    FROM warehouse.metrics AS m
    JOIN warehouse.articles AS a USING (article_id)
    JOIN warehouse.article_stories AS st USING (article_id)
    WHERE NOT m.minor AND m.indicator_id IS NOT NULL AND m.area IS NOT NULL AND m.period IS NOT NULL
      AND abs(m.value) < 1e18
      AND NOT strpos(lower(m.sentence), 'trong đó') BETWEEN 1 AND strpos(m.sentence, m.quote)
)
SELECT
    x.indicator_id,
    i.name                                                   AS indicator,
    x.area,
    x.organisation_id,
    x.unit,
    CASE
        WHEN x.period <> y.period THEN 'other period'
        WHEN x.base IS DISTINCT FROM y.base OR x.denominator IS DISTINCT FROM y.denominator OR x.per IS DISTINCT FROM y.per THEN 'other base'
        WHEN x.ranking_scope IS DISTINCT FROM y.ranking_scope OR x.edition IS DISTINCT FROM y.edition THEN 'other method'
        WHEN abs(x.value - y.value) <= greatest(x.step, y.step) / 2 THEN 'rounding'
        WHEN x.status <> y.status OR x.status_detail IS DISTINCT FROM y.status_detail THEN 'estimate against official'
        WHEN x.period_basis = 'inferred' OR y.period_basis = 'inferred' OR x.area_basis = 'inferred' OR y.area_basis = 'inferred' THEN 'unclear'
        WHEN x.said_by_organisation_id = y.said_by_organisation_id AND x.published_on <> y.published_on THEN 'later revision'
        WHEN x.said_by_organisation_id <> y.said_by_organisation_id THEN 'real'
        ELSE 'unclear'
    END                                                      AS reason,
    x.metric_id, x.value, x.value_high, x.comparator, x.period,
    CASE WHEN ux.source_id IS NULL THEN x.quote END          AS quote,
    CASE WHEN ux.source_id IS NULL THEN left(x.sentence, 600) END AS sentence,
    x.said_by_person, sx.name                                AS said_by_organisation,
    x.published_on, x.url                                    AS article_url,
    y.metric_id                                              AS other_metric_id,
    y.value                                                  AS other_value,
    y.value_high                                             AS other_value_high,
    y.comparator                                             AS other_comparator,
    y.period                                                 AS other_period,
    CASE WHEN uy.source_id IS NULL THEN y.quote END          AS other_quote,
    CASE WHEN uy.source_id IS NULL THEN left(y.sentence, 600) END AS other_sentence,
    y.said_by_person                                         AS other_said_by_person,
    sy.name                                                  AS other_said_by_organisation,
    y.published_on                                           AS other_published_on,
    y.url                                                    AS other_article_url
FROM told AS x
JOIN told AS y
    ON y.indicator_id = x.indicator_id AND y.area = x.area AND y.unit = x.unit AND y.measure = x.measure
    AND y.direction IS NOT DISTINCT FROM x.direction AND y.organisation_id IS NOT DISTINCT FROM x.organisation_id
    AND y.metric_id > x.metric_id AND y.story_id <> x.story_id
    AND (x.low > y.high OR y.low > x.high)
    AND (y.period = x.period OR starts_with(y.period, x.period || '-') OR starts_with(x.period, y.period || '-'))
JOIN warehouse.indicators AS i ON i.indicator_id = x.indicator_id
LEFT JOIN warehouse.unquotable AS ux ON ux.source_id = x.source_id
LEFT JOIN warehouse.unquotable AS uy ON uy.source_id = y.source_id
LEFT JOIN warehouse.organisations AS sx ON sx.organisation_id = x.said_by_organisation_id
LEFT JOIN warehouse.organisations AS sy ON sy.organisation_id = y.said_by_organisation_id;

COMMENT ON VIEW bi.contradictions IS 'Pairs of statements of two stories that no one value fits, with both sentences and why they may differ; only those with the reason real are contradictions';
COMMENT ON COLUMN bi.contradictions.indicator_id IS 'What is measured: id of bi.indicators';
COMMENT ON COLUMN bi.contradictions.indicator IS 'Its name';
COMMENT ON COLUMN bi.contradictions.reason IS 'other period, other base, other method, rounding, estimate against official, later revision (by the same body), real (two bodies, all else alike), unclear';
COMMENT ON COLUMN bi.contradictions.quote IS 'The figure as printed; null where its source allows no quote';
COMMENT ON COLUMN bi.contradictions.sentence IS 'The sentence it stands in, at most 600 characters';
COMMENT ON COLUMN bi.contradictions.said_by_organisation IS 'Body that says it';
COMMENT ON COLUMN bi.contradictions.article_url IS 'Address of its article';
COMMENT ON COLUMN bi.contradictions.other_metric_id IS 'The other statement';
COMMENT ON COLUMN bi.contradictions.other_value IS 'Its value';
COMMENT ON COLUMN bi.contradictions.other_value_high IS 'Its upper value';
COMMENT ON COLUMN bi.contradictions.other_comparator IS 'Its comparator';
COMMENT ON COLUMN bi.contradictions.other_period IS 'Its period';
COMMENT ON COLUMN bi.contradictions.other_quote IS 'The figure as printed there';
COMMENT ON COLUMN bi.contradictions.other_sentence IS 'Its sentence, at most 600 characters';
COMMENT ON COLUMN bi.contradictions.other_said_by_person IS 'Person who says it';
COMMENT ON COLUMN bi.contradictions.other_said_by_organisation IS 'Body that says it';
COMMENT ON COLUMN bi.contradictions.other_published_on IS 'Day of its publication (Vietnam time)';
COMMENT ON COLUMN bi.contradictions.other_article_url IS 'Address of its article';
