-- What a run leaves for a person to decide: how it ended, the checks that refused it, and rows held back without a decision.

SELECT
    r.status,
    r.note,
    ARRAY(
        SELECT g.column_name
        FROM ops.gate_results AS g
        WHERE g.run_id = r.run_id AND NOT g.success AND g.level = 'batch' AND g.severity = 'critical'
        ORDER BY 1
    ) AS refused_by,
    (
        SELECT coalesce(jsonb_agg(to_jsonb(h) ORDER BY h.n DESC, h.dataset, h.reason), '[]')
        FROM (
            SELECT q.dataset, q.reason, count(*) AS n, md5(string_agg(q.content_hash, '' ORDER BY q.content_hash)) AS mark
            FROM ops.quarantine AS q
            LEFT JOIN ops.quarantine_decisions AS d USING (content_hash)
            WHERE q.batch_id = r.batch_id AND d.content_hash IS NULL
                AND q.dataset = ANY(:checked) AND q.expectation <> ALL(:no_row) AND NOT starts_with(q.expectation, 'parent_passed')
            GROUP BY q.dataset, q.reason
        ) AS h
    ) AS held
FROM ops.runs AS r
WHERE r.run_id = :run_id;
