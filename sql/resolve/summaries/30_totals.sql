-- What is counted of each touched entity in all its months.

CREATE TEMPORARY TABLE entities ON COMMIT DROP AS
SELECT DISTINCT kind, entity_id FROM keys WHERE kind NOT IN ('change', 'point', 'claims');
ANALYZE entities;

DELETE FROM warehouse.entity_totals AS t USING entities AS e WHERE (t.kind, t.entity_id) = (e.kind, e.entity_id);

INSERT INTO warehouse.entity_totals (
    kind, entity_id, part, mentions, articles, stories, sources, first_on, last_on, example_quote, example_url, example_source
)
SELECT
    t.kind, t.entity_id, t.part, t.mentions, t.articles, t.stories,
    (
        SELECT count(DISTINCT paper)
        FROM warehouse.entity_months AS m
        CROSS JOIN LATERAL unnest(m.sources) AS paper
        WHERE (m.kind, m.entity_id, m.part) = (t.kind, t.entity_id, t.part)
    ),
    t.first_on, t.last_on, coalesce(d.quote, o.quote), a.url, a.source_id
FROM (
    SELECT
        m.kind, m.entity_id, m.part, sum(m.mentions) AS mentions, sum(m.new_articles) AS articles, sum(m.new_stories) AS stories,
        min(m.first_on) AS first_on, max(m.last_on) AS last_on,
        CASE WHEN m.part = 'all' AND m.kind IN ('decree', 'organisation') THEN (min(m.example))[2] END AS example_id
    FROM entities AS e
    JOIN warehouse.entity_months AS m USING (kind, entity_id)
    GROUP BY m.kind, m.entity_id, m.part
) AS t
LEFT JOIN warehouse.decree_mentions AS d ON t.kind = 'decree' AND d.mention_id = t.example_id
LEFT JOIN warehouse.organisation_mentions AS o ON t.kind = 'organisation' AND o.mention_id = t.example_id
LEFT JOIN warehouse.articles AS a ON a.article_id = coalesce(d.article_id, o.article_id);
