-- The versions of learnt tables that a run uses.

SELECT learnt_versions FROM ops.runs WHERE run_id = :run_id;
