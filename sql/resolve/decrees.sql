-- Identities of documents: number (or type and name), issuer and year. Recomputed for every document that the batch touched,
-- from all its mentions in the warehouse, so that the order in which articles were loaded does not matter.
-- What a mention does not tell is taken, in this order: from the known document whose subject fits (the extractor did
-- that), from the one document that fits at the article's date, or not at all: then its candidates are kept.

-- Documents that an editor merged (registry/corrections): what is told of one tells of both.
CREATE TEMPORARY TABLE merged_documents ON COMMIT DROP AS
SELECT
    correction_id,
    old_identity ->> 'id'              AS old_id,
    old_identity ->> 'name'            AS old_key,
    new_identity ->> 'id'              AS new_id,
    new_identity ->> 'name'            AS new_key,
    new_identity ->> 'issuer'          AS issuer,
    (new_identity ->> 'year')::bigint  AS year
FROM warehouse.corrections
WHERE corrects = 'document';

INSERT INTO touched_documents
WITH RECURSIVE linked AS (
    SELECT document_key FROM touched_documents
    WHERE document_key IN (SELECT old_key FROM merged_documents UNION ALL SELECT new_key FROM merged_documents)
    UNION
    SELECT CASE WHEN g.old_key = l.document_key THEN g.new_key ELSE g.old_key END
    FROM linked AS l
    JOIN merged_documents AS g ON l.document_key IN (g.old_key, g.new_key)
)
SELECT document_key FROM linked
EXCEPT
SELECT document_key FROM touched_documents;

