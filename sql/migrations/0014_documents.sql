-- What kind of document each is, and a paper's slips; the list of known documents has the days of effect and repeal, and knows
-- per type up to which day it is complete.

ALTER TABLE warehouse.decree_mentions ADD COLUMN document_class text;
ALTER TABLE warehouse.decree_mentions ADD COLUMN type_disagrees boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.decree_mentions ALTER COLUMN type_disagrees DROP DEFAULT;
-- Rows that an undo would bring back are kept whole.
UPDATE ops.undo_rows
SET rows = (
    SELECT jsonb_agg(line || '{"type_disagrees": false}' ORDER BY place)
    FROM jsonb_array_elements(rows) WITH ORDINALITY AS l (line, place)
)
WHERE relation = 'decree_mentions' AND jsonb_array_length(rows) > 0;

ALTER TABLE warehouse.decrees ADD COLUMN document_class text;
ALTER TABLE warehouse.decrees ADD COLUMN type_disagrees boolean NOT NULL DEFAULT false;

ALTER TABLE warehouse.known_documents ADD COLUMN effective_on date;
ALTER TABLE warehouse.known_documents ADD COLUMN repealed_on date;
ALTER TABLE warehouse.known_documents ADD COLUMN source text;

CREATE TABLE warehouse.document_types (
    doc_type     text PRIMARY KEY,
    known_until  date
);
COMMENT ON TABLE warehouse.document_types IS 'Types of documents, with the day up to which the list of known documents is complete';
