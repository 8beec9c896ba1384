-- Mentions follow editors' decisions at once, whatever rules found them: a merged body's become the other's, a rejected one's go.

UPDATE warehouse.organisation_mentions AS m
SET organisation_id = o.organisation_id, name = o.name, kind = o.kind, registered = o.registered
FROM warehouse.organisation_redirects AS r
JOIN warehouse.organisations AS o ON o.organisation_id = r.into_id
WHERE r.decision = 'merge' AND m.organisation_id = r.organisation_id;

UPDATE warehouse.organisation_mentions AS m
SET name = o.name, kind = o.kind, registered = true
FROM warehouse.organisation_redirects AS r
JOIN warehouse.organisations AS o ON o.organisation_id = r.organisation_id
WHERE r.decision = 'adopt' AND m.organisation_id = r.organisation_id AND NOT m.registered;

DELETE FROM warehouse.organisation_mentions AS m
USING warehouse.organisation_redirects AS r
WHERE r.decision = 'reject' AND m.organisation_id = r.organisation_id;

DELETE FROM warehouse.organisations AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.organisation_mentions AS m WHERE m.organisation_id = o.organisation_id);
