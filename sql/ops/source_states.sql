-- What each source gave so far: the last night that kept a page of it, and its mean pages in the last nights that asked it.

WITH nights AS (
    SELECT
        source_id, batch_id,
        count(*) FILTER (WHERE kind = 'page' AND outcome IN ('captured', 'unchanged')) AS pages,
        row_number() OVER (PARTITION BY source_id ORDER BY batch_id DESC)             AS back
    FROM ops.fetches
    WHERE batch_id LIKE 'nightly/%'
    GROUP BY source_id, batch_id
    HAVING bool_or(kind IN ('feed', 'sitemap', 'list'))
)
SELECT
    source_id,
    max(split_part(batch_id, '/', 2)) FILTER (WHERE pages > 0) AS last_success,
    round(avg(pages) FILTER (WHERE back <= 7))::bigint         AS pages_a_night
FROM nights
GROUP BY source_id;
