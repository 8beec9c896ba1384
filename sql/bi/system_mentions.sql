-- Information systems of the state, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

DROP VIEW IF EXISTS bi.systems;

CREATE VIEW bi.systems AS
SELECT
    s.system_id,
    s.name,
    s.name_en,
    s.kind,
    s.is_class,
    s.is_class                                      AS generic,
    s.owner_id,
    o.name                                          AS owner_name,
    s.valid_from,
    s.valid_to,
    s.heir_id,
    s.lineage_id,
    coalesce(l.name, s.name)                        AS lineage_name,
    (SELECT array_agg(a.alias ORDER BY a.alias) FROM warehouse.system_aliases AS a
     WHERE a.system_id = s.system_id)               AS aliases,
    coalesce(m.mentions, 0)                         AS mentions,
    coalesce(m.articles, 0)                         AS articles,
    coalesce(m.stories, 0)                          AS stories,
    m.first_on                                      AS first_seen_on,
    m.last_on                                       AS last_seen_on
FROM warehouse.systems AS s
LEFT JOIN warehouse.organisations AS o ON o.organisation_id = s.owner_id
LEFT JOIN warehouse.systems AS l ON l.system_id = s.lineage_id
LEFT JOIN warehouse.entity_totals AS m ON m.kind = 'system' AND m.entity_id = s.system_id AND m.part = 'all';

COMMENT ON VIEW bi.systems IS 'Named information systems and platforms of the state, with how often articles name them';
COMMENT ON COLUMN bi.systems.generic IS 'Old name of is_class; it goes with version 0.3.0';
COMMENT ON COLUMN bi.systems.owner_name IS 'Name of that organisation';
COMMENT ON COLUMN bi.systems.lineage_id IS 'Last of its heirs, or itself: group by it for a series across renamings';
COMMENT ON COLUMN bi.systems.lineage_name IS 'Name of the last of its heirs';
COMMENT ON COLUMN bi.systems.aliases IS 'Other names and acronyms';
COMMENT ON COLUMN bi.systems.mentions IS 'Mentions in all articles';
COMMENT ON COLUMN bi.systems.articles IS 'Articles that name it';
COMMENT ON COLUMN bi.systems.stories IS 'Articles that name it, reprints and updates counted once';
COMMENT ON COLUMN bi.systems.first_seen_on IS 'Day of the first article that names it (Vietnam time)';
COMMENT ON COLUMN bi.systems.last_seen_on IS 'Day of the last article that names it';
