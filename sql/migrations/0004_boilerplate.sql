-- What is kept beside an article's text, and the lines that maintenance learns not to be part of it.

ALTER TABLE warehouse.article_versions ADD COLUMN captions jsonb, ADD COLUMN removed_lines jsonb;

-- A learnt table (see 0003): lines that recur over a source's articles.
CREATE TABLE ops.boilerplate_lines (
    version    text NOT NULL,
    source_id  text NOT NULL,
    folded     text NOT NULL,
    line       text NOT NULL,
    articles   integer NOT NULL,
    days       integer NOT NULL,
    PRIMARY KEY (version, source_id, folded)
);
COMMENT ON TABLE ops.boilerplate_lines IS 'Lines at the head or tail of a source''s articles that recur and are no part of them; cleaning takes them out';
COMMENT ON COLUMN ops.boilerplate_lines.folded IS 'Letters and digits of the line, lower-cased: what lines are compared by';
COMMENT ON COLUMN ops.boilerplate_lines.line IS 'The line as most articles print it';
COMMENT ON COLUMN ops.boilerplate_lines.articles IS 'Different articles that had it; reprints of one text count once';
COMMENT ON COLUMN ops.boilerplate_lines.days IS 'Different days of publication, or of capture where that is unknown';

COMMENT ON COLUMN ops.learnt_versions.name IS 'The learnt table: baselines, boilerplate_lines';
