-- Days from :first to :last without a run that came to its end, from the first night of all on: the first day whose
-- run began soon after it, since a backfill of older days promises nothing about those between.

SELECT d::date AS day
FROM (
    SELECT min(day) AS day FROM ops.runs WHERE batch_id LIKE 'nightly/%' AND started_at < day + interval '3 days'
) AS night_one
CROSS JOIN generate_series(greatest(CAST(:first AS date), night_one.day), CAST(:last AS date), interval '1 day') AS d
WHERE night_one.day IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM ops.runs WHERE batch_id = 'nightly/' || d::date AND published_at IS NOT NULL
  )
ORDER BY 1;
