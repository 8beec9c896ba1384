-- Pages that are asked again: articles that are here and were published so many days before the day of the batch as their
-- source says (second_looks), as long as their newest capture has rested. They come behind the day's own pages, within what
-- the source allows (max_pages, second_look_pages).

WITH limits AS (
    SELECT s.source_id, s.max_pages, s.second_look_pages, s.rested_before, l.days
    FROM jsonb_to_recordset(CAST(:sources AS jsonb))
        AS s (source_id text, max_pages integer, second_look_pages integer, rested_before timestamptz, second_looks jsonb)
    CROSS JOIN LATERAL (SELECT CAST(d AS integer) AS days FROM jsonb_array_elements_text(s.second_looks) AS d) AS l
),
due AS (
    SELECT DISTINCT ON (c.url) c.url, a.source_id, c.announced_at, l.days, l.max_pages, l.second_look_pages
    FROM limits AS l
    JOIN warehouse.articles AS a
        ON a.source_id = l.source_id
        AND (a.published_on = CAST(:day AS date) - l.days
             OR (a.published_on IS NULL AND (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = CAST(:day AS date) - l.days))
    JOIN warehouse.captures AS c USING (capture_id)
    WHERE c.batch_id <> :batch_id AND c.found_by <> 'import' AND c.captured_at < l.rested_before
    ORDER BY c.url, l.days
),
own AS (
    SELECT source_id, count(*) AS pages
    FROM ops.fetches
    WHERE batch_id = :batch_id AND kind = 'page' AND found_by <> 'second_look' AND (state = 'pending' OR attempts > 0)
    GROUP BY source_id
),
ranked AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.source_id ORDER BY d.days, d.url) AS place, coalesce(o.pages, 0) AS own_pages
    FROM due AS d
    LEFT JOIN own AS o USING (source_id)
)
INSERT INTO ops.fetches AS f (batch_id, url, source_id, kind, found_by, announced_at)
SELECT :batch_id, url, source_id, 'page', 'second_look', announced_at
FROM ranked
WHERE place <= least(second_look_pages, max_pages - own_pages)
ON CONFLICT (batch_id, url_key) DO UPDATE SET
    found_by    = excluded.found_by,
    state       = 'pending',
    outcome     = NULL,
    reason      = NULL,
    finished_at = NULL
WHERE f.kind = 'page' AND f.outcome IN ('other_day', 'known');
