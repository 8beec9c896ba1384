-- How each of some days stands: published when any run of it was, whatever became of later ones; else what its newest
-- run says.

SELECT
    d.day,
    r.published AS published,
    r.status,
    r.note,
    CASE WHEN r.published THEN r.published_at ELSE r.started_at END AS at,
    coalesce((r.counts ->> 'articles')::bigint, 0) AS articles
FROM unnest(CAST(:days AS date[])) AS d (day)
LEFT JOIN LATERAL (
    SELECT *, published_at IS NOT NULL AND status <> 'nothing_new' AS published
    FROM ops.runs
    WHERE batch_id = 'nightly/' || d.day
    ORDER BY published DESC, started_at DESC
    LIMIT 1
) AS r ON true
ORDER BY d.day;
