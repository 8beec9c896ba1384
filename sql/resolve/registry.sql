-- warehouse.organisations and warehouse.systems follow the registry: entries are added and corrected; one that an editor
-- took out stays as long as an article names it, marked as no longer registered.

INSERT INTO warehouse.organisations (
    organisation_id, name, name_en, kind, parent_id, valid_from, valid_to, registered, area, iso, heir_id, lineage_id, source
)
SELECT
    organisation_id, name, name_en, kind, parent_id, valid_from, valid_to, registered, area, iso, heir_id, lineage_id, source
FROM registry_organisations
ON CONFLICT (organisation_id) DO UPDATE SET
    name       = excluded.name,
    name_en    = excluded.name_en,
    kind       = excluded.kind,
    parent_id  = excluded.parent_id,
    valid_from = excluded.valid_from,
    valid_to   = excluded.valid_to,
    registered = excluded.registered,
    area      = excluded.area,
    iso        = excluded.iso,
    heir_id    = excluded.heir_id,
    lineage_id = excluded.lineage_id,
    source     = excluded.source;

UPDATE warehouse.organisations
SET registered = false
WHERE registered AND organisation_id NOT IN (SELECT organisation_id FROM registry_organisations);

DELETE FROM warehouse.organisation_aliases;
INSERT INTO warehouse.organisation_aliases (organisation_id, alias)
SELECT organisation_id, alias FROM registry_aliases;

DELETE FROM warehouse.organisation_events;
INSERT INTO warehouse.organisation_events (organisation_id, ordinal, event, happened_on, other_id, decided_by, note)
SELECT organisation_id, ordinal, event, happened_on, other_id, decided_by, note FROM registry_events;

DELETE FROM warehouse.organisation_redirects;
INSERT INTO warehouse.organisation_redirects (organisation_id, decision, into_id, decided_on, note)
SELECT organisation_id, decision, into_id, decided_on, note FROM registry_redirects;

INSERT INTO warehouse.systems (
    system_id, name, name_en, kind, owner_id, valid_from, valid_to, registered, is_class, heir_id, lineage_id
)
SELECT system_id, name, name_en, kind, owner_id, valid_from, valid_to, registered, is_class, heir_id, lineage_id
FROM registry_systems
ON CONFLICT (system_id) DO UPDATE SET
    name       = excluded.name,
    name_en    = excluded.name_en,
    kind       = excluded.kind,
    owner_id   = excluded.owner_id,
    valid_from = excluded.valid_from,
    valid_to   = excluded.valid_to,
    registered = excluded.registered,
    is_class    = excluded.is_class,
    heir_id    = excluded.heir_id,
    lineage_id = excluded.lineage_id;

UPDATE warehouse.systems
SET registered = false
WHERE registered AND system_id NOT IN (SELECT system_id FROM registry_systems);

DELETE FROM warehouse.system_aliases;
INSERT INTO warehouse.system_aliases (system_id, alias)
SELECT system_id, alias FROM registry_system_aliases;

DELETE FROM warehouse.indicators;
INSERT INTO warehouse.indicators (
    indicator_id, name, name_en, units, parent_id, higher_is, ranking, scope, valid_from, valid_to, source, definition_vi,
    aggregation, bases, compilers, legal_basis, breaks
)
SELECT
    indicator_id, name, name_en, string_to_array(units, ' '), parent_id, higher_is, ranking, scope, valid_from, valid_to,
    source, definition_vi, aggregation, string_to_array(bases, ' '), string_to_array(compilers, ' '),
    string_to_array(legal_basis, ' '), breaks::jsonb
FROM registry_indicators;

DELETE FROM warehouse.bases;
INSERT INTO warehouse.bases (base_id, name)
SELECT base_id, name FROM registry_bases;
