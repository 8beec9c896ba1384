-- warehouse.organisations follows the registry: entries are added and corrected; one that an editor took out stays
-- as long as an article names it, marked as no longer registered.

INSERT INTO warehouse.organisations (organisation_id, name, name_en, kind, parent_id, valid_from, valid_to, registered)
SELECT organisation_id, name, name_en, kind, parent_id, valid_from, valid_to, registered
FROM registry_organisations
ON CONFLICT (organisation_id) DO UPDATE SET
    name       = excluded.name,
    name_en    = excluded.name_en,
    kind       = excluded.kind,
    parent_id  = excluded.parent_id,
    valid_from = excluded.valid_from,
    valid_to   = excluded.valid_to,
    registered = excluded.registered;

UPDATE warehouse.organisations
SET registered = false
WHERE registered AND organisation_id NOT IN (SELECT organisation_id FROM registry_organisations);

DELETE FROM warehouse.organisation_aliases;
INSERT INTO warehouse.organisation_aliases (organisation_id, alias)
SELECT organisation_id, alias FROM registry_aliases;
