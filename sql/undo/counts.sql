-- What an undo would do: articles that go, come back or get their earlier rows, captures that go, and what is left alone.

SELECT
    count(*) FILTER (WHERE t.kind = 'article' AND t.back AND now_served AND NOT was_served)  AS removed,
    count(*) FILTER (WHERE t.kind = 'article' AND t.back AND NOT now_served AND was_served)  AS returned,
    count(*) FILTER (WHERE t.kind = 'article' AND t.back AND now_served AND was_served)      AS earlier,
    count(*) FILTER (WHERE t.kind = 'article' AND NOT t.back)                                AS left_alone,
    count(*) FILTER (WHERE t.kind = 'capture' AND t.back AND NOT was_captured)               AS captures
FROM (
    SELECT
        t.*,
        EXISTS (SELECT FROM warehouse.articles AS a WHERE a.article_id = t.key)                          AS now_served,
        EXISTS (SELECT FROM before AS b WHERE b.key = t.key AND b.relation = 'articles')                 AS was_served,
        EXISTS (SELECT FROM before AS b WHERE b.key = t.key AND b.relation = 'captures')                 AS was_captured
    FROM taken AS t
) AS t;
