-- Bodies and systems that findings name, before the findings that point to them.

INSERT INTO warehouse.organisations (organisation_id, name, kind, parent_id, area, registered, lineage_id)
SELECT DISTINCT ON (s.organisation_id)
    s.organisation_id, s.name, s.kind, s.parent_id, s.area, s.registered, s.organisation_id
FROM staging.organisation_mentions AS s
WHERE s.batch_id = :batch_id
ORDER BY s.organisation_id, s.name, s.kind, s.parent_id, s.area
ON CONFLICT (organisation_id) DO NOTHING;

INSERT INTO warehouse.systems (system_id, name, registered, lineage_id)
SELECT DISTINCT ON (system_id) system_id, name, true, system_id
FROM staging.system_mentions
WHERE batch_id = :batch_id
ORDER BY system_id, name
ON CONFLICT (system_id) DO NOTHING;
