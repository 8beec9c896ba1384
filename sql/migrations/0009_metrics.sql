-- Figures: what they measure, whose they are, where and when, what kind of statement they make, and who says so.

ALTER TABLE warehouse.metrics
    ADD COLUMN status_detail text NOT NULL DEFAULT 'result',
    ADD COLUMN unit_detail text,
    ADD COLUMN base text,
    ADD COLUMN period_kind text,
    ADD COLUMN baseline text,
    ADD COLUMN indicator_id text,
    ADD COLUMN ranking_scope text,
    ADD COLUMN edition bigint,
    ADD COLUMN organisation_id text,
    ADD COLUMN area text,
    ADD COLUMN area_from text,
    ADD COLUMN system_id text,
    ADD COLUMN basis text,
    ADD COLUMN said_by_person text,
    ADD COLUMN said_by_organisation_id text,
    ADD COLUMN source_document text;
CREATE INDEX metrics_indicator ON warehouse.metrics (indicator_id, area, period);

CREATE TABLE warehouse.indicators (
    indicator_id  text PRIMARY KEY,
    name          text NOT NULL,
    name_en       text NOT NULL,
    units         text[] NOT NULL,
    parent_id     text,
    higher_is     text NOT NULL,
    ranking       boolean NOT NULL,
    scope         text,
    valid_from    date,
    valid_to      date,
    source        text
);
COMMENT ON TABLE warehouse.indicators IS 'What figures measure: the indicators of registry/indicators.yaml';
