-- The served articles of some captures, in the columns of the dataset `articles`.

SELECT
    a.article_version_id, a.article_id, a.batch_id, a.capture_id, a.source_id, a.url, a.part, a.title, v.text, v.text_raw,
    CAST(v.repaired_spans AS text) AS repaired_spans, a.repaired,
    a.author, a.credit, a.section, a.published_at, a.published_precision, a.published_source, a.modified_at,
    a.published_on, a.captured_at, CAST(v.repairs AS text) AS repairs,
    CAST(v.captions AS text) AS captions, CAST(v.removed_lines AS text) AS removed_lines, a.rules_version
FROM warehouse.articles AS a
JOIN warehouse.article_versions AS v USING (article_version_id)
WHERE a.capture_id = ANY(:capture_ids)
ORDER BY a.capture_id, a.part;
