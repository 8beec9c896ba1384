-- What did not work while fetching or reading files, one sentence each.

SELECT source_id, kind, url, outcome, reason
FROM ops.fetches
WHERE batch_id = :batch_id
  AND reason IS NOT NULL
  AND outcome NOT IN ('captured', 'unchanged', 'parsed', 'other_day', 'known', 'not_a_page', 'robots_disallowed', 'robots_unreachable')
ORDER BY kind = 'page', source_id, url;
