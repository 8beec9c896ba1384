-- Articles of which the night saw that their outlet changed them, or that their page is gone: what was changed by type and number,
-- never the words that an outlet took back.

SELECT
    c.change_id, c.article_id, c.title, c.url, c.source, c.published_on, c.kind, c.told_by_outlet, c.title_changed, c.passages,
    c.figures_added + c.figures_removed AS figures, c.documents_added + c.documents_removed AS documents,
    c.names_added + c.names_removed AS names, c.dates_added + c.dates_removed AS dates, c.old_captured_at, c.new_captured_at
FROM bi.article_changes AS c
LEFT JOIN warehouse.captures AS n ON n.capture_id = c.new_capture_id
WHERE c.returned_at IS NULL
  AND (n.batch_id = :batch_id OR EXISTS (SELECT FROM warehouse.lost_pages AS l WHERE l.batch_id = :batch_id AND l.url = c.url))
ORDER BY c.kind DESC, c.figures_added + c.figures_removed DESC, c.source, c.change_id;
