-- Bodies and systems outside the registry that noted articles name: they vanish with the last mention and must come back with it.

INSERT INTO ops.undo_rows (publish_id, kind, key, relation, rows)
SELECT :publish_id, n.kind, n.key, 'organisations', jsonb_agg(DISTINCT to_jsonb(o))
FROM noted AS n
JOIN warehouse.organisation_mentions AS m ON m.article_id = n.key
JOIN warehouse.organisations AS o ON o.organisation_id = m.organisation_id AND NOT o.registered
WHERE n.kind = 'article'
GROUP BY n.kind, n.key
UNION ALL
SELECT :publish_id, n.kind, n.key, 'systems', jsonb_agg(DISTINCT to_jsonb(o))
FROM noted AS n
JOIN warehouse.system_mentions AS m ON m.article_id = n.key
JOIN warehouse.systems AS o ON o.system_id = m.system_id AND NOT o.registered
WHERE n.kind = 'article'
GROUP BY n.kind, n.key;
