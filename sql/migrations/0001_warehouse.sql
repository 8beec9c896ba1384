-- The warehouse of one profile: what is served (warehouse), how it came about (ops), and the landing place (staging).
-- Staging tables are made from theodoi.contracts, not here: they are transient and follow the datasets' columns.

CREATE SCHEMA staging;
CREATE SCHEMA warehouse;
CREATE SCHEMA ops;
CREATE SCHEMA bi;

-- ops ---------------------------------------------------------------------------------------------------------------

CREATE TABLE ops.runs (
    run_id            text PRIMARY KEY,
    batch_id          text NOT NULL,
    dag_id            text NOT NULL,
    day               date,
    refresh           boolean NOT NULL DEFAULT false,
    status            text NOT NULL CHECK (status IN ('running', 'published', 'nothing_new', 'refused', 'failed')),
    note              text,
    rules_version     text,
    content_checksum  text,
    counts            jsonb NOT NULL DEFAULT '{}',
    started_at        timestamptz NOT NULL DEFAULT now(),
    published_at      timestamptz,
    finished_at       timestamptz
);
CREATE INDEX runs_batch ON ops.runs (batch_id, started_at);
COMMENT ON TABLE ops.runs IS 'One row per pipeline run; the newest published run of a batch is what the warehouse serves of it';

CREATE TABLE ops.stages (
    run_id       text NOT NULL REFERENCES ops.runs ON DELETE CASCADE,
    stage        text NOT NULL,
    shard        text NOT NULL DEFAULT '',
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    rows_in      bigint,
    rows_out     bigint,
    note         text,
    PRIMARY KEY (run_id, stage, shard)
);
COMMENT ON TABLE ops.stages IS 'When each stage of a run worked and what went in and out; the last attempt of a retried stage';

CREATE TABLE ops.fetches (
    batch_id      text NOT NULL,
    url           text NOT NULL,
    source_id     text NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('robots', 'feed', 'sitemap', 'list', 'page', 'file')),
    found_by      text,
    announced_at  timestamptz,
    parent_url    text,
    state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done')),
    outcome       text,
    status        integer,
    reason        text,
    attempts      integer NOT NULL DEFAULT 0,
    started_at    timestamptz,
    finished_at   timestamptz,
    elapsed_ms    integer,
    bytes         bigint,
    capture_id    text,
    PRIMARY KEY (batch_id, url)
);
CREATE INDEX fetches_pending ON ops.fetches (batch_id) WHERE state = 'pending';
CREATE INDEX fetches_url ON ops.fetches (url);
COMMENT ON TABLE ops.fetches IS 'One row per attempted URL or file with its outcome; also the frontier of a crawl under way';

CREATE TABLE ops.gate_results (
    run_id            text NOT NULL REFERENCES ops.runs ON DELETE CASCADE,
    batch_id          text NOT NULL,
    gate              text NOT NULL,
    suite             text NOT NULL,
    expectation_id    text NOT NULL,
    expectation       text NOT NULL,
    column_name       text,
    level             text NOT NULL,
    severity          text NOT NULL,
    success           boolean NOT NULL,
    unexpected_count  bigint,
    element_count     bigint,
    observed          text,
    sentence          text NOT NULL,
    evaluated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, gate, suite, expectation_id)
);
CREATE INDEX gate_results_batch ON ops.gate_results (batch_id);
COMMENT ON TABLE ops.gate_results IS 'One row per expectation evaluated in a run';

