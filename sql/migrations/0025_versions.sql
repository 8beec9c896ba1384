-- Versions of articles: which capture showed which one, findings of versions that are not served, and what changed
-- between two of them. Printed corrections are a kind of finding.

CREATE TABLE warehouse.article_sightings (
    article_id           text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    article_version_id   text NOT NULL,
    batch_id             text NOT NULL,
    capture_id           text NOT NULL REFERENCES warehouse.captures ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    source_id            text NOT NULL,
    url                  text NOT NULL,
    part                 bigint NOT NULL,
    title                text,
    author               text,
    credit               text,
    section              text,
    published_at         timestamptz,
    published_precision  text,
    published_source     text,
    modified_at          timestamptz,
    published_on         date,
    captured_at          timestamptz NOT NULL,
    repaired             boolean NOT NULL,
    rules_version        text NOT NULL,
    PRIMARY KEY (article_id, capture_id)
);
CREATE INDEX article_sightings_capture ON warehouse.article_sightings (capture_id);
CREATE INDEX article_sightings_batch ON warehouse.article_sightings (batch_id);
CREATE INDEX article_sightings_version ON warehouse.article_sightings (article_version_id);
COMMENT ON TABLE warehouse.article_sightings IS 'One row per article and capture that shows it; the newest one is what warehouse.articles serves';

INSERT INTO warehouse.article_sightings (
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
)
SELECT
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, author, credit, section,
    published_at, published_precision, published_source, modified_at, published_on, captured_at, repaired, rules_version
FROM warehouse.articles;

-- Of older versions their first capture is known, and what an article says of itself is not.
INSERT INTO warehouse.article_sightings (
    article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, captured_at, repaired, rules_version
)
SELECT DISTINCT ON (v.article_id, v.capture_id)
    v.article_id, v.article_version_id, c.batch_id, v.capture_id, c.source_id, a.url, a.part, v.title, c.captured_at,
    v.repaired_spans IS NOT NULL, v.rules_version
FROM warehouse.article_versions AS v
JOIN warehouse.articles AS a USING (article_id)
JOIN warehouse.captures AS c ON c.capture_id = v.capture_id
WHERE (c.captured_at, c.capture_id) < (a.captured_at, a.capture_id)
ORDER BY v.article_id, v.capture_id, v.first_captured_at DESC, v.article_version_id
ON CONFLICT (article_id, capture_id) DO NOTHING;

CREATE TABLE warehouse.earlier_findings (
    kind                text NOT NULL,
    finding_id          text NOT NULL,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    "row"               jsonb NOT NULL,
    PRIMARY KEY (kind, finding_id)
);
CREATE INDEX earlier_findings_article ON warehouse.earlier_findings (article_id);
CREATE INDEX earlier_findings_version ON warehouse.earlier_findings (article_version_id);
COMMENT ON TABLE warehouse.earlier_findings IS 'Findings of the versions of an article that are not served, each in the columns of its kind; warehouse.version_findings has them beside the served ones';

CREATE TABLE warehouse.lost_pages (
    batch_id   text NOT NULL,
    url        text NOT NULL,
    url_key    bytea NOT NULL GENERATED ALWAYS AS (ops.address_key(url)) STORED,
    source_id  text NOT NULL,
    status     bigint NOT NULL,
    asked_at   timestamptz NOT NULL,
    PRIMARY KEY (batch_id, url_key)
);
CREATE INDEX lost_pages_url ON warehouse.lost_pages USING hash (url);
COMMENT ON TABLE warehouse.lost_pages IS 'Pages that a site said are not there (404) or not there any more (410), by the batch that asked';

CREATE TABLE warehouse.article_changes (
    change_id          text PRIMARY KEY,
    article_id         text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    kind               text NOT NULL CHECK (kind IN ('edited', 'vanished')),
    noticed_at         timestamptz NOT NULL,
    old_version_id     text NOT NULL,
    new_version_id     text,
    old_capture_id     text NOT NULL,
    new_capture_id     text,
    status             bigint,
    returned_at        timestamptz,
    title_changed      boolean NOT NULL,
    letters_added      bigint NOT NULL,
    letters_removed    bigint NOT NULL,
    passages           bigint NOT NULL,
    figures_added      bigint NOT NULL,
    figures_removed    bigint NOT NULL,
    documents_added    bigint NOT NULL,
    documents_removed  bigint NOT NULL,
    names_added        bigint NOT NULL,
    names_removed      bigint NOT NULL,
    dates_added        bigint NOT NULL,
    dates_removed      bigint NOT NULL
);
CREATE INDEX article_changes_article ON warehouse.article_changes (article_id);
COMMENT ON TABLE warehouse.article_changes IS 'What an outlet changed in an article after it was first captured: from one sighting to the next, or the page is gone';

CREATE TABLE warehouse.article_change_parts (
    change_id   text NOT NULL REFERENCES warehouse.article_changes ON DELETE CASCADE,
    ordinal     bigint NOT NULL,
    side        text NOT NULL CHECK (side IN ('added', 'removed')),
    what        text NOT NULL CHECK (what IN ('passage', 'figure', 'document', 'name', 'date')),
    place       text NOT NULL CHECK (place IN ('title', 'text')),
    start_char  bigint NOT NULL,
    end_char    bigint NOT NULL,
    PRIMARY KEY (change_id, ordinal)
);
COMMENT ON TABLE warehouse.article_change_parts IS 'Where a change stands, and of what type it is: offsets, and never words';

-- Printed corrections, with their proof.

CREATE TABLE warehouse.printed_corrections (
    correction_id       text PRIMARY KEY,
    article_id          text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    article_version_id  text NOT NULL REFERENCES warehouse.article_versions ON DELETE CASCADE,
    batch_id            text NOT NULL,
    ordinal             bigint NOT NULL,
    start_char          bigint NOT NULL,
    end_char            bigint NOT NULL,
    quote               text NOT NULL,
    form                text NOT NULL,
    corrects_title      text,
    corrects_on         date,
    corrects_url        text,
    corrects_itself     boolean NOT NULL,
    sentence            text NOT NULL,
    repaired            boolean NOT NULL,
    confidence          numeric NOT NULL,
    method              text NOT NULL,
    rules_version       text NOT NULL
);
CREATE INDEX printed_corrections_article ON warehouse.printed_corrections (article_id);
CREATE INDEX printed_corrections_version ON warehouse.printed_corrections (article_version_id);
COMMENT ON TABLE warehouse.printed_corrections IS 'One sentence by which an outlet corrects an article that it published: cải chính, đính chính, xin lỗi bạn đọc';

-- A correction is linked to its article by the headline that it prints.
CREATE INDEX articles_headline ON warehouse.articles (source_id, md5(lower(title)));
