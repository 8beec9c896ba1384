-- Signatures of what was touched in place of their old ones, and the pairs that are judged anew: articles that share a
-- band, within :days. The same text under two names needs no judgement.

INSERT INTO warehouse.article_signatures (article_id, article_version_id, signature_version, title, text_key, told_at, told_on, bands)
SELECT t.article_id, t.article_version_id, :version, t.title, n.text_key, t.told_at, t.told_on, n.bands
FROM unread_articles AS t
JOIN new_signatures AS n USING (article_id)
ON CONFLICT (article_id) DO UPDATE SET
    article_version_id = excluded.article_version_id,
    signature_version  = excluded.signature_version,
    title              = excluded.title,
    text_key           = excluded.text_key,
    told_at            = excluded.told_at,
    told_on            = excluded.told_on,
    bands              = excluded.bands;

-- Their old partners are resolved anew as well: what held them together may be gone.
CREATE TEMPORARY TABLE old_partners ON COMMIT DROP AS
SELECT p.other_id AS article_id FROM warehouse.article_pairs AS p JOIN unread_articles AS t ON t.article_id = p.article_id
UNION
SELECT p.article_id FROM warehouse.article_pairs AS p JOIN unread_articles AS t ON t.article_id = p.other_id;

DELETE FROM warehouse.article_pairs AS p USING unread_articles AS t WHERE t.article_id = p.article_id;
DELETE FROM warehouse.article_pairs AS p USING unread_articles AS t WHERE t.article_id = p.other_id;

-- The index of bands, whatever the planner thinks of arrays.
SET LOCAL enable_seqscan = off;
CREATE TEMPORARY TABLE candidates ON COMMIT DROP AS
SELECT DISTINCT
    least(n.article_id, s.article_id)    AS article_id,
    greatest(n.article_id, s.article_id) AS other_id,
    abs(s.told_on - t.told_on)           AS days_apart
FROM new_signatures AS n
JOIN unread_articles AS t USING (article_id)
JOIN warehouse.article_signatures AS s
    ON s.bands && n.bands AND s.article_id <> n.article_id AND s.text_key <> n.text_key
    AND s.told_on BETWEEN t.told_on - :days AND t.told_on + :days;
SET LOCAL enable_seqscan = on;
