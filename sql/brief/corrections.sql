-- Articles of the night by whose headline a paper corrects itself.

SELECT article_id, a.title, a.url, a.published_on, s.name AS source
FROM warehouse.articles AS a
JOIN warehouse.sources AS s USING (source_id)
WHERE a.batch_id = :batch_id AND a.title ~* '^\W*(đính chính|cải chính|thông tin cải chính|thông tin đính chính)'
  AND NOT EXISTS (SELECT FROM warehouse.unquotable AS u WHERE u.source_id = a.source_id AND u.hidden)
ORDER BY a.published_at NULLS LAST, article_id;
