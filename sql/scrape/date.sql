-- Page rows that only a list named, without a day, get the time that a feed or sitemap announced (a JSON array).

UPDATE ops.fetches AS f
SET announced_at = r.announced_at
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (url text, announced_at timestamptz)
WHERE f.batch_id = :batch_id AND f.url = r.url AND f.kind = 'page' AND f.announced_at IS NULL;
