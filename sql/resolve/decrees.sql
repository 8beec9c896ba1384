-- Identities of documents: number (or type and name), issuer and year. Recomputed for every document that the batch touched,
-- from all its mentions in the warehouse, so that the order in which articles were loaded does not matter.
-- A mention that does not tell the year (or the issuer) is of the one document that fits, when exactly one does.

CREATE TEMPORARY TABLE identified ON COMMIT DROP AS
WITH mentions AS (
    SELECT
        m.mention_id, m.document_key, m.number, m.issuer, m.year, m.doc_type, m.title, m.stage,
        CASE WHEN m.issued_precision = 'day' THEN m.issued_on END AS issued_on, m.date_from
    FROM warehouse.decree_mentions AS m
    WHERE m.document_key IN (SELECT document_key FROM touched_documents) AND NOT m.short_form
),
known_issuer AS (
    SELECT document_key, min(issuer) AS issuer
    FROM mentions WHERE issuer IS NOT NULL
    GROUP BY document_key HAVING count(DISTINCT issuer) = 1
),
with_issuer AS (
    SELECT m.*, coalesce(m.issuer, k.issuer) AS whose
    FROM mentions AS m LEFT JOIN known_issuer AS k USING (document_key)
),
known_year AS (
    SELECT document_key, whose, min(year) AS year
    FROM with_issuer WHERE year IS NOT NULL
    GROUP BY document_key, whose HAVING count(DISTINCT year) = 1
)
SELECT
    m.mention_id, m.document_key, m.number, m.whose AS issuer, coalesce(m.year, y.year) AS year, m.doc_type, m.title,
    m.stage, m.issued_on, m.date_from,
    md5(concat_ws(chr(31), m.document_key, coalesce(m.whose, ''), coalesce(m.year, y.year)::text)) AS decree_id
FROM with_issuer AS m
LEFT JOIN known_year AS y ON y.document_key = m.document_key AND y.whose IS NOT DISTINCT FROM m.whose;

INSERT INTO warehouse.decrees (
    decree_id, document_key, number, doc_type, issuer, year, issued_on, dates_disagree, title, stage
)
SELECT
    decree_id, min(document_key), min(number), mode() WITHIN GROUP (ORDER BY doc_type), min(issuer), min(year),
    -- What articles state goes before what the registry adds.
    coalesce(
        mode() WITHIN GROUP (ORDER BY issued_on) FILTER (WHERE date_from = 'text'),
        mode() WITHIN GROUP (ORDER BY issued_on)
    ),
    count(DISTINCT issued_on) FILTER (WHERE date_from = 'text') > 1,
    mode() WITHIN GROUP (ORDER BY title),
    CASE WHEN bool_or(number IS NOT NULL OR stage IS NULL) THEN NULL ELSE mode() WITHIN GROUP (ORDER BY stage) END
FROM identified
GROUP BY decree_id
ON CONFLICT (decree_id) DO UPDATE SET
    doc_type       = excluded.doc_type,
    issued_on      = excluded.issued_on,
    dates_disagree = excluded.dates_disagree,
    title          = excluded.title,
    stage          = excluded.stage;

UPDATE warehouse.decree_mentions AS m
SET decree_id = i.decree_id
FROM identified AS i
WHERE i.mention_id = m.mention_id AND m.decree_id IS DISTINCT FROM i.decree_id;

DELETE FROM warehouse.decrees AS d
WHERE d.document_key IN (SELECT document_key FROM touched_documents)
  AND NOT EXISTS (SELECT FROM warehouse.decree_mentions AS m WHERE m.decree_id = d.decree_id);
