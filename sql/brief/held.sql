-- Articles of a night that the gates held back, and those that people let pass.

SELECT
    (SELECT count(DISTINCT row_key) FROM ops.quarantine WHERE batch_id = :batch_id AND dataset = 'articles') AS held,
    (
        SELECT count(*)
        FROM ops.quarantine_decisions AS d
        JOIN warehouse.articles AS a ON a.article_version_id = d.row_key
        WHERE a.batch_id = :batch_id AND d.dataset = 'articles' AND d.decision = 'release'
    ) AS released;
