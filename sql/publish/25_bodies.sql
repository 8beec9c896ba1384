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

-- Those that only findings of a version name which is served again now.
INSERT INTO warehouse.organisations (organisation_id, name, kind, parent_id, area, registered, lineage_id)
SELECT DISTINCT ON (f.organisation_id)
    f.organisation_id, f.name, f.kind, f.parent_id, f.area, f.registered, f.organisation_id
FROM winning AS w
JOIN warehouse.earlier_findings AS e USING (article_id, article_version_id)
CROSS JOIN LATERAL jsonb_populate_record(NULL::warehouse.organisation_mentions, e."row") AS f
WHERE e.kind = 'organisation_mentions'
ORDER BY f.organisation_id, f.name, f.kind, f.parent_id, f.area
ON CONFLICT (organisation_id) DO NOTHING;

INSERT INTO warehouse.systems (system_id, name, registered, lineage_id)
SELECT DISTINCT ON (f.system_id) f.system_id, f.name, true, f.system_id
FROM winning AS w
JOIN warehouse.earlier_findings AS e USING (article_id, article_version_id)
CROSS JOIN LATERAL jsonb_populate_record(NULL::warehouse.system_mentions, e."row") AS f
WHERE e.kind = 'system_mentions'
ORDER BY f.system_id, f.name
ON CONFLICT (system_id) DO NOTHING;