CREATE TABLE ops.quarantine (
    quarantine_id  text PRIMARY KEY,
    batch_id       text NOT NULL,
    dataset        text NOT NULL,
    row_key        text NOT NULL,
    expectation    text NOT NULL,
    reason         text NOT NULL,
    content_hash   text NOT NULL,
    "row"          jsonb NOT NULL,
    quarantined_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quarantine_batch ON ops.quarantine (batch_id, dataset);
COMMENT ON TABLE ops.quarantine IS 'Rows that failed a check and records that could not be read, whole, with the reason; the last run of a batch';

CREATE TABLE ops.quarantine_decisions (
    content_hash  text PRIMARY KEY,
    dataset       text NOT NULL,
    decision      text NOT NULL CHECK (decision IN ('release')),
    reason        text NOT NULL,
    decided_by    text NOT NULL DEFAULT current_user,
    decided_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.quarantine_decisions IS 'Rows released by an operator, remembered by content: the next run lets them pass';

-- warehouse ---------------------------------------------------------------------------------------------------------

CREATE TABLE warehouse.sources (
    source_id  text PRIMARY KEY,
    name       text NOT NULL,
    publisher  text,
    home       text,
    kind       text NOT NULL,
    language   text,
    province   text
);
COMMENT ON TABLE warehouse.sources IS 'Papers and portals that articles come from; kind `import` for one known only from an archive';

CREATE TABLE warehouse.captures (
    capture_id      text PRIMARY KEY,
    batch_id        text NOT NULL,
    source_id       text NOT NULL REFERENCES warehouse.sources,
    url             text NOT NULL,
    final_url       text,
    captured_at     timestamptz NOT NULL,
    status          bigint NOT NULL,
    content_type    text,
    digest          text NOT NULL,
    warc            text NOT NULL,
    warc_offset     bigint NOT NULL,
    warc_length     bigint NOT NULL,
    payload_bytes   bigint NOT NULL,
    found_by        text,
    announced_at    timestamptz,
    outcome         text,
    outcome_reason  text
);
CREATE INDEX captures_batch ON warehouse.captures (batch_id);
CREATE INDEX captures_url ON warehouse.captures (url);
COMMENT ON TABLE warehouse.captures IS 'Kept responses and imported documents, where their bytes lie in the lake, and what cleaning made of them';

CREATE TABLE warehouse.articles (
    article_id           text PRIMARY KEY,
    article_version_id   text NOT NULL,
    batch_id             text NOT NULL,
    capture_id           text NOT NULL REFERENCES warehouse.captures,
    source_id            text NOT NULL REFERENCES warehouse.sources,
    url                  text NOT NULL,
    part                 bigint NOT NULL,
    title                text,
    author               text,
    credit               text,
    section              text,
    published_at         timestamptz,
    published_precision  text,
    published_from       text,
    modified_at          timestamptz,
    published_on         date,
    captured_at          timestamptz NOT NULL,
    rules_version        text NOT NULL
);
CREATE INDEX articles_batch ON warehouse.articles (batch_id);
CREATE INDEX articles_published ON warehouse.articles (published_on);
COMMENT ON TABLE warehouse.articles IS 'One row per article: its newest capture wins, whatever was loaded first';

CREATE TABLE warehouse.article_versions (
    article_version_id  text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    title               text,
    text                text NOT NULL,
    text_raw            text,
    repairs             jsonb,
    capture_id          text NOT NULL REFERENCES warehouse.captures,
    first_captured_at   timestamptz NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX article_versions_article ON warehouse.article_versions (article_id);
COMMENT ON TABLE warehouse.article_versions IS 'Every text that an article had; findings refer to the one that the article names';

ALTER TABLE warehouse.articles
    ADD FOREIGN KEY (article_version_id) REFERENCES warehouse.article_versions DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE warehouse.decrees (
    decree_id        text PRIMARY KEY,
    number           text NOT NULL,
    doc_type         text,
    issuer           text,
    year             bigint,
    issued_on        date,
    dates_disagree   boolean NOT NULL DEFAULT false
);
CREATE INDEX decrees_number ON warehouse.decrees (number);
COMMENT ON TABLE warehouse.decrees IS 'Legal and administrative documents that articles cite; identity is number, issuer and year';

CREATE TABLE warehouse.decree_mentions (
    mention_id          text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    number              text NOT NULL,
    doc_type            text,
    issuer              text,
    year                bigint,
    year_from           text,
    issued_on           date,
    date_from           text,
    short_form          boolean NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL,
    decree_id           text REFERENCES warehouse.decrees DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX decree_mentions_article ON warehouse.decree_mentions (article_id);
CREATE INDEX decree_mentions_version ON warehouse.decree_mentions (article_version_id);
CREATE INDEX decree_mentions_number ON warehouse.decree_mentions (number);
CREATE INDEX decree_mentions_decree ON warehouse.decree_mentions (decree_id);
COMMENT ON TABLE warehouse.decree_mentions IS 'Citations with their proof; decree_id is null for a short form that nothing resolves';

CREATE TABLE warehouse.organisations (
    organisation_id  text PRIMARY KEY,
    name             text NOT NULL,
    name_en          text,
    kind             text,
    parent_id        text,
    valid_from       date,
    valid_to         date,
    registered       boolean NOT NULL
);
COMMENT ON TABLE warehouse.organisations IS 'Bodies of the registry with their validity in time, and bodies met in articles that it does not hold';

CREATE TABLE warehouse.organisation_aliases (
    organisation_id  text NOT NULL REFERENCES warehouse.organisations ON DELETE CASCADE,
    alias            text NOT NULL,
    PRIMARY KEY (organisation_id, alias)
);
COMMENT ON TABLE warehouse.organisation_aliases IS 'Short names and acronyms of registered bodies';

CREATE TABLE warehouse.organisation_mentions (
    mention_id          text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    organisation_id     text NOT NULL REFERENCES warehouse.organisations,
    name                text NOT NULL,
    kind                text,
    registered          boolean NOT NULL,
    office_holder       boolean NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX organisation_mentions_article ON warehouse.organisation_mentions (article_id);
CREATE INDEX organisation_mentions_version ON warehouse.organisation_mentions (article_version_id);
CREATE INDEX organisation_mentions_organisation ON warehouse.organisation_mentions (organisation_id);
COMMENT ON TABLE warehouse.organisation_mentions IS 'Mentions of organisations with their proof';

CREATE TABLE warehouse.systems (
    system_id  text PRIMARY KEY,
    name       text NOT NULL
);
COMMENT ON TABLE warehouse.systems IS 'Named information systems and platforms of the state';

CREATE TABLE warehouse.system_mentions (
    mention_id          text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    system_id           text NOT NULL REFERENCES warehouse.systems,
    name                text NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX system_mentions_article ON warehouse.system_mentions (article_id);
CREATE INDEX system_mentions_version ON warehouse.system_mentions (article_version_id);
COMMENT ON TABLE warehouse.system_mentions IS 'Mentions of systems with their proof';

CREATE TABLE warehouse.metrics (
    metric_id           text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    value               numeric NOT NULL,
    value_high          numeric,
    unit                text NOT NULL,
    comparator          text NOT NULL,
    measure             text NOT NULL,
    direction           text NOT NULL,
    status              text NOT NULL,
    denominator         numeric,
    per                 text,
    period              text,
    period_from         text,
    object              text,
    sentence            text NOT NULL,
    minor               boolean NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX metrics_article ON warehouse.metrics (article_id);
CREATE INDEX metrics_version ON warehouse.metrics (article_version_id);
COMMENT ON TABLE warehouse.metrics IS 'Quantified statements with their proof; values are exact decimals';
