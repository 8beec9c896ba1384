-- Places and scores of provinces in indices, for BI tools. Dropped and made anew by every migration.

DROP VIEW IF EXISTS bi.province_rankings;

CREATE VIEW bi.province_rankings AS
WITH told AS (
    SELECT
        m.indicator_id,
        coalesce(m.edition::text, m.period)                          AS edition,
        m.territory,
        coalesce(c.lineage_id, m.compiler_id)                        AS compiler_id,
        m.area,
        CASE WHEN m.unit = 'rank' THEN m.value END                   AS place,
        CASE WHEN m.unit <> 'rank' THEN m.value END                  AS score,
        CASE WHEN m.unit <> 'rank' THEN m.unit END                   AS score_unit,
        CASE WHEN m.unit = 'rank' THEN m.denominator END             AS out_of,
        st.story_id,
        a.published_at,
        m.metric_id,
        CASE WHEN u.source_id IS NULL THEN m.quote END               AS quote,
        CASE WHEN u.source_id IS NULL THEN a.url END                 AS url
    FROM warehouse.metrics AS m
    JOIN warehouse.indicators AS i USING (indicator_id)
    JOIN warehouse.articles AS a USING (article_id)
    JOIN warehouse.article_stories AS st USING (article_id)
    LEFT JOIN warehouse.organisations AS c ON c.organisation_id = m.compiler_id
    LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
    WHERE m.not_charted_because IS NULL AND m.start_char = m.claim_start
      AND i.ranking AND coalesce(m.ranking_scope, i.scope) = 'provinces' AND m.area <> 'vn'
      AND m.status = 'observed' AND m.measure = 'level' AND m.comparator = 'eq' AND m.value_high IS NULL
),

provinces AS (
    SELECT
        indicator_id,
        edition,
        territory,
        compiler_id,
        area,
        CASE WHEN count(DISTINCT place) = 1 THEN min(place) END      AS place,
        CASE WHEN count(DISTINCT (score, score_unit)) FILTER (WHERE score IS NOT NULL) = 1 THEN min(score) END AS score,
        CASE WHEN count(DISTINCT score_unit) = 1 THEN min(score_unit) END AS score_unit,
        CASE WHEN count(DISTINCT out_of) = 1 THEN min(out_of) END    AS stated_of,
        count(DISTINCT place) > 1 OR count(DISTINCT (score, score_unit)) FILTER (WHERE score IS NOT NULL) > 1 AS disagreement,
        count(DISTINCT story_id)                                     AS stories,
        (array_agg(quote ORDER BY published_at NULLS LAST, metric_id) FILTER (WHERE quote IS NOT NULL))[1] AS example_quote,
        (array_agg(url ORDER BY published_at NULLS LAST, metric_id) FILTER (WHERE quote IS NOT NULL))[1]   AS example_url
    FROM told
    GROUP BY indicator_id, edition, territory, compiler_id, area
),

lists AS (
    SELECT
        p.*,
        -- How long the list is: what articles state, else how many provinces the country had.
        coalesce(
            max(p.stated_of) OVER list,
            CASE p.territory WHEN 'provinces_63' THEN 63 WHEN 'provinces_34' THEN 34 END
        )                                                            AS of_how_many,
        count(p.place) OVER list                                     AS places_known
    FROM provinces AS p
    WINDOW list AS (PARTITION BY p.indicator_id, p.edition, p.territory, p.compiler_id)
)

SELECT
    l.indicator_id,
    i.name                                                           AS indicator,
    l.edition,
    l.territory,
    l.area,
    l.place                                                          AS rank,
    l.of_how_many,
    l.score,
    l.score_unit,
    l.compiler_id,
    o.name                                                           AS compiler,
    l.disagreement,
    l.places_known,
    round(l.places_known / nullif(l.of_how_many, 0), 3)              AS list_known,
    l.stories,
    l.example_quote,
    l.example_url
FROM lists AS l
JOIN warehouse.indicators AS i USING (indicator_id)
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = l.compiler_id;

COMMENT ON VIEW bi.province_rankings IS 'One row per province, index, edition and compiler, as articles state place and score. Nothing is reckoned from a part of a list, and territory keeps the provinces of before and after 1 July 2025 apart: draw no line across';
COMMENT ON COLUMN bi.province_rankings.indicator_id IS 'The index: id of bi.indicators';
COMMENT ON COLUMN bi.province_rankings.indicator IS 'Its name';
COMMENT ON COLUMN bi.province_rankings.edition IS 'Year of the edition, or the period that the figure speaks of where no edition is told';
COMMENT ON COLUMN bi.province_rankings.rank IS 'Place of the province; null where articles state none, or disagree';
COMMENT ON COLUMN bi.province_rankings.of_how_many IS 'Length of the list: as articles state it, else the number of provinces of that division';
COMMENT ON COLUMN bi.province_rankings.score IS 'Score or share of the province; null where articles state none, or disagree';
COMMENT ON COLUMN bi.province_rankings.score_unit IS 'Unit of the score';
COMMENT ON COLUMN bi.province_rankings.compiler_id IS 'Who announces the index, under its name of today: id of bi.organisations';
COMMENT ON COLUMN bi.province_rankings.compiler IS 'Name of that organisation';
COMMENT ON COLUMN bi.province_rankings.disagreement IS 'True when articles state different places or scores';
COMMENT ON COLUMN bi.province_rankings.places_known IS 'Provinces of the list whose place is known';
COMMENT ON COLUMN bi.province_rankings.list_known IS 'The same as a share of of_how_many: below 1 the list is a part, and says nothing of the provinces that it lacks';
COMMENT ON COLUMN bi.province_rankings.stories IS 'Articles that state it, reprints and updates counted once';
COMMENT ON COLUMN bi.province_rankings.example_quote IS 'The first of the figures, as printed';
COMMENT ON COLUMN bi.province_rankings.example_url IS 'Article of that figure';
