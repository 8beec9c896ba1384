-- Bodies, what they do in articles, and how often they are named, for BI tools. Dropped and made anew by every migration: names and columns
-- are a promise to their readers. They show short quotes and single sentences, never whole texts. A column without a comment
-- passes one of the warehouse through, and has its words (theodoi.load.comments).

-- A name with its years, where another body of the registry has the same name.
CREATE OR REPLACE FUNCTION warehouse.name_of_years(name text, valid_from date, valid_to date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN valid_from IS NOT NULL AND valid_to IS NOT NULL
        THEN name || ' (' || extract(year FROM valid_from)::text || '–' || extract(year FROM valid_to)::text || ')'
    WHEN valid_from IS NOT NULL THEN name || ' (từ ' || extract(year FROM valid_from)::text || ')'
    WHEN valid_to IS NOT NULL THEN name || ' (đến ' || extract(year FROM valid_to)::text || ')'
    ELSE name
END;

DROP VIEW IF EXISTS
    bi.organisations, bi.organisation_activity, bi.organisation_months, bi.organisation_review, warehouse.named_organisations;

-- Every body with the name of the last of its heirs, and with its years where another one of the registry has the same name.
CREATE VIEW warehouse.named_organisations AS
SELECT
    o.*,
    CASE WHEN d.name IS NULL THEN o.name ELSE warehouse.name_of_years(o.name, o.valid_from, o.valid_to) END AS name_with_years,
    coalesce(l.name, o.name) AS lineage_name
FROM warehouse.organisations AS o
LEFT JOIN warehouse.organisations AS l ON l.organisation_id = o.lineage_id
LEFT JOIN (SELECT name FROM warehouse.organisations WHERE registered GROUP BY name HAVING count(*) > 1) AS d ON d.name = o.name;

CREATE VIEW bi.organisations AS
SELECT
    o.organisation_id,
    o.name,
    o.name_with_years,
    o.name_en,
    o.kind,
    o.registered,
    o.parent_id,
    p.name                                          AS parent_name,
    o.area,
    o.area                                          AS province,
    o.iso,
    o.valid_from,
    o.valid_to,
    o.heir_id,
    o.lineage_id,
    o.lineage_name,
    (SELECT array_agg(a.alias ORDER BY a.alias) FROM warehouse.organisation_aliases AS a
     WHERE a.organisation_id = o.organisation_id)   AS aliases,
    (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'event', e.event, 'date', e.happened_on, 'other', e.other_id, 'by', e.decided_by, 'note', e.note))
            ORDER BY e.ordinal) FROM warehouse.organisation_events AS e
     WHERE e.organisation_id = o.organisation_id)   AS events,
    coalesce(m.mentions, 0)                         AS mentions,
    coalesce(m.articles, 0)                         AS articles,
    coalesce(m.stories, 0)                          AS stories,
    m.first_on                                      AS first_seen_on,
    m.last_on                                       AS last_seen_on,
    o.source
FROM warehouse.named_organisations AS o
LEFT JOIN warehouse.organisations AS p ON p.organisation_id = o.parent_id
LEFT JOIN warehouse.entity_totals AS m ON m.kind = 'organisation' AND m.entity_id = o.organisation_id AND m.part = 'all';

COMMENT ON VIEW bi.organisations IS 'Every body of the registry and every other one that articles name; group by lineage_id for a series that runs across mergers and renamings';
COMMENT ON COLUMN bi.organisations.province IS 'Old name of area; it goes with version 0.3.0';
COMMENT ON COLUMN bi.organisations.organisation_id IS 'Id in the registry, or made from name and place or parent for a body it does not hold';
COMMENT ON COLUMN bi.organisations.registered IS 'False for a body that the registry does not hold: see bi.organisation_review';
COMMENT ON COLUMN bi.organisations.parent_name IS 'Name of that body';
COMMENT ON COLUMN bi.organisations.heir_id IS 'Body that carries on what it did as a whole';
COMMENT ON COLUMN bi.organisations.aliases IS 'Short names and acronyms';
COMMENT ON COLUMN bi.organisations.events IS 'What became of it: [{"event": "merged", "date": "2025-03-01", "other": "…", "by": "176/2025/QH15"}]';
COMMENT ON COLUMN bi.organisations.mentions IS 'Mentions in all articles';
COMMENT ON COLUMN bi.organisations.articles IS 'Articles that name it';
COMMENT ON COLUMN bi.organisations.stories IS 'Articles that name it, reprints and updates counted once';
COMMENT ON COLUMN bi.organisations.first_seen_on IS 'Day of the first article that names it (Vietnam time)';
COMMENT ON COLUMN bi.organisations.last_seen_on IS 'Day of the last article that names it';

CREATE VIEW bi.organisation_activity AS
SELECT
    o.organisation_id,
    o.name,
    o.name_with_years,
    o.name_en,
    o.kind,
    o.registered,
    o.area,
    o.area                                    AS province,
    o.lineage_id,
    o.lineage_name,
    nullif(m.month, '-infinity')              AS month,
    m.part                                    AS role,
    m.mentions,
    m.articles,
    m.stories,
    cardinality(m.sources)::bigint            AS sources
