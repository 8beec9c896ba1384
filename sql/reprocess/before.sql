-- The served articles with these ids or of these captures, in the columns of the dataset `articles`, for a comparison.

SELECT
    a.article_version_id, a.article_id, a.batch_id, a.capture_id, a.source_id, a.url, a.part, a.title, v.text, v.text_raw,
    v.repaired_spans, a.repaired,
    a.author, a.credit, a.section, a.published_at, a.published_precision, a.published_source, a.modified_at,
    a.published_on, a.captured_at, v.repairs, v.captions, v.removed_lines, a.rules_version
FROM warehouse.articles AS a
JOIN warehouse.article_versions AS v USING (article_version_id)
WHERE a.article_id = ANY(:article_ids) OR a.capture_id = ANY(:capture_ids);
