-- The day's rules over the pages that discovery found: another Vietnamese day, already known, more than the source allows.
-- Second looks have rules of their own (second_looks.sql).

UPDATE ops.fetches
SET state       = 'done',
    outcome     = 'other_day',
    reason      = 'Announced for ' || to_char(announced_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY') || ', not for the day of this batch.',
    finished_at = :now
WHERE batch_id = :batch_id
  AND kind = 'page'
  AND state = 'pending'
  AND found_by IS DISTINCT FROM 'second_look'
  AND NOT (announced_at >= :day_begins AND announced_at < :day_ends);

UPDATE ops.fetches AS f
SET state       = 'done',
    outcome     = 'known',
    reason      = 'Announced without a day, and another batch has captured it.',
    finished_at = :now
WHERE f.batch_id = :batch_id
  AND f.kind = 'page'
  AND f.state = 'pending'
  AND f.found_by IS DISTINCT FROM 'second_look'
  AND f.announced_at IS NULL
  AND (
      EXISTS (SELECT FROM warehouse.captures AS c WHERE c.url = f.url AND c.batch_id <> f.batch_id)
      OR EXISTS (
          SELECT FROM ops.fetches AS o
          WHERE o.url = f.url AND o.batch_id <> f.batch_id AND o.outcome IN ('captured', 'unchanged')
      )
  );

UPDATE ops.fetches AS f
SET state       = 'done',
    outcome     = 'over_max_pages',
    reason      = 'The source allows ' || ranked.max_pages || ' pages in one batch (max_pages); this one comes after them.',
    finished_at = :now
FROM (
    SELECT p.url, s.max_pages,
        row_number() OVER (PARTITION BY p.source_id ORDER BY p.announced_at DESC NULLS LAST, p.url) AS place
    FROM ops.fetches AS p
    JOIN jsonb_to_recordset(CAST(:sources AS jsonb)) AS s (source_id text, max_pages integer) USING (source_id)
    WHERE p.batch_id = :batch_id AND p.kind = 'page' AND p.state = 'pending' AND p.found_by IS DISTINCT FROM 'second_look'
) AS ranked
WHERE f.batch_id = :batch_id AND f.url = ranked.url AND ranked.place > ranked.max_pages;
