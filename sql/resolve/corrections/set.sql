-- Values of an editor in place of what was read (`warehouse.dataset`, `t.own_key`, `columns`: names of our own).

UPDATE warehouse.dataset AS t
SET (columns) = (SELECT columns FROM jsonb_populate_record(t, CAST(:values AS jsonb)))
WHERE t.own_key = :key;
