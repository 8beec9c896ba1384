-- Summaries for bi: what is counted of each entity by month, changes of documents, points of series; and which of them are to be
-- told anew. Triggers note that, whoever changes rows; sql/resolve/summaries tells it anew in the same transaction.

-- The month of a day; '-infinity' for a day that is not known.
CREATE FUNCTION warehouse.month_of(day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(date_trunc('month', day::timestamp)::date, '-infinity'::date);

-- Figures of one group may be points of one series; groups are told anew as a whole.
CREATE FUNCTION warehouse.point_group(indicator_id text, area text, period text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(indicator_id, '') || '|' || coalesce(area, '') || '|' || coalesce(period, '');

CREATE INDEX articles_month ON warehouse.articles (warehouse.month_of(published_on));
CREATE INDEX article_stories_same ON warehouse.article_stories (same_as) WHERE same_as <> article_id;
CREATE INDEX article_stories_joined ON warehouse.article_stories (story_id) WHERE story_id <> article_id;
CREATE INDEX metrics_points ON warehouse.metrics (warehouse.point_group(indicator_id, area, period))
    WHERE not_charted_because IS NULL AND start_char = claim_start;
-- Claims by what they are asked for: the largest sums of money, targets by their time.
CREATE INDEX metrics_money ON warehouse.metrics (value DESC) WHERE start_char = claim_start AND NOT minor AND unit IN ('VND', 'USD');
CREATE INDEX metrics_targets ON warehouse.metrics (period) WHERE start_char = claim_start AND NOT minor AND status = 'target';

-- Bodies of one name are told apart by their years.
CREATE INDEX organisations_name ON warehouse.organisations (name) WHERE registered;

CREATE TABLE warehouse.entity_months (
    kind          text NOT NULL,
    entity_id     text NOT NULL,
    part          text NOT NULL,
    month         date NOT NULL,
    mentions      bigint NOT NULL,
    articles      bigint NOT NULL,
    stories       bigint NOT NULL,
    new_articles  bigint NOT NULL,
    new_stories   bigint NOT NULL,
    sources       text[] NOT NULL,
    first_on      date,
    last_on       date,
    example       text[],
    PRIMARY KEY (kind, entity_id, part, month)
);
-- Sums over entities read these columns alone, and not the lists of sources beside them.
CREATE INDEX entity_months_part ON warehouse.entity_months (kind, part, month, entity_id) INCLUDE (mentions, articles, stories);

CREATE TABLE warehouse.entity_totals (
    kind            text NOT NULL,
    entity_id       text NOT NULL,
    part            text NOT NULL,
    mentions        bigint NOT NULL,
    articles        bigint NOT NULL,
    stories         bigint NOT NULL,
    sources         bigint NOT NULL,
    first_on        date,
    last_on         date,
    example_quote   text,
    example_url     text,
    example_source  text,
    PRIMARY KEY (kind, entity_id, part)
);

CREATE TABLE warehouse.told_changes (
    decree_id           text NOT NULL,
    change              text NOT NULL,
    by_decree_id        text,
    scope               text,
    happened_on         date,
    happened_precision  text,
    dates_disagree      boolean NOT NULL,
    first_on            date,
    articles            bigint NOT NULL,
    stories             bigint NOT NULL,
    sources             bigint NOT NULL,
    example_quote       text,
    example_url         text,
    example_source      text,
    UNIQUE NULLS NOT DISTINCT (decree_id, change, by_decree_id, scope)
);
CREATE INDEX told_changes_by ON warehouse.told_changes (by_decree_id);

CREATE TABLE warehouse.metric_points (
    point_id            text PRIMARY KEY,
    point_group         text NOT NULL,
    metric_id           text NOT NULL,
    compiler_id         text,
    status_detail       text,
    disagreement        boolean NOT NULL,
    agreed              numeric,
    latest_of_compiler  numeric,
    minimum             numeric,
    maximum             numeric,
    statements          bigint NOT NULL,
    stories             bigint NOT NULL,
    sources             bigint NOT NULL,
    origins             bigint NOT NULL,
    first_said_on       date,
    last_said_on        date,
    repaired            boolean NOT NULL
);
CREATE INDEX metric_points_group ON warehouse.metric_points (point_group);

CREATE TABLE warehouse.summary_keys (
    kind       text NOT NULL,
    entity_id  text NOT NULL,
    month      date NOT NULL,
    PRIMARY KEY (kind, entity_id, month)
);
CREATE TABLE warehouse.summary_bonds (bond text PRIMARY KEY);
CREATE TABLE warehouse.summary_state (made_of text NOT NULL);

-- Findings that come, go or change: their entities by kind (arguments: kind, expression, …) in the month of the article, and what
-- their articles hang together with.
CREATE FUNCTION warehouse.note_findings() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    FOR place IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format(
            'INSERT INTO warehouse.summary_keys (kind, entity_id, month)
             SELECT DISTINCT %1$L, c.entity_id, CASE WHEN %1$L IN (''change'', ''point'') THEN ''-infinity''::date ELSE warehouse.month_of(a.published_on) END
             FROM (SELECT %2$s AS entity_id, changed.article_id FROM changed) AS c
             JOIN warehouse.articles AS a ON a.article_id = c.article_id
             WHERE c.entity_id IS NOT NULL
             ON CONFLICT DO NOTHING',
            TG_ARGV[2 * place], TG_ARGV[2 * place + 1]
        );
    END LOOP;
    INSERT INTO warehouse.summary_bonds (bond)
    SELECT DISTINCT unnest(ARRAY[st.story_id, st.same_as])
    FROM (SELECT DISTINCT changed.article_id FROM changed) AS c
    JOIN warehouse.article_stories AS st ON st.article_id = c.article_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE FUNCTION warehouse.note_stories() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO warehouse.summary_bonds (bond)
    SELECT DISTINCT unnest(ARRAY[changed.story_id, changed.same_as]) FROM changed
    ON CONFLICT DO NOTHING;
    -- An import that turns out to be the text of another source counts for that one from now on.
    INSERT INTO warehouse.summary_keys (kind, entity_id, month)
    SELECT DISTINCT 'claims', changed.source_id, warehouse.month_of(a.published_on)
    FROM changed
    JOIN warehouse.articles AS a ON a.article_id = changed.article_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- An article that goes, or is of another day: what was counted of it, in its month of before.
CREATE FUNCTION warehouse.note_article() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO warehouse.summary_keys (kind, entity_id, month)
    SELECT DISTINCT c.kind, c.entity_id, warehouse.month_of(OLD.published_on)
    FROM warehouse.counted AS c
    WHERE c.article_id = OLD.article_id
    UNION
    SELECT 'change', t.decree_id, '-infinity'::date FROM warehouse.changes_of_articles AS t WHERE t.article_id = OLD.article_id
    UNION
    SELECT 'point', warehouse.point_group(m.indicator_id, m.area, m.period), '-infinity'::date
    FROM warehouse.metrics AS m
    WHERE m.article_id = OLD.article_id AND m.not_charted_because IS NULL AND m.start_char = m.claim_start
    ON CONFLICT DO NOTHING;
    INSERT INTO warehouse.summary_bonds (bond)
    SELECT unnest(ARRAY[st.story_id, st.same_as]) FROM warehouse.article_stories AS st WHERE st.article_id = OLD.article_id
    ON CONFLICT DO NOTHING;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER noted_before_it_goes BEFORE DELETE ON warehouse.articles
FOR EACH ROW EXECUTE FUNCTION warehouse.note_article();
CREATE TRIGGER noted_before_it_changes BEFORE UPDATE ON warehouse.articles
FOR EACH ROW WHEN (
    (OLD.published_on, OLD.published_at, OLD.source_id, OLD.url) IS DISTINCT FROM (NEW.published_on, NEW.published_at, NEW.source_id, NEW.url)
)
EXECUTE FUNCTION warehouse.note_article();

DO $$
DECLARE
    noted record;
BEGIN
    FOR noted IN
        SELECT *
        FROM (
            VALUES
            ('article_stories', 'note_stories', ''),
            ('decree_mentions', 'note_findings', $a$'decree', 'changed.decree_id', 'change', 'changed.decree_id'$a$),
            ('decree_events', 'note_findings', ''),
            ('decree_relations', 'note_findings', ''),
            ('organisation_mentions', 'note_findings', $a$'organisation', 'changed.organisation_id', 'area', 'changed.area'$a$),
            ('system_mentions', 'note_findings', $a$'system', 'changed.system_id'$a$),
            ('metrics', 'note_findings',
             $a$'indicator', 'changed.indicator_id',
                'claims', '(SELECT s.source_id FROM warehouse.article_stories AS s WHERE s.article_id = changed.article_id)',
                'point', 'CASE WHEN changed.not_charted_because IS NULL AND changed.start_char = changed.claim_start
                               THEN warehouse.point_group(changed.indicator_id, changed.area, changed.period) END'$a$)
        ) AS t (relation, function, arguments)
    LOOP
        EXECUTE format('CREATE TRIGGER noted_come AFTER INSERT ON warehouse.%I REFERENCING NEW TABLE AS changed
                        FOR EACH STATEMENT EXECUTE FUNCTION warehouse.%I(%s)', noted.relation, noted.function, noted.arguments);
        EXECUTE format('CREATE TRIGGER noted_gone AFTER DELETE ON warehouse.%I REFERENCING OLD TABLE AS changed
                        FOR EACH STATEMENT EXECUTE FUNCTION warehouse.%I(%s)', noted.relation, noted.function, noted.arguments);
        EXECUTE format('CREATE TRIGGER noted_before AFTER UPDATE ON warehouse.%I REFERENCING OLD TABLE AS changed
                        FOR EACH STATEMENT EXECUTE FUNCTION warehouse.%I(%s)', noted.relation, noted.function, noted.arguments);
        EXECUTE format('CREATE TRIGGER noted_after AFTER UPDATE ON warehouse.%I REFERENCING NEW TABLE AS changed
                        FOR EACH STATEMENT EXECUTE FUNCTION warehouse.%I(%s)', noted.relation, noted.function, noted.arguments);
    END LOOP;
END
$$;

-- What people call columns and the words in them (registry/labels.yaml).
CREATE TABLE warehouse.labels (
    list  text NOT NULL,
    word  text NOT NULL,
    vi    text NOT NULL,
    en    text,
    PRIMARY KEY (list, word)
);
