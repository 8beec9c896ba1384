-- A discovery that is repeated asks again where nobody answered.

UPDATE ops.fetches
SET state = 'pending', outcome = NULL, reason = NULL, finished_at = NULL
WHERE batch_id = :batch_id
  AND source_id = ANY(:sources)
  AND kind IN ('robots', 'feed', 'sitemap', 'list')
  AND outcome IN ('unreachable', 'timeout', 'broken_answer', 'robots_unreachable');
