-- Identities of decrees: number, issuer and year. Recomputed for every number that the batch touched, from all its
-- mentions in the warehouse, so that the order in which articles were loaded does not matter.
-- A mention that does not tell the year (or the issuer) is of the one document that fits, when exactly one does.

CREATE TEMPORARY TABLE identified ON COMMIT DROP AS
WITH mentions AS (
    SELECT m.mention_id, m.number, m.issuer, m.year, m.doc_type, m.issued_on
    FROM warehouse.decree_mentions AS m
    WHERE m.number IN (SELECT number FROM touched_numbers) AND NOT m.short_form
),
known_issuer AS (
    SELECT number, min(issuer) AS issuer
    FROM mentions WHERE issuer IS NOT NULL
    GROUP BY number HAVING count(DISTINCT issuer) = 1
),
with_issuer AS (
    SELECT m.mention_id, m.number, coalesce(m.issuer, k.issuer) AS issuer, m.year, m.doc_type, m.issued_on
    FROM mentions AS m LEFT JOIN known_issuer AS k USING (number)
),
known_year AS (
    SELECT number, issuer, min(year) AS year
    FROM with_issuer WHERE year IS NOT NULL
    GROUP BY number, issuer HAVING count(DISTINCT year) = 1
)
SELECT
    m.mention_id, m.number, m.issuer, coalesce(m.year, y.year) AS year, m.doc_type, m.issued_on,
    md5(concat_ws(chr(31), m.number, coalesce(m.issuer, ''), coalesce(m.year, y.year)::text)) AS decree_id
FROM with_issuer AS m
LEFT JOIN known_year AS y ON y.number = m.number AND y.issuer IS NOT DISTINCT FROM m.issuer;

INSERT INTO warehouse.decrees (decree_id, number, doc_type, issuer, year, issued_on, dates_disagree)
SELECT
    decree_id, min(number), mode() WITHIN GROUP (ORDER BY doc_type), min(issuer), min(year),
    mode() WITHIN GROUP (ORDER BY issued_on), count(DISTINCT issued_on) > 1
FROM identified
GROUP BY decree_id
ON CONFLICT (decree_id) DO UPDATE SET
    doc_type       = excluded.doc_type,
    issued_on      = excluded.issued_on,
    dates_disagree = excluded.dates_disagree;

UPDATE warehouse.decree_mentions AS m
SET decree_id = i.decree_id
FROM identified AS i
WHERE i.mention_id = m.mention_id AND m.decree_id IS DISTINCT FROM i.decree_id;

DELETE FROM warehouse.decrees AS d
WHERE d.number IN (SELECT number FROM touched_numbers)
  AND NOT EXISTS (SELECT FROM warehouse.decree_mentions AS m WHERE m.decree_id = d.decree_id);
