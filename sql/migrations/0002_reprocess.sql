-- Reprocessing: which rules made a capture's outcome, when each version of the rules was first used, and dry runs.

ALTER TABLE warehouse.captures ADD COLUMN rules_version text;
COMMENT ON COLUMN warehouse.captures.rules_version IS 'Version of the rules that decided the outcome';
UPDATE warehouse.captures AS c SET rules_version = a.rules_version FROM warehouse.articles AS a WHERE a.capture_id = c.capture_id;

CREATE TABLE ops.rules_versions (
    rules_version  text PRIMARY KEY,
    first_used_at  timestamptz NOT NULL
);
COMMENT ON TABLE ops.rules_versions IS 'When each version of code, registry and learnt tables was first used: tells which of two is older';
INSERT INTO ops.rules_versions (rules_version, first_used_at)
SELECT rules_version, min(started_at) FROM ops.runs WHERE rules_version IS NOT NULL GROUP BY rules_version;

ALTER TABLE ops.runs DROP CONSTRAINT runs_status_check;
ALTER TABLE ops.runs ADD CONSTRAINT runs_status_check
    CHECK (status IN ('running', 'published', 'nothing_new', 'dry_run', 'refused', 'failed'));
ALTER TABLE ops.runs ADD COLUMN options jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN ops.runs.options IS 'What the run was asked for beyond its batch: sources, selection of a reprocess, dry run';
