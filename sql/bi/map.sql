-- The map of tiles with what articles tell of each province. Dropped and made anew by every migration.

DROP VIEW IF EXISTS bi.province_map;

CREATE VIEW bi.province_map AS
SELECT
    t.vintage,
    t.area,
    t.name,
    t.kind,
    t.tile_column,
    t.tile_row,
    CASE WHEN t.kind = 'province' THEN coalesce(n.articles, 0) END AS articles,
    CASE WHEN t.kind = 'province'
        THEN coalesce(ceil(5.0 * n.articles / max(n.articles) OVER (PARTITION BY t.vintage)), 0)::integer
    END                                                            AS level
FROM warehouse.map_tiles AS t
LEFT JOIN warehouse.entity_totals AS n ON n.kind = 'area' AND n.entity_id = t.area AND n.part = 'all';

COMMENT ON VIEW bi.province_map IS 'A map of tiles: one row per cell, in the division of 63 provinces (until 30 June 2025) or of 34; the two are never mixed';
COMMENT ON COLUMN bi.province_map.level IS 'Shade of the cell, 0 (none) to 5 (as many articles as the province with most)';
COMMENT ON COLUMN bi.province_map.articles IS 'Articles that name an organisation of the province; null for an archipelago and the sea';
