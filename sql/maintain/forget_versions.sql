-- Old versions of learnt tables that are not current and that no run names. Each learnt table has a line here.

WITH gone AS (
    DELETE FROM ops.learnt_versions AS v
    WHERE NOT v.current
      AND v.made_at < :before
      AND NOT EXISTS (SELECT FROM ops.runs AS r WHERE r.learnt_versions ->> v.name = v.version)
    RETURNING v.name, v.version
), baselines AS (
    DELETE FROM ops.baselines AS b USING gone WHERE gone.name = 'baselines' AND b.version = gone.version
), boilerplate_lines AS (
    DELETE FROM ops.boilerplate_lines AS b USING gone WHERE gone.name = 'boilerplate_lines' AND b.version = gone.version
)
SELECT name, version FROM gone ORDER BY name, version;
