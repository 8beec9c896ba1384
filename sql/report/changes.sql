-- Articles that a batch showed changed after their publication, and pages that it found gone.

SELECT
    a.source_id, a.url, g.kind, g.title_changed, g.status,
    g.figures_added + g.figures_removed     AS figures,
    g.documents_added + g.documents_removed AS documents,
    g.names_added + g.names_removed         AS names,
    g.dates_added + g.dates_removed         AS dates
FROM warehouse.article_changes AS g
JOIN warehouse.articles AS a USING (article_id)
LEFT JOIN warehouse.captures AS c ON c.capture_id = g.new_capture_id
LEFT JOIN warehouse.lost_pages AS l ON g.new_capture_id IS NULL AND l.source_id = a.source_id AND l.asked_at = g.noticed_at
WHERE :batch_id IN (c.batch_id, l.batch_id)
ORDER BY a.source_id, a.url, g.noticed_at;
