-- Captures whose segment has become part of another one: their rows point there (a JSON array of old, new, shift).

UPDATE warehouse.captures AS c
SET warc = m.new, warc_offset = c.warc_offset + m.shift
FROM jsonb_to_recordset(CAST(:moves AS jsonb)) AS m (old text, new text, shift bigint)
WHERE c.warc = m.old;

UPDATE staging.captures AS c
SET warc = m.new, warc_offset = c.warc_offset + m.shift
FROM jsonb_to_recordset(CAST(:moves AS jsonb)) AS m (old text, new text, shift bigint)
WHERE c.warc = m.old;

UPDATE ops.quarantine AS q
SET "row" = q."row" || jsonb_build_object('warc', m.new, 'warc_offset', (q."row" ->> 'warc_offset')::bigint + m.shift)
FROM jsonb_to_recordset(CAST(:moves AS jsonb)) AS m (old text, new text, shift bigint)
WHERE q.dataset = 'captures' AND q."row" ->> 'warc' = m.old;
