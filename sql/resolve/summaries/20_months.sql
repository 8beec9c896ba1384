-- What is counted of each entity in each touched month. An article or a story that goes over several months is new in the first
-- of them, so that sums over months count it once.

CREATE TEMPORARY TABLE scope ON COMMIT DROP AS
SELECT
    a.article_id, a.published_on, warehouse.month_of(a.published_on) AS month, st.story_id, st.same_as, st.source_id,
    CASE WHEN u.source_id IS NULL THEN coalesce(to_char(a.published_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'), '~') END AS quotable_at
FROM (SELECT DISTINCT month FROM keys WHERE kind NOT IN ('change', 'point')) AS k
JOIN warehouse.articles AS a ON warehouse.month_of(a.published_on) = k.month
JOIN warehouse.article_stories AS st USING (article_id)
LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id;
ALTER TABLE scope ADD PRIMARY KEY (article_id);
ANALYZE scope;

-- Stories, and articles under several names, of several months.
CREATE TEMPORARY TABLE spanning ON COMMIT DROP AS
WITH joined AS (
    SELECT DISTINCT s.story_id AS bond
    FROM scope AS s
    WHERE EXISTS (
        SELECT FROM warehouse.article_stories AS o WHERE o.story_id = s.story_id AND o.story_id <> o.article_id
    )
),
same AS (
    SELECT DISTINCT s.same_as AS bond
    FROM scope AS s
    WHERE EXISTS (SELECT FROM warehouse.article_stories AS o WHERE o.same_as = s.same_as AND o.same_as <> o.article_id)
)
SELECT 'story' AS bond_kind, j.bond
FROM joined AS j
JOIN warehouse.article_stories AS st ON st.story_id = j.bond
JOIN warehouse.articles AS a USING (article_id)
GROUP BY j.bond HAVING count(DISTINCT warehouse.month_of(a.published_on)) > 1
UNION ALL
SELECT 'same', j.bond
FROM same AS j
JOIN warehouse.article_stories AS st ON st.article_id = j.bond OR (st.same_as = j.bond AND st.same_as <> st.article_id)
JOIN warehouse.articles AS a USING (article_id)
GROUP BY j.bond HAVING count(DISTINCT warehouse.month_of(a.published_on)) > 1;
ANALYZE spanning;

CREATE TEMPORARY TABLE begun ON COMMIT DROP AS
SELECT s.bond_kind, s.bond, c.kind, c.entity_id, c.part, min(warehouse.month_of(a.published_on)) AS month
FROM spanning AS s
JOIN warehouse.article_stories AS st
    ON (s.bond_kind = 'story' AND st.story_id = s.bond)
JOIN warehouse.articles AS a USING (article_id)
CROSS JOIN LATERAL (SELECT o.* FROM warehouse.counted AS o WHERE o.article_id = st.article_id OFFSET 0) AS c
WHERE s.bond_kind = 'story'
GROUP BY s.bond_kind, s.bond, c.kind, c.entity_id, c.part
UNION ALL
SELECT s.bond_kind, s.bond, c.kind, c.entity_id, c.part, min(warehouse.month_of(a.published_on))
FROM spanning AS s
JOIN warehouse.article_stories AS st ON st.article_id = s.bond OR (st.same_as = s.bond AND st.same_as <> st.article_id)
JOIN warehouse.articles AS a USING (article_id)
CROSS JOIN LATERAL (SELECT o.* FROM warehouse.counted AS o WHERE o.article_id = st.article_id OFFSET 0) AS c
WHERE s.bond_kind = 'same'
GROUP BY s.bond_kind, s.bond, c.kind, c.entity_id, c.part;
ANALYZE begun;

DELETE FROM warehouse.entity_months AS e
USING keys AS k
WHERE (e.kind, e.entity_id, e.month) = (k.kind, k.entity_id, k.month);

INSERT INTO warehouse.entity_months (
    kind, entity_id, part, month, mentions, articles, stories, new_articles, new_stories, sources, first_on, last_on, example
)
SELECT
    c.kind,
    c.entity_id,
    c.part,
    s.month,
    count(*),
    count(DISTINCT s.same_as),
    count(DISTINCT s.story_id),
    count(DISTINCT s.same_as) FILTER (WHERE a.month IS NULL OR a.month = s.month),
    count(DISTINCT s.story_id) FILTER (WHERE b.month IS NULL OR b.month = s.month),
    array_agg(DISTINCT s.source_id),
    min(s.published_on),
    max(s.published_on),
    min(ARRAY[s.quotable_at, c.finding_id]) FILTER (WHERE s.quotable_at IS NOT NULL)
FROM scope AS s
CROSS JOIN LATERAL (SELECT o.* FROM warehouse.counted AS o WHERE o.article_id = s.article_id OFFSET 0) AS c
JOIN keys AS k ON (k.kind, k.entity_id, k.month) = (c.kind, c.entity_id, s.month)
LEFT JOIN begun AS b
    ON (b.bond_kind, b.bond, b.kind, b.entity_id, b.part) = ('story', s.story_id, c.kind, c.entity_id, c.part)
LEFT JOIN begun AS a
    ON (a.bond_kind, a.bond, a.kind, a.entity_id, a.part) = ('same', s.same_as, c.kind, c.entity_id, c.part)
GROUP BY c.kind, c.entity_id, c.part, s.month;
