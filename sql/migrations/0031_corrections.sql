-- Editors' corrections of findings and identities (registry/corrections), and what each changed; how right findings are (registry/measured).

CREATE TABLE warehouse.corrections (
    correction_id      text PRIMARY KEY,
    action             text NOT NULL CHECK (action IN ('reject', 'set', 'merge', 'split')),
    corrects           text NOT NULL,
    article_id         text,
    text_digest        text,
    start_char         bigint,
    quote              text,
    says               text,
    new_values         jsonb,
    old_identity       jsonb,
    new_identity       jsonb,
    reason             text NOT NULL,
    author             text NOT NULL,
    decided_on         date NOT NULL,
    place              text NOT NULL,
    fault              text
);
CREATE INDEX corrections_article ON warehouse.corrections (article_id);
CREATE INDEX corrections_text ON warehouse.corrections (text_digest);
COMMENT ON TABLE warehouse.corrections IS 'Editors'' corrections, as registry/corrections has them; applied after extraction by sql/resolve/corrections';

-- A finding that is corrected keeps what was read of it, so that a correction can be taken back.
CREATE TABLE warehouse.corrected_findings (
    kind           text NOT NULL,
    key            text NOT NULL,
    article_id     text NOT NULL REFERENCES warehouse.articles ON DELETE CASCADE,
    correction_id  text NOT NULL,
    was            jsonb,
    PRIMARY KEY (kind, key, correction_id)
);
-- A finding has one correction; an article's story may have several.
CREATE UNIQUE INDEX corrected_findings_finding ON warehouse.corrected_findings (kind, key) WHERE kind <> 'articles';
CREATE INDEX corrected_findings_article ON warehouse.corrected_findings (article_id);
CREATE INDEX corrected_findings_correction ON warehouse.corrected_findings (correction_id);
COMMENT ON TABLE warehouse.corrected_findings IS 'What corrections changed: findings, mentions of merged documents, articles whose story an editor decided';

-- A correction finds its article by the text as well, where that came in under another name.
CREATE INDEX article_versions_text ON warehouse.article_versions (md5(text));

CREATE TABLE warehouse.calibration (
    kind         text NOT NULL,
    rule         text NOT NULL,
    probability  numeric NOT NULL,
    low          numeric NOT NULL,
    high         numeric NOT NULL,
    findings     bigint NOT NULL,
    measured_on  date NOT NULL,
    PRIMARY KEY (kind, rule)
);
COMMENT ON TABLE warehouse.calibration IS 'How probable a finding of a rule is right, by annotated articles';

CREATE TABLE warehouse.accuracy (
    measured_with  text NOT NULL,
    kind           text NOT NULL,
    field          text NOT NULL,
    measure        text NOT NULL,
    value          numeric NOT NULL,
    "of"           bigint NOT NULL,
    measured_on    date NOT NULL,
    PRIMARY KEY (measured_with, kind, field, measure)
);
COMMENT ON TABLE warehouse.accuracy IS 'How right findings and their fields are on annotated articles';
