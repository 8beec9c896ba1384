-- New rows of the frontier (a JSON array). A page that several places announce keeps the best announcement:
-- a feed's time before a sitemap's, any time before none.

INSERT INTO ops.fetches AS f (batch_id, url, source_id, kind, found_by, announced_at, parent_url)
SELECT :batch_id, r.url, r.source_id, r.kind, r.found_by, r.announced_at, r.parent_url
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    AS r (url text, source_id text, kind text, found_by text, announced_at timestamptz, parent_url text)
ON CONFLICT (batch_id, url_key) DO UPDATE SET
    found_by     = excluded.found_by,
    announced_at = excluded.announced_at,
    parent_url   = excluded.parent_url
WHERE f.kind = 'page'
  AND excluded.kind = 'page'
  AND array_position(ARRAY['feed', 'sitemap', 'list'], excluded.found_by) + CASE WHEN excluded.announced_at IS NULL THEN 10 ELSE 0 END
    < array_position(ARRAY['feed', 'sitemap', 'list'], f.found_by) + CASE WHEN f.announced_at IS NULL THEN 10 ELSE 0 END
RETURNING f.url;
