-- Which articles tell one text, and which come from one origin (theodoi.stories, sql/resolve/stories).

CREATE TABLE warehouse.article_signatures (
    article_id          text PRIMARY KEY REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL,
    signature_version   text NOT NULL,
    title               text,
    text_key            text NOT NULL,
    told_at             timestamptz NOT NULL,
    told_on             date NOT NULL,
    bands               integer[] NOT NULL
);
-- Without a list of what is pending, which every search would read whole.
CREATE INDEX article_signatures_bands ON warehouse.article_signatures USING gin (bands) WITH (fastupdate = off);
CREATE INDEX article_signatures_text ON warehouse.article_signatures (text_key);
COMMENT ON TABLE warehouse.article_signatures IS 'What candidates for one story are found by; of the version that the article has';

CREATE TABLE warehouse.article_pairs (
    article_id  text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    other_id    text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    label       text NOT NULL CHECK (label IN ('reprint', 'update', 'same_source', 'template', 'different')),
    one_origin  boolean NOT NULL,
    likeness    real NOT NULL,
    contained   real NOT NULL,
    quoted      integer NOT NULL,
    PRIMARY KEY (article_id, other_id),
    CHECK (article_id < other_id)
);
CREATE INDEX article_pairs_other ON warehouse.article_pairs (other_id);
COMMENT ON TABLE warehouse.article_pairs IS 'Articles with something in common, as theodoi.stories judged them; pairs that are different and of two origins are not kept';

CREATE TABLE warehouse.stories (
    story_id            text PRIMARY KEY,
    articles            bigint NOT NULL,
    sources             bigint NOT NULL,
    first_article_id    text NOT NULL,
    first_told_at       timestamptz NOT NULL,
    last_told_at        timestamptz NOT NULL
);
COMMENT ON TABLE warehouse.stories IS 'One text with its reprints and updates; its id is that of its smallest article';

-- No key to articles: what is left of an article that is gone tells which story is resolved anew.
CREATE TABLE warehouse.article_stories (
    article_id  text PRIMARY KEY,
    story_id    text NOT NULL,
    origin_id   text NOT NULL,
    same_as     text NOT NULL,
    source_id   text NOT NULL
);
CREATE INDEX article_stories_story ON warehouse.article_stories (story_id);
CREATE INDEX article_stories_origin ON warehouse.article_stories (origin_id);
COMMENT ON TABLE warehouse.article_stories IS 'The story and the origin of each article';

CREATE TABLE warehouse.story_redirects (
    old_story_id  text PRIMARY KEY,
    story_id      text NOT NULL,
    moved_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE warehouse.story_redirects IS 'Where ids of stories lead that joined another or parted; not part of what loading order must not change';

-- Every article is a story of its own until maintenance has read it.
INSERT INTO warehouse.article_stories (article_id, story_id, origin_id, same_as, source_id)
SELECT article_id, article_id, article_id, article_id, source_id FROM warehouse.articles;
INSERT INTO warehouse.stories (story_id, articles, sources, first_article_id, first_told_at, last_told_at)
SELECT article_id, 1, 1, article_id, coalesce(published_at, captured_at), coalesce(published_at, captured_at)
FROM warehouse.articles;
