-- Organisations and systems over time: what became of them, which line they stand in, what a mention does, editors' decisions.

ALTER TABLE warehouse.organisation_mentions
    ADD COLUMN parent_id text,
    ADD COLUMN place text,
    ADD COLUMN role text NOT NULL DEFAULT 'spoken_of',
    ADD COLUMN person text,
    ADD COLUMN office text;

ALTER TABLE warehouse.organisations
    ADD COLUMN place text,
    ADD COLUMN iso text,
    ADD COLUMN heir_id text,
    ADD COLUMN lineage_id text,
    ADD COLUMN source text;
UPDATE warehouse.organisations SET lineage_id = organisation_id;
ALTER TABLE warehouse.organisations ALTER COLUMN lineage_id SET NOT NULL;
CREATE INDEX organisations_lineage ON warehouse.organisations (lineage_id);

CREATE TABLE warehouse.organisation_events (
    organisation_id  text NOT NULL REFERENCES warehouse.organisations ON DELETE CASCADE,
    ordinal          bigint NOT NULL,
    event            text NOT NULL,
    happened_on      date,
    other_id         text,
    decided_by       text,
    note             text,
    PRIMARY KEY (organisation_id, ordinal)
);
COMMENT ON TABLE warehouse.organisation_events IS 'What became of registered bodies: founded, merged, renamed, split, functions moved, dissolved';

CREATE TABLE warehouse.organisation_redirects (
    organisation_id  text PRIMARY KEY,
    decision         text NOT NULL,
    into_id          text,
    decided_on       date NOT NULL,
    note             text
);
COMMENT ON TABLE warehouse.organisation_redirects IS 'Editors'' decisions on bodies that the registry did not hold: adopted, merged into another, or rejected as none';

ALTER TABLE warehouse.systems
    ADD COLUMN name_en text,
    ADD COLUMN kind text,
    ADD COLUMN owner_id text,
    ADD COLUMN valid_from date,
    ADD COLUMN valid_to date,
    ADD COLUMN registered boolean NOT NULL DEFAULT true,
    ADD COLUMN generic boolean NOT NULL DEFAULT false,
    ADD COLUMN heir_id text,
    ADD COLUMN lineage_id text;
UPDATE warehouse.systems SET lineage_id = system_id;
ALTER TABLE warehouse.systems ALTER COLUMN lineage_id SET NOT NULL;

CREATE TABLE warehouse.system_aliases (
    system_id  text NOT NULL REFERENCES warehouse.systems ON DELETE CASCADE,
    alias      text NOT NULL,
    PRIMARY KEY (system_id, alias)
);
COMMENT ON TABLE warehouse.system_aliases IS 'Other names and acronyms of systems';
