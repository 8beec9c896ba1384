-- A run uses the versions that are current when it begins; begun again, it keeps those that it had.

UPDATE ops.runs
SET learnt_versions = CAST(:versions AS jsonb)
WHERE run_id = :run_id AND learnt_versions = '{}';
