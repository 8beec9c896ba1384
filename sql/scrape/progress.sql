-- How far a crawl is, by source: pages dealt with and left, and those a minute over the last five minutes.
-- A page that was never asked for (another day, known) is no page of the crawl.

SELECT
    source_id,
    count(*) FILTER (WHERE state = 'done')    AS done,
    count(*) FILTER (WHERE state = 'pending') AS pending,
    round(
        count(*) FILTER (WHERE state = 'done' AND finished_at > CAST(:now AS timestamptz) - interval '5 minutes') * 60.0
        / greatest(1, extract(epoch FROM CAST(:now AS timestamptz) - greatest(min(started_at), CAST(:now AS timestamptz) - interval '5 minutes')))
    )::bigint                                 AS a_minute
FROM ops.fetches
WHERE batch_id = :batch_id AND kind = 'page' AND (state = 'pending' OR attempts > 0)
GROUP BY source_id
ORDER BY source_id;
