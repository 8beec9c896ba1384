-- Days of which a night is published, newest first.

SELECT DISTINCT day FROM ops.runs WHERE dag_id = 'nightly' AND day IS NOT NULL AND published_at IS NOT NULL ORDER BY day DESC;
