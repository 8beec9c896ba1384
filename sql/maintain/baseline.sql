-- A version of the baselines.

SELECT measure, subject, usual FROM ops.baselines WHERE version = :version;
