-- The rows of one table (`warehouse.dataset` stands for each of them, `owner` for its column) that belong to what is noted.

INSERT INTO ops.undo_rows (publish_id, kind, key, relation, rows)
SELECT :publish_id, n.kind, n.key, :relation, jsonb_agg(to_jsonb(t))
FROM noted AS n
JOIN warehouse.dataset AS t ON t.owner = n.key
WHERE n.kind = :kind
GROUP BY n.kind, n.key;
