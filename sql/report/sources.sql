-- What a batch did with the pages of each source: found, fetched, and the fate of each page.

WITH fates AS (
    SELECT
        f.source_id,
        f.outcome IN ('captured', 'unchanged')           AS fetched,
        coalesce(
            CASE WHEN f.outcome IN ('captured', 'unchanged') THEN coalesce(
                c.outcome,
                CASE WHEN c.capture_id IS NOT NULL OR EXISTS (
                    SELECT FROM ops.quarantine AS q
                    WHERE q.batch_id = f.batch_id AND q.dataset = 'captures' AND q.row_key = f.capture_id
                ) THEN 'quarantined' END,
                'not_published') END,
            f.outcome, 'pending')                        AS fate
    FROM ops.fetches AS f
    LEFT JOIN warehouse.captures AS c ON c.capture_id = f.capture_id
    WHERE f.batch_id = :batch_id AND f.kind = 'page'
)
SELECT
    s.source_id,
    coalesce(w.name, s.source_id)                        AS name,
    count(f.fate)                                        AS found,
    count(*) FILTER (WHERE f.fetched)                    AS fetched,
    count(*) FILTER (WHERE f.fate = 'article')           AS kept,
    coalesce((
        SELECT jsonb_object_agg(x.fate, x.n)
        FROM (SELECT fate, count(*) AS n FROM fates WHERE fates.source_id = s.source_id AND fate <> 'article' GROUP BY fate) AS x
    ), '{}')                                             AS why_not
FROM (SELECT DISTINCT source_id FROM ops.fetches WHERE batch_id = :batch_id AND kind <> 'file') AS s
LEFT JOIN fates AS f USING (source_id)
LEFT JOIN warehouse.sources AS w USING (source_id)
GROUP BY s.source_id, w.name
ORDER BY s.source_id;
