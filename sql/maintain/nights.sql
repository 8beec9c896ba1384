-- How each of some days stands: published when any run of it was; else what its newest run says.

SELECT d.day, r.status, r.note, coalesce(r.published_at, r.started_at) AS at, coalesce((r.counts ->> 'articles')::bigint, 0) AS articles
FROM unnest(CAST(:days AS date[])) AS d (day)
LEFT JOIN LATERAL (
    SELECT *
    FROM ops.runs
    WHERE batch_id = 'nightly/' || d.day
    ORDER BY status = 'published' DESC, started_at DESC
    LIMIT 1
) AS r ON true
ORDER BY d.day;
