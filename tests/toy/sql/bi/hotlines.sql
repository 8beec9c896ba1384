-- Hotlines that articles give, for BI tools.

DROP VIEW IF EXISTS bi.hotlines;

CREATE VIEW bi.hotlines AS
SELECT
    h.number,
    h.free                       AS costs_nothing,
    count(DISTINCT h.article_id) AS articles
FROM warehouse.hotlines AS h
GROUP BY h.number, h.free;

COMMENT ON VIEW bi.hotlines IS 'One row per hotline that articles give';
COMMENT ON COLUMN bi.hotlines.articles IS 'Articles that give it';
