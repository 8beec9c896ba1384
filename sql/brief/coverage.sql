-- What the night read of each source that it asked: pages found, articles kept, the day of the source's last article before.

SELECT
    f.source_id, coalesce(s.name, f.source_id) AS name, coalesce(s.kind, 'newspaper') AS kind,
    count(*) FILTER (WHERE f.kind = 'page') AS found,
    (SELECT count(*) FROM warehouse.articles AS a WHERE a.source_id = f.source_id AND a.batch_id = :batch_id) AS kept,
    (SELECT max(a.published_on) FROM warehouse.articles AS a WHERE a.source_id = f.source_id AND a.batch_id <> :batch_id) AS last_on
FROM ops.fetches AS f
LEFT JOIN warehouse.sources AS s USING (source_id)
WHERE f.batch_id = :batch_id AND f.kind <> 'file'
GROUP BY f.source_id, s.name, s.kind
ORDER BY f.source_id;
