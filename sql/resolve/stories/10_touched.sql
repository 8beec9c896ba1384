-- Articles whose text, headline, day or signature is not the one that their story was told by, the newest first, at most :most.

-- Maintenance names no articles of its own.
CREATE TEMPORARY TABLE IF NOT EXISTS touched_articles (article_id text) ON COMMIT DROP;

CREATE TEMPORARY TABLE unread_articles ON COMMIT DROP AS
SELECT
    a.article_id, a.article_version_id, a.title,
    coalesce(a.published_at, a.captured_at) AS told_at,
    coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS told_on
FROM warehouse.articles AS a
LEFT JOIN warehouse.article_signatures AS s USING (article_id)
WHERE s.article_version_id IS DISTINCT FROM a.article_version_id
   OR s.signature_version IS DISTINCT FROM :version
   OR s.title IS DISTINCT FROM a.title
   OR s.told_at IS DISTINCT FROM coalesce(a.published_at, a.captured_at)
ORDER BY a.captured_at DESC, a.article_id
LIMIT :most;
ALTER TABLE unread_articles ADD PRIMARY KEY (article_id);
ANALYZE unread_articles;

CREATE TEMPORARY TABLE new_signatures (article_id text PRIMARY KEY, text_key text NOT NULL, bands integer[] NOT NULL) ON COMMIT DROP;
CREATE TEMPORARY TABLE new_pairs (LIKE warehouse.article_pairs) ON COMMIT DROP;
CREATE TEMPORARY TABLE roots (article_id text PRIMARY KEY, story_id text NOT NULL, origin_id text NOT NULL) ON COMMIT DROP;