CREATE TEMPORARY TABLE cited ON COMMIT DROP AS
SELECT
    m.mention_id, m.document_key, m.number, m.doc_type, m.issuer, m.year, m.year_basis, m.title, m.date_basis,
    m.document_class, m.type_disagrees,
    CASE WHEN m.issued_precision = 'day' THEN m.issued_on END AS issued_on,
    -- A law's draft is another document than the law of that name; other drafts become what they are drafts of.
    CASE WHEN m.number IS NULL AND m.doc_type IN ('luật', 'bộ luật', 'pháp lệnh') AND m.stage IS NOT NULL THEN 'draft' END AS apart,
    m.stage,
    a.published_on AS told_on,
    -- An article without a day is younger than the days of issue that it tells, and no younger than its capture.
    CASE WHEN a.published_on IS NULL THEN d.newest END AS told_since,
    coalesce(a.published_on, (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS told_until,
    coalesce(m.number ~ :code_of_many, false) AS of_many
FROM warehouse.decree_mentions AS m
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN LATERAL (
    SELECT max(o.issued_on) AS newest
    FROM warehouse.decree_mentions AS o
    WHERE a.published_on IS NULL AND o.article_id = a.article_id AND o.date_basis = 'text' AND o.issued_precision = 'day'
      AND o.issued_on <= (a.captured_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
) AS d ON TRUE
WHERE m.document_key IN (SELECT document_key FROM touched_documents) AND NOT m.unresolved;

-- Whose it is: as told; else the only body that has a document of this number (of this year, where that is told). A code
-- that many bodies share (UBND, HĐND) tells nothing; there only the same day of issue does.
CREATE TEMPORARY TABLE owned ON COMMIT DROP AS
WITH bodies AS (
    SELECT document_key, issuer, year, issued_on FROM cited WHERE issuer IS NOT NULL
    UNION
    SELECT number, issuer, year, issued_on FROM warehouse.known_documents
    WHERE number IN (SELECT document_key FROM touched_documents)
),
only_body AS (
    SELECT c.mention_id, min(b.issuer) AS issuer
    FROM cited AS c
    JOIN bodies AS b ON b.document_key = c.document_key
    WHERE c.issuer IS NULL
      AND (NOT c.of_many OR b.issued_on = c.issued_on)
      AND (c.year IS NULL OR b.year IS NULL OR b.year = c.year)
    GROUP BY c.mention_id HAVING count(DISTINCT b.issuer) = 1
)
SELECT c.*, coalesce(c.issuer, o.issuer) AS whose
FROM cited AS c LEFT JOIN only_body AS o USING (mention_id);

-- Which year it is of: as told; of a law by its name, that of the newest one at the article's date; else that of the only
-- document of this number and body that was out by then.
CREATE TEMPORARY TABLE fitting ON COMMIT DROP AS
WITH documents AS (
    SELECT document_key, whose AS issuer, year, NULL::date AS issued_on
    FROM owned WHERE year IS NOT NULL AND apart IS NULL
    UNION
    SELECT number, issuer, year, issued_on FROM warehouse.known_documents
    WHERE number IN (SELECT document_key FROM touched_documents)
)
SELECT DISTINCT
    o.mention_id, d.issuer, d.year,
    -- Whether it is known to have been out when the article appeared; the day of the capture does not tell that.
    o.told_on IS NOT NULL OR coalesce(d.issued_on <= o.told_since, d.year < extract(year FROM o.told_since), FALSE) AS was_out
FROM owned AS o
JOIN documents AS d ON d.document_key = o.document_key
WHERE o.year IS NULL AND o.apart IS NULL
  AND (d.issuer IS NOT DISTINCT FROM o.whose OR (o.whose IS NULL AND NOT o.of_many))
  AND d.year <= extract(year FROM o.told_until)
  AND (d.issued_on IS NULL OR d.issued_on <= o.told_until);

-- Laws that a name can mean: those of that name that were passed by the article's last day.
CREATE TEMPORARY TABLE laws_of_name ON COMMIT DROP AS
SELECT
    o.mention_id, k.number, k.issuer, k.year, k.issued_on,
    -- A law whose day of effect no source proves is taken to be in force a year after it was passed.
    coalesce(k.effective_on, (k.issued_on + interval '1 year')::date) AS in_force_on,
    k.repealed_on,
    o.year IS NOT NULL AS year_told,
    count(*) OVER (PARTITION BY o.mention_id) AS laws,
    coalesce(o.told_on, o.told_since) AS told_since,
    o.told_until,
    t.known_until
FROM owned AS o
JOIN warehouse.known_documents AS k
    ON k.doc_type = o.doc_type AND lower(k.doc_type || ' ' || k.title) = lower(o.title)
LEFT JOIN warehouse.document_types AS t ON t.doc_type = k.doc_type
WHERE o.number IS NULL AND o.apart IS NULL AND o.doc_type IN ('luật', 'bộ luật', 'pháp lệnh')
  AND k.issued_on <= o.told_until
  AND (o.year IS NULL OR k.year = o.year);

-- The newest of them is the law that is meant where it was in force all the time in which the article can have been written, and
-- where the list of laws is complete up to then: a law that was passed, and has no effect yet, leaves several candidates.
CREATE TEMPORARY TABLE law_of_name ON COMMIT DROP AS
SELECT DISTINCT ON (l.mention_id)
    l.mention_id, l.number, l.issuer, l.year, l.issued_on,
    CASE
        WHEN l.year_told AND (l.laws = 1 OR l.issued_on <= l.told_since) THEN NULL
        WHEN l.told_since IS NULL THEN 'no day tells which law of this name'
        WHEN l.known_until IS NULL OR l.told_until > l.known_until THEN 'the list of laws ends before the article'
        WHEN l.issued_on > l.told_since THEN 'no day tells which law of this name'
        WHEN l.in_force_on > l.told_since THEN 'the newest law of this name is not in force yet'
        WHEN l.repealed_on <= l.told_until THEN 'the newest law of this name is repealed'
    END AS doubt
FROM laws_of_name AS l
ORDER BY l.mention_id, l.issued_on DESC, l.number;

CREATE TEMPORARY TABLE identified ON COMMIT DROP AS
WITH only_fit AS (
    SELECT mention_id, min(issuer) AS issuer, min(year) AS year
    FROM fitting GROUP BY mention_id HAVING count(DISTINCT (issuer, year)) = 1 AND bool_or(was_out)
),
resolved AS (
    SELECT
        o.*, l.number AS known_number,
        coalesce(o.whose, f.issuer) AS body,
        coalesce(o.year, l.year, CASE WHEN l.mention_id IS NULL THEN f.year END) AS of_year,
        CASE
            WHEN o.year IS NOT NULL AND o.year_basis = 'registry' THEN 'subject'
            WHEN o.year IS NOT NULL THEN 'stated'
            WHEN l.year IS NOT NULL THEN 'name'
            WHEN f.year IS NOT NULL THEN 'article date'
        END AS how
    FROM owned AS o
    LEFT JOIN law_of_name AS l ON l.mention_id = o.mention_id AND l.doubt IS NULL
    LEFT JOIN only_fit AS f ON f.mention_id = o.mention_id
)
SELECT
    r.mention_id, r.doc_type, r.document_class, r.type_disagrees, r.issued_on, r.date_basis, r.title, r.stage, r.told_on,
    r.known_number, r.how, g.correction_id,
    CASE WHEN g.new_id IS NULL THEN r.document_key ELSE g.new_key END AS document_key,
    -- A document without a number is known by "type: name".
    CASE WHEN g.new_id IS NULL THEN r.number WHEN strpos(g.new_key, ': ') = 0 THEN g.new_key END AS number,
    CASE WHEN g.new_id IS NULL THEN r.body ELSE g.issuer END AS body,
    CASE WHEN g.new_id IS NULL THEN r.of_year ELSE g.year END AS of_year,
    coalesce(g.new_id, r.decree_id) AS decree_id
FROM (
    SELECT
        d.*, md5(concat_ws(chr(31), d.document_key, coalesce(d.body, ''), d.of_year::text, d.apart)) AS decree_id
    FROM resolved AS d
) AS r
LEFT JOIN merged_documents AS g ON g.old_id = r.decree_id;

INSERT INTO warehouse.decrees (
    decree_id, document_key, number, known_number, doc_type, document_class, type_disagrees, issuer, year, issued_on, dates_disagree,
    title, stage
)
SELECT
    i.decree_id, min(i.document_key), min(i.number), min(i.known_number),
    mode() WITHIN GROUP (ORDER BY i.doc_type), mode() WITHIN GROUP (ORDER BY i.document_class), bool_or(i.type_disagrees),
    min(i.body), min(i.of_year),
    -- What articles state goes before what the registry knows.
    coalesce(
        mode() WITHIN GROUP (ORDER BY i.issued_on) FILTER (WHERE i.date_basis = 'text'),
        min(k.issued_on),
        mode() WITHIN GROUP (ORDER BY i.issued_on)
    ),
    count(DISTINCT i.issued_on) FILTER (WHERE i.date_basis = 'text') > 1,
    mode() WITHIN GROUP (ORDER BY i.title),
    CASE WHEN bool_or(i.number IS NOT NULL OR i.stage IS NULL) THEN NULL ELSE mode() WITHIN GROUP (ORDER BY i.stage) END
FROM identified AS i
LEFT JOIN warehouse.known_documents AS k
    ON k.number = coalesce(i.number, i.known_number) AND k.issuer = i.body AND k.year = i.of_year
GROUP BY i.decree_id
ON CONFLICT (decree_id) DO UPDATE SET
    known_number   = excluded.known_number,
    doc_type       = excluded.doc_type,
    document_class = excluded.document_class,
    type_disagrees = excluded.type_disagrees,
    issued_on      = excluded.issued_on,
    dates_disagree = excluded.dates_disagree,
    title          = excluded.title,
    stage          = excluded.stage;

UPDATE warehouse.decree_mentions AS m
SET decree_id = i.decree_id, resolved_basis = i.how
FROM identified AS i
WHERE i.mention_id = m.mention_id
  AND (m.decree_id IS DISTINCT FROM i.decree_id OR m.resolved_basis IS DISTINCT FROM i.how);

-- Mentions of merged documents are marked as corrected; what a correction of their own changed stays marked by that.
DELETE FROM warehouse.corrected_findings
WHERE kind = 'decree_mentions' AND was IS NULL AND key IN (SELECT mention_id FROM cited);
INSERT INTO warehouse.corrected_findings (kind, key, article_id, correction_id)
SELECT 'decree_mentions', i.mention_id, m.article_id, i.correction_id
FROM identified AS i
JOIN warehouse.decree_mentions AS m USING (mention_id)
WHERE i.correction_id IS NOT NULL
ON CONFLICT (kind, key) WHERE kind <> 'articles' DO NOTHING;

DELETE FROM warehouse.decree_candidates WHERE mention_id IN (SELECT mention_id FROM cited);
INSERT INTO warehouse.decree_candidates (mention_id, number, issuer, year, reason)
SELECT DISTINCT
    f.mention_id, i.number, f.issuer, f.year,
    CASE WHEN i.told_on IS NULL THEN 'no day tells whether it was out' ELSE 'several documents of this number were out' END
FROM fitting AS f
JOIN identified AS i USING (mention_id)
WHERE i.of_year IS NULL AND i.number IS NOT NULL
UNION
SELECT mention_id, number, issuer, year, 'newest law of this name'
FROM law_of_name
WHERE doubt IS NULL
UNION
SELECT l.mention_id, l.number, l.issuer, l.year, n.doubt
FROM laws_of_name AS l
JOIN law_of_name AS n USING (mention_id)
WHERE n.doubt IS NOT NULL;

-- Ids that end lead to the one document that took the place of theirs, and so do ids that led to them.
CREATE TEMPORARY TABLE vanishing ON COMMIT DROP AS
SELECT d.decree_id, d.document_key, d.issuer, d.year
FROM warehouse.decrees AS d
WHERE d.document_key IN (SELECT document_key FROM touched_documents)
  AND NOT EXISTS (SELECT FROM warehouse.decree_mentions AS m WHERE m.decree_id = d.decree_id);

INSERT INTO warehouse.decree_redirects (old_decree_id, decree_id)
SELECT v.decree_id, min(d.decree_id)
FROM vanishing AS v
JOIN warehouse.decrees AS d
    ON d.document_key = v.document_key
    AND (v.issuer IS NULL OR d.issuer IS NULL OR d.issuer = v.issuer)
    AND (v.year IS NULL OR d.year IS NULL OR d.year = v.year)
    AND d.decree_id NOT IN (SELECT decree_id FROM vanishing)
GROUP BY v.decree_id HAVING count(*) = 1
ON CONFLICT (old_decree_id) DO UPDATE SET decree_id = excluded.decree_id, moved_at = now();
INSERT INTO warehouse.decree_redirects (old_decree_id, decree_id)
SELECT g.old_id, g.new_id
FROM merged_documents AS g
JOIN vanishing AS v ON v.decree_id = g.old_id
JOIN warehouse.decrees AS d ON d.decree_id = g.new_id
WHERE g.new_id NOT IN (SELECT decree_id FROM vanishing)
ON CONFLICT (old_decree_id) DO UPDATE SET decree_id = excluded.decree_id, moved_at = now();
UPDATE warehouse.decree_redirects AS r
SET decree_id = n.decree_id, moved_at = now()
FROM warehouse.decree_redirects AS n
WHERE n.old_decree_id = r.decree_id;
DELETE FROM warehouse.decree_redirects WHERE old_decree_id IN (SELECT decree_id FROM identified);

DELETE FROM warehouse.decrees WHERE decree_id IN (SELECT decree_id FROM vanishing);
