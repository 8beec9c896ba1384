-- What was to be had from each source on each day, and what is here, for BI tools. Dropped and made anew by every migration.

DROP VIEW IF EXISTS bi.coverage;

CREATE VIEW bi.coverage AS
WITH days AS (
    SELECT DISTINCT batch_id, day FROM ops.runs WHERE day IS NOT NULL
),

pages AS (
    SELECT
        f.source_id,
        d.day,
        f.kind = 'page'                                              AS is_page,
        f.outcome IN ('captured', 'unchanged')                       AS fetched,
        coalesce(f.outcome, 'pending')                               AS outcome,
        c.outcome                                                    AS became
    FROM ops.fetches AS f
    JOIN days AS d USING (batch_id)
    LEFT JOIN warehouse.captures AS c ON c.capture_id = f.capture_id
    WHERE f.kind <> 'file' AND f.found_by IS DISTINCT FROM 'second_look'
)

SELECT
    p.source_id,
    coalesce(s.name, p.source_id)                                    AS source,
    p.day,
    count(*) FILTER (WHERE p.is_page)                                AS expected,
    count(*) FILTER (WHERE p.is_page AND p.fetched)                  AS kept,
    count(*) FILTER (WHERE p.is_page AND p.fetched IS NOT TRUE)      AS missing,
    count(*) FILTER (WHERE p.is_page AND p.fetched AND p.became = 'article') AS articles,
    array_agg(DISTINCT p.outcome ORDER BY p.outcome) FILTER (WHERE p.is_page AND p.fetched IS NOT TRUE) AS missing_because
FROM pages AS p
LEFT JOIN warehouse.sources AS s USING (source_id)
GROUP BY p.source_id, s.name, p.day;

COMMENT ON VIEW bi.coverage IS 'One row per source and day that a night asked: pages that feeds, sitemaps and lists announced, those that are here, those that are not. Read a trend beside it: fewer articles may mean fewer pages got';
COMMENT ON COLUMN bi.coverage.source_id IS 'Id of the source';
COMMENT ON COLUMN bi.coverage.source IS 'Name of the source';
COMMENT ON COLUMN bi.coverage.day IS 'Day of the night that asked (Vietnam time); imports of archives have none and are left out';
COMMENT ON COLUMN bi.coverage.expected IS 'Pages that were announced; 0 where lists could not be read, or had nothing new';
COMMENT ON COLUMN bi.coverage.kept IS 'Pages that were got, or had not changed';
COMMENT ON COLUMN bi.coverage.missing IS 'Pages that were not got: expected less kept. What found nothing to keep is forgotten after some time (see Operating), so old days look better';
COMMENT ON COLUMN bi.coverage.articles IS 'Pages got that became articles of the warehouse';
COMMENT ON COLUMN bi.coverage.missing_because IS 'What kept the missing pages away; null where none is missing';