FROM warehouse.entity_months AS m
JOIN warehouse.named_organisations AS o ON o.organisation_id = m.entity_id
WHERE m.kind = 'organisation' AND m.part NOT IN ('all', 'named');

COMMENT ON VIEW bi.organisation_activity IS 'How often each organisation is named, by month of publication and by what it does there; bi.organisation_months has the months as a whole';
COMMENT ON COLUMN bi.organisation_activity.province IS 'Old name of area; it goes with version 0.3.0';
COMMENT ON COLUMN bi.organisation_activity.lineage_id IS 'Last of its heirs, or itself: sum over it for a series across mergers';
COMMENT ON COLUMN bi.organisation_activity.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.organisation_activity.role IS 'acts, speaks (itself or somebody for it), present (listed among guests) or spoken_of';
COMMENT ON COLUMN bi.organisation_activity.mentions IS 'Mentions of that role in all articles of the month';
COMMENT ON COLUMN bi.organisation_activity.articles IS 'Articles of the month that hold one';
COMMENT ON COLUMN bi.organisation_activity.stories IS 'Those articles, reprints and updates counted once';
COMMENT ON COLUMN bi.organisation_activity.sources IS 'Sources of those articles';

CREATE VIEW bi.organisation_months AS
SELECT
    o.organisation_id,
    o.name,
    o.name_with_years,
    o.name_en,
    o.kind,
    o.registered,
    o.area,
    o.area                                    AS province,
    o.lineage_id,
    o.lineage_name,
    nullif(m.month, '-infinity')              AS month,
    m.mentions,
    m.articles,
    m.stories,
    cardinality(m.sources)::bigint            AS sources
FROM warehouse.entity_months AS m
JOIN warehouse.named_organisations AS o ON o.organisation_id = m.entity_id
WHERE m.kind = 'organisation' AND m.part = 'named';

COMMENT ON VIEW bi.organisation_months IS 'How often each organisation is named, by month of publication, whatever it does there';
COMMENT ON COLUMN bi.organisation_months.province IS 'Old name of area; it goes with version 0.3.0';
COMMENT ON COLUMN bi.organisation_months.lineage_id IS 'Last of its heirs, or itself: sum over it for a series across mergers';
COMMENT ON COLUMN bi.organisation_months.month IS 'First day of the month of publication; null when the day is unknown';
COMMENT ON COLUMN bi.organisation_months.mentions IS 'Mentions in all articles of the month';
COMMENT ON COLUMN bi.organisation_months.articles IS 'Articles of the month that name it';
COMMENT ON COLUMN bi.organisation_months.stories IS 'Those articles, reprints and updates counted once';
COMMENT ON COLUMN bi.organisation_months.sources IS 'Sources of those articles';

CREATE VIEW bi.organisation_review AS
SELECT
    o.organisation_id,
    o.name,
    o.kind,
    o.parent_id,
    o.area,
    o.area                                                                AS province,
    t.mentions,
    t.articles,
    t.sources,
    t.first_on                                                            AS first_seen_on,
    t.last_on                                                             AS last_seen_on,
    CASE WHEN u.source_id IS NULL THEN t.example_quote END                AS example_quote,
    CASE WHEN u.source_id IS NULL THEN t.example_url END                  AS example_url
FROM warehouse.organisations AS o
JOIN warehouse.entity_totals AS t ON t.kind = 'organisation' AND t.entity_id = o.organisation_id AND t.part = 'all'
LEFT JOIN warehouse.unquotable AS u ON u.source_id = t.example_source
WHERE NOT o.registered;

COMMENT ON VIEW bi.organisation_review IS 'Bodies that articles name and the registry does not hold: adopt, merge or reject them with theodoi review-organisations';
COMMENT ON COLUMN bi.organisation_review.province IS 'Old name of area; it goes with version 0.3.0';
COMMENT ON COLUMN bi.organisation_review.organisation_id IS 'Id made from name and place or parent';
COMMENT ON COLUMN bi.organisation_review.name IS 'Name as the grammar read it';
COMMENT ON COLUMN bi.organisation_review.kind IS 'Kind that its first word tells';
COMMENT ON COLUMN bi.organisation_review.parent_id IS 'Body that it belongs to, where the text tells';
COMMENT ON COLUMN bi.organisation_review.area IS 'Province of it, as an id of registry/places.yaml, where the text tells';
COMMENT ON COLUMN bi.organisation_review.mentions IS 'Mentions in all articles';
COMMENT ON COLUMN bi.organisation_review.articles IS 'Articles that name it';
COMMENT ON COLUMN bi.organisation_review.sources IS 'Sources of those articles';
COMMENT ON COLUMN bi.organisation_review.first_seen_on IS 'Day of the first article that names it (Vietnam time)';
COMMENT ON COLUMN bi.organisation_review.last_seen_on IS 'Day of the last article that names it';
COMMENT ON COLUMN bi.organisation_review.example_quote IS 'First mention as it was printed';
COMMENT ON COLUMN bi.organisation_review.example_url IS 'Article of that mention';
