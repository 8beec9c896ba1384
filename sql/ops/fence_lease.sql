-- Whether a lease is still its holder's; nobody can take it over until this transaction ends. Heartbeats go on meanwhile.

SELECT token
FROM ops.leases
WHERE token = :token
FOR KEY SHARE;
