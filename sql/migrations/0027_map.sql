-- The map of tiles (registry/tiles.yaml), for BI tools that draw it.

CREATE TABLE warehouse.map_tiles (
    vintage      integer NOT NULL,
    area         text,
    name         text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('province', 'archipelago', 'sea')),
    tile_column  integer NOT NULL,
    tile_row     integer NOT NULL,
    PRIMARY KEY (vintage, tile_column, tile_row)
);
