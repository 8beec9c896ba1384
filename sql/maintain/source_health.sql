-- Sources that are not well.

SELECT source_id, name, state, silent_days, usual_gap_days, articles, captures
FROM bi.source_health
WHERE state IN ('silent', 'layout_changed')
ORDER BY source_id;
