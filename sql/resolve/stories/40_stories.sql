-- Stories and origins of all that is around: `roots` has those of articles that something holds together, every other
-- article is a story of its own. An import that has the text of another article is the same article under another name.

CREATE TEMPORARY TABLE stand ON COMMIT DROP AS
SELECT
    r.article_id, r.source_id, r.told_at,
    coalesce(o.story_id, r.article_id)  AS story_id,
    coalesce(o.origin_id, r.article_id) AS origin_id,
    CASE WHEN s.kind = 'import' AND r.text_key IS NOT NULL
         THEN first_value(r.article_id) OVER (PARTITION BY r.text_key ORDER BY s.kind = 'import', r.article_id)
         ELSE r.article_id
    END AS same_as
FROM around AS r
JOIN warehouse.sources AS s USING (source_id)
LEFT JOIN roots AS o USING (article_id);
ANALYZE stand;

DELETE FROM warehouse.article_stories AS st USING stood WHERE stood.article_id = st.article_id
    AND NOT EXISTS (SELECT FROM stand WHERE stand.article_id = st.article_id);
INSERT INTO warehouse.article_stories (article_id, story_id, origin_id, same_as, source_id)
SELECT s.article_id, s.story_id, s.origin_id, s.same_as, o.source_id
FROM stand AS s
JOIN stand AS o ON o.article_id = s.same_as
ON CONFLICT (article_id) DO UPDATE SET
    story_id = excluded.story_id, origin_id = excluded.origin_id, same_as = excluded.same_as, source_id = excluded.source_id
WHERE (article_stories.story_id, article_stories.origin_id, article_stories.same_as, article_stories.source_id)
    IS DISTINCT FROM (excluded.story_id, excluded.origin_id, excluded.same_as, excluded.source_id);

CREATE TEMPORARY TABLE told_stories ON COMMIT DROP AS
SELECT
    story_id,
    count(*) FILTER (WHERE article_id = same_as)                  AS articles,
    count(DISTINCT source_id) FILTER (WHERE article_id = same_as) AS sources,
    (array_agg(article_id ORDER BY told_at, article_id))[1]       AS first_article_id,
    min(told_at)                                                  AS first_told_at,
    max(told_at)                                                  AS last_told_at
FROM stand
GROUP BY story_id;

DELETE FROM warehouse.stories AS w
WHERE w.story_id IN (SELECT story_id FROM stood) AND w.story_id NOT IN (SELECT story_id FROM told_stories);
INSERT INTO warehouse.stories (story_id, articles, sources, first_article_id, first_told_at, last_told_at)
SELECT story_id, articles, sources, first_article_id, first_told_at, last_told_at FROM told_stories
ON CONFLICT (story_id) DO UPDATE SET
    articles         = excluded.articles,
    sources          = excluded.sources,
    first_article_id = excluded.first_article_id,
    first_told_at    = excluded.first_told_at,
    last_told_at     = excluded.last_told_at
WHERE (stories.articles, stories.sources, stories.first_article_id, stories.first_told_at, stories.last_told_at)
    IS DISTINCT FROM (excluded.articles, excluded.sources, excluded.first_article_id, excluded.first_told_at, excluded.last_told_at);
