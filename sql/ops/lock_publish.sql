-- One publish at a time: wait for the row. Who is silent in the middle of its transaction is ended by Postgres, not waited for.

SET LOCAL idle_in_transaction_session_timeout = '2min';
SELECT FROM ops.locks WHERE name = 'publish' FOR UPDATE;
