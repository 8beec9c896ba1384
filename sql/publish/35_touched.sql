-- What the new rows are of is told anew: documents, and what follows from articles (theodoi.load.resolve).

INSERT INTO touched_documents
SELECT DISTINCT m.document_key FROM warehouse.decree_mentions AS m JOIN changed USING (article_id);

CREATE TEMPORARY TABLE touched_articles ON COMMIT DROP AS SELECT article_id FROM changed;

-- Pages that the batch asked for and that are not there: of the crawl, or as cleaning read them.
INSERT INTO touched_articles
SELECT s.article_id
FROM warehouse.article_sightings AS s
JOIN warehouse.captures AS c USING (capture_id)
WHERE c.url IN (
    SELECT url FROM warehouse.lost_pages WHERE batch_id = :batch_id
    UNION ALL
    SELECT url FROM staging.outcomes WHERE batch_id = :batch_id AND outcome = 'soft_404'
)
EXCEPT
SELECT article_id FROM touched_articles;

-- Bodies outside the registry exist only as long as an article names them.
DELETE FROM warehouse.organisations AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.organisation_mentions AS m WHERE m.organisation_id = o.organisation_id);
DELETE FROM warehouse.systems AS o
WHERE NOT o.registered
  AND NOT EXISTS (SELECT FROM warehouse.system_mentions AS m WHERE m.system_id = o.system_id);
