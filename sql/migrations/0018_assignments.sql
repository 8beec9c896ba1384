-- Tasks, with their proof.

CREATE TABLE warehouse.assignments (
    assignment_id       text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    task                text NOT NULL,
    kind                text NOT NULL,
    assignees           jsonb NOT NULL,
    assignee_ids        jsonb NOT NULL,
    partners            jsonb,
    partner_ids         jsonb,
    assigned_by         text,
    assigned_by_id      text,
    former_holder       text,
    former_holder_id     text,
    channel             text,
    deadline            text,
    deadline_precision  text,
    deadline_kind       text,
    deadline_words      text,
    starts_on           text,
    recurrence          text,
    based_on            text,
    output              text,
    said_by_person      text,
    said_by_office      text,
    venue               text,
    party_order         boolean NOT NULL,
    sentence            text NOT NULL,
    soft                boolean NOT NULL,
    repaired            boolean NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX assignments_article ON warehouse.assignments (article_id);
CREATE INDEX assignments_version ON warehouse.assignments (article_version_id);
COMMENT ON TABLE warehouse.assignments IS 'One task that an article says is given to, moved to, asked of or taken on by bodies';
