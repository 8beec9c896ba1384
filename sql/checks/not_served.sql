-- Passed articles of a batch that the warehouse does not serve, by this capture or a newer one: after a publish there are none.

SELECT count(*)
FROM staging.articles AS s
WHERE s.batch_id = :batch_id
  AND NOT EXISTS (
      SELECT FROM warehouse.articles AS w
      WHERE w.article_id = s.article_id AND (w.captured_at, w.capture_id) >= (s.captured_at, s.capture_id)
  );
