-- Whether a version of a learnt table exists.

SELECT EXISTS (SELECT FROM ops.learnt_versions WHERE name = :name AND version = :version);
