-- Give a lease back.

DELETE FROM ops.leases
WHERE token = :token;
