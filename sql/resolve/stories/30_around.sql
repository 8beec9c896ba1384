-- Judged pairs, and everything whose story or origin they may change (`around`): origins hold whole stories. With :all, every article.

INSERT INTO warehouse.article_pairs TABLE new_pairs;

CREATE TEMPORARY TABLE around ON COMMIT DROP AS
WITH near AS (
    SELECT article_id FROM unread_articles
    UNION
    SELECT article_id FROM old_partners
    UNION
    SELECT article_id FROM touched_articles
    UNION
    -- An editor's word may have kept these from it until now.
    SELECT p.other_id FROM warehouse.article_pairs AS p JOIN touched_articles AS t ON t.article_id = p.article_id
    UNION
    SELECT p.article_id FROM warehouse.article_pairs AS p JOIN touched_articles AS t ON t.article_id = p.other_id
    UNION
    SELECT s.article_id
    FROM touched_articles AS t
    JOIN warehouse.article_signatures AS o ON o.article_id = t.article_id
    JOIN warehouse.article_signatures AS s ON s.text_key = o.text_key
    UNION
    -- Whose story an editor decided.
    SELECT a.article_id
    FROM warehouse.corrections AS c
    JOIN warehouse.articles AS a ON a.article_id IN (c.old_identity ->> 'id', c.new_identity ->> 'id')
    WHERE c.corrects = 'story'
    UNION
    SELECT article_id FROM new_pairs
    UNION
    SELECT other_id FROM new_pairs
    UNION
    SELECT s.article_id
    FROM warehouse.article_signatures AS s
    JOIN new_signatures AS n ON n.text_key = s.text_key
    UNION
    SELECT st.article_id
    FROM warehouse.article_stories AS st
    WHERE NOT EXISTS (SELECT FROM warehouse.articles AS a WHERE a.article_id = st.article_id)
),
origins AS (
    SELECT DISTINCT st.origin_id FROM warehouse.article_stories AS st JOIN near USING (article_id)
)
SELECT a.article_id, s.text_key, coalesce(s.told_at, a.published_at, a.captured_at) AS told_at, a.source_id
FROM warehouse.articles AS a
LEFT JOIN warehouse.article_signatures AS s USING (article_id)
WHERE :all
   OR a.article_id IN (SELECT article_id FROM near)
   OR a.article_id IN (SELECT st.article_id FROM warehouse.article_stories AS st JOIN origins USING (origin_id));
ALTER TABLE around ADD PRIMARY KEY (article_id);
ANALYZE around;

-- What stood before, also of articles that are gone.
CREATE TEMPORARY TABLE stood ON COMMIT DROP AS
SELECT st.*
FROM warehouse.article_stories AS st
WHERE EXISTS (SELECT FROM around AS r WHERE r.article_id = st.article_id)
   OR NOT EXISTS (SELECT FROM warehouse.articles AS a WHERE a.article_id = st.article_id);
