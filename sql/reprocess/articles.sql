-- The articles that some captures show, each version by its newest sighting, in the columns of the dataset `articles`.

SELECT
    a.article_version_id, a.article_id, a.batch_id, a.capture_id, a.source_id, a.url, a.part, a.title, v.text, v.text_raw,
    CAST(v.repaired_spans AS text) AS repaired_spans, a.repaired,
    a.author, a.credit, a.section, a.published_at, a.published_precision, a.published_source, a.modified_at,
    a.published_on, a.captured_at, CAST(v.repairs AS text) AS repairs,
    CAST(v.captions AS text) AS captions, CAST(v.removed_lines AS text) AS removed_lines, a.rules_version
FROM warehouse.article_sightings AS a
JOIN warehouse.article_versions AS v USING (article_version_id)
WHERE a.capture_id = ANY(:capture_ids)
  AND NOT EXISTS (
      SELECT FROM warehouse.article_sightings AS newer
      WHERE newer.article_version_id = a.article_version_id
        AND (newer.captured_at, newer.capture_id) > (a.captured_at, a.capture_id)
  )
ORDER BY a.capture_id, a.part;
