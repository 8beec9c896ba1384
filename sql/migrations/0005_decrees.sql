-- Documents that articles name without a number: laws by name, drafts, documents asked for, conclusions.

ALTER TABLE warehouse.decree_mentions
    ALTER COLUMN number DROP NOT NULL,
    ADD COLUMN issued_precision text,
    ADD COLUMN title text,
    ADD COLUMN stage text,
    ADD COLUMN pinpoint text,
    ADD COLUMN form text NOT NULL DEFAULT 'full',
    -- What mentions of one document share: its number, or its type and name.
    ADD COLUMN document_key text GENERATED ALWAYS AS (
        coalesce(number, doc_type || ': ' || regexp_replace(lower(title), '^(về việc|về) ', ''))
    ) STORED;
UPDATE warehouse.decree_mentions SET issued_precision = 'day' WHERE issued_on IS NOT NULL;
ALTER TABLE warehouse.decree_mentions ALTER COLUMN form DROP DEFAULT;
DROP INDEX warehouse.decree_mentions_number;
CREATE INDEX decree_mentions_document ON warehouse.decree_mentions (document_key);

ALTER TABLE warehouse.decrees
    ALTER COLUMN number DROP NOT NULL,
    ADD COLUMN title text,
    ADD COLUMN stage text,
    ADD COLUMN document_key text;
UPDATE warehouse.decrees SET document_key = number;
ALTER TABLE warehouse.decrees ALTER COLUMN document_key SET NOT NULL;
DROP INDEX warehouse.decrees_number;
CREATE INDEX decrees_document ON warehouse.decrees (document_key);

COMMENT ON TABLE warehouse.decrees IS 'Legal and administrative documents that articles cite; identity is number (or type and name), issuer and year';
