-- Rows of the frontier that are still to be fetched, the newest announcements first.

SELECT url, source_id, kind, found_by, announced_at, parent_url
FROM ops.fetches
WHERE batch_id = :batch_id
  AND state = 'pending'
  AND kind = ANY(:kinds)
ORDER BY source_id, announced_at DESC NULLS LAST, url;
