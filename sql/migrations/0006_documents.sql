-- What documents do to each other, the steps of their lives, and what is needed to tell them apart: known documents,
-- candidates of a mention that fits several, and where the ids of merged documents went.

CREATE TABLE warehouse.decree_relations (
    relation_id         text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    relation            text NOT NULL,
    subject_mention_id  text NOT NULL REFERENCES warehouse.decree_mentions ON DELETE CASCADE,
    object_mention_id   text NOT NULL REFERENCES warehouse.decree_mentions ON DELETE CASCADE,
    scope               text NOT NULL,
    effective_on        date,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX decree_relations_article ON warehouse.decree_relations (article_id);
CREATE INDEX decree_relations_subject ON warehouse.decree_relations (subject_mention_id);
CREATE INDEX decree_relations_object ON warehouse.decree_relations (object_mention_id);
COMMENT ON TABLE warehouse.decree_relations IS 'What one document does to another (amends, replaces, …), with its proof';

CREATE TABLE warehouse.decree_events (
    event_id            text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    event               text NOT NULL,
    subject_mention_id  text NOT NULL REFERENCES warehouse.decree_mentions ON DELETE CASCADE,
    happened_on         date,
    happened_precision  text,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX decree_events_article ON warehouse.decree_events (article_id);
CREATE INDEX decree_events_subject ON warehouse.decree_events (subject_mention_id);
COMMENT ON TABLE warehouse.decree_events IS 'Steps in the lives of documents (drafted, issued, takes effect, …), with their proof';

CREATE TABLE warehouse.known_documents (
    number     text NOT NULL,
    issuer     text NOT NULL,
    year       bigint NOT NULL,
    doc_type   text NOT NULL,
    issued_on  date NOT NULL,
    title      text NOT NULL,
    PRIMARY KEY (number, issuer, year)
);
COMMENT ON TABLE warehouse.known_documents IS 'Documents that the registry knows (registry/known_documents.tsv), whether articles cite them or not';

ALTER TABLE warehouse.decrees ADD COLUMN known_number text;
ALTER TABLE warehouse.decree_mentions ADD COLUMN resolved_by text;

CREATE TABLE warehouse.decree_candidates (
    mention_id  text NOT NULL REFERENCES warehouse.decree_mentions ON DELETE CASCADE,
    number      text NOT NULL,
    issuer      text,
    year        bigint NOT NULL,
    reason      text NOT NULL
);
CREATE UNIQUE INDEX decree_candidates_one ON warehouse.decree_candidates (mention_id, number, coalesce(issuer, ''), year);
COMMENT ON TABLE warehouse.decree_candidates IS 'Documents that a mention can mean, where more than one fits or its name alone is told';

CREATE TABLE warehouse.decree_redirects (
    old_decree_id  text PRIMARY KEY,
    decree_id      text NOT NULL REFERENCES warehouse.decrees ON DELETE CASCADE,
    moved_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decree_redirects_decree ON warehouse.decree_redirects (decree_id);
COMMENT ON TABLE warehouse.decree_redirects IS 'Ids that documents had before more was known of them, and the ids they have now';
