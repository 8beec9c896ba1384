-- Documents of a night: issued or changing state within 30 days, taking effect within 7, drafts, and those met here for the first time.
-- One row per document, its nearest step.

WITH cited AS (
    SELECT m.decree_id, (array_agg(m.mention_id ORDER BY a.published_at NULLS LAST, m.mention_id))[1] AS mention_id
    FROM warehouse.decree_mentions AS m
    JOIN warehouse.articles AS a USING (article_id)
    WHERE m.batch_id = :batch_id AND m.decree_id IS NOT NULL AND m.form <> 'back'
    GROUP BY m.decree_id
), steps AS (
    SELECT DISTINCT ON (s.decree_id, v.event)
        s.decree_id, 'decree_events' AS kind, v.event_id AS finding_id, v.event AS step, v.happened_on
    FROM warehouse.decree_events AS v
    JOIN warehouse.decree_mentions AS s ON s.mention_id = v.subject_mention_id
    WHERE s.decree_id IS NOT NULL AND v.happened_precision = 'day'
      AND (
          (v.batch_id = :batch_id AND v.happened_on BETWEEN CAST(:today AS date) - 30 AND :today)
          OR (v.event IN ('takes_effect', 'expires') AND v.happened_on BETWEEN :today AND CAST(:today AS date) + 7)
      )
    ORDER BY s.decree_id, v.event, (v.batch_id = :batch_id) DESC, v.event_id
), told AS (
    SELECT * FROM steps
    UNION ALL
    SELECT d.decree_id, 'decree_mentions', c.mention_id, 'issued', d.issued_on
    FROM cited AS c
    JOIN warehouse.decrees AS d USING (decree_id)
    WHERE d.issued_on BETWEEN CAST(:today AS date) - 30 AND :today AND NOT d.dates_disagree
      AND NOT EXISTS (SELECT FROM steps AS s WHERE s.decree_id = d.decree_id)
    UNION ALL
    SELECT d.decree_id, 'decree_mentions', c.mention_id, coalesce(d.stage, 'first_seen'), NULL
    FROM cited AS c
    JOIN warehouse.decrees AS d USING (decree_id)
    WHERE (d.issued_on IS NULL OR d.issued_on < CAST(:today AS date) - 30)
      AND NOT EXISTS (SELECT FROM steps AS s WHERE s.decree_id = d.decree_id)
      AND NOT EXISTS (
          SELECT FROM warehouse.decree_mentions AS e
          JOIN warehouse.articles AS o USING (article_id)
          WHERE e.decree_id = d.decree_id AND e.batch_id <> :batch_id AND o.published_on < :today
      )
)
SELECT
    t.kind, t.finding_id, t.step, t.happened_on,
    d.number, d.doc_type, d.title, d.issuer, d.issued_on, o.organisation_id AS issuer_id
FROM told AS t
JOIN warehouse.decrees AS d USING (decree_id)
LEFT JOIN LATERAL (
    SELECT organisation_id FROM warehouse.organisations WHERE name = d.issuer ORDER BY registered DESC, organisation_id LIMIT 1
) AS o ON true
WHERE d.number IS NOT NULL OR d.title IS NOT NULL
ORDER BY t.happened_on DESC NULLS LAST, d.number NULLS LAST, d.decree_id, t.step;
