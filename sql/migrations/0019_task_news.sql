-- News of tasks, with their proof.

CREATE TABLE warehouse.task_news (
    task_news_id        text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    news                text NOT NULL,
    doers               jsonb NOT NULL,
    doer_ids            jsonb NOT NULL,
    cue                 text NOT NULL,
    deed                text NOT NULL,
    about               text NOT NULL,
    taker               text,
    taker_id            text,
    deadline            text,
    sentence            text NOT NULL,
    repaired            boolean NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX task_news_article ON warehouse.task_news (article_id);
CREATE INDEX task_news_version ON warehouse.task_news (article_version_id);
COMMENT ON TABLE warehouse.task_news IS 'One sentence that tells what became of some task: done, late, given more time, handed over or dropped';

-- Which mentions are one task, and what later sentences tell of it.
CREATE TABLE warehouse.task_mentions (
    assignment_id  text PRIMARY KEY,
    task_id        text NOT NULL,
    group_id       text NOT NULL,
    told_on        date NOT NULL,
    bodies         text[] NOT NULL
);
CREATE INDEX task_mentions_task ON warehouse.task_mentions (task_id);
CREATE INDEX task_mentions_group ON warehouse.task_mentions (group_id);
CREATE INDEX task_mentions_bodies ON warehouse.task_mentions USING gin (bodies);
COMMENT ON TABLE warehouse.task_mentions IS 'Which mentions of tasks are one task; told anew for what a publish, undo or forget touches';

CREATE TABLE warehouse.assignment_events (
    task_id       text NOT NULL,
    task_news_id  text NOT NULL REFERENCES warehouse.task_news ON DELETE CASCADE,
    event         text NOT NULL,
    confidence    numeric NOT NULL,
    PRIMARY KEY (task_id, task_news_id)
);
CREATE INDEX assignment_events_news ON warehouse.assignment_events (task_news_id);
COMMENT ON TABLE warehouse.assignment_events IS 'What became of a task, as a sentence of a later article tells it';

CREATE TABLE warehouse.task_news_bodies (
    task_news_id  text PRIMARY KEY REFERENCES warehouse.task_news ON DELETE CASCADE,
    told_on       date NOT NULL,
    bodies        text[] NOT NULL
);
CREATE INDEX task_news_bodies_bodies ON warehouse.task_news_bodies USING gin (bodies);
COMMENT ON TABLE warehouse.task_news_bodies IS 'Whose tasks a sentence may tell of, by the last of their heirs';
