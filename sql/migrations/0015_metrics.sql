-- What makes figures comparable: how they add up, what a share is of, who measured, in what division of the country; which
-- figures tell one claim, in what office and where it is said, and why a figure is in no series.

ALTER TABLE warehouse.metrics
    ADD COLUMN base_id text,
    ADD COLUMN aggregation text NOT NULL DEFAULT 'level',
    ADD COLUMN since text,
    ADD COLUMN last_digit numeric,
    ADD COLUMN territory text,
    ADD COLUMN compiler_id text,
    ADD COLUMN said_by_office text,
    ADD COLUMN venue text,
    ADD COLUMN claim_start bigint,
    ADD COLUMN not_charted_because text;

-- Rows of before know what their columns tell; the rest comes with the next reprocessing.
UPDATE warehouse.metrics
SET claim_start         = start_char,
    status_detail       = CASE status_detail
        WHEN 'result' THEN 'official' WHEN 'requirement' THEN 'issued_target' WHEN 'target' THEN 'plan' ELSE status_detail
    END,
    not_charted_because = CASE
        WHEN minor THEN 'minor'
        WHEN indicator_id IS NULL THEN 'no_indicator'
        WHEN area IS NULL THEN 'no_area'
        WHEN area_basis = 'inferred' THEN 'area_inferred'
        WHEN period IS NULL THEN 'no_period'
        WHEN period_basis = 'inferred' THEN 'period_inferred'
        WHEN measure = 'change' AND baseline IS NULL THEN 'no_baseline'
    END;
ALTER TABLE warehouse.metrics
    ALTER COLUMN claim_start SET NOT NULL,
    ALTER COLUMN aggregation DROP DEFAULT,
    ALTER COLUMN status_detail DROP DEFAULT;

-- Rows that an undo would bring back are kept whole: they get what they must have.
UPDATE ops.undo_rows AS u
SET rows = (
    SELECT
        jsonb_agg(
            line || jsonb_build_object(
                'aggregation', 'level',
                'claim_start', line -> 'start_char',
                'status_detail', CASE line ->> 'status_detail'
                    WHEN 'result' THEN 'official' WHEN 'requirement' THEN 'issued_target' WHEN 'target' THEN 'plan'
                    ELSE line ->> 'status_detail'
                END
            )
            ORDER BY place
        )
    FROM jsonb_array_elements(u.rows) WITH ORDINALITY AS l (line, place)
)
WHERE u.relation = 'metrics' AND jsonb_array_length(u.rows) > 0;

ALTER TABLE warehouse.indicators
    ADD COLUMN definition_vi text,
    ADD COLUMN aggregation text,
    ADD COLUMN bases text[] NOT NULL DEFAULT '{}',
    ADD COLUMN compilers text[] NOT NULL DEFAULT '{}',
    ADD COLUMN legal_basis text[] NOT NULL DEFAULT '{}',
    ADD COLUMN breaks jsonb NOT NULL DEFAULT '[]';

CREATE TABLE warehouse.bases (
    base_id text PRIMARY KEY,
    name    text NOT NULL
);
COMMENT ON TABLE warehouse.bases IS 'What shares can be of: the bases of registry/definitions.yaml';
