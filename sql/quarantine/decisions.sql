-- What the gates must know of decisions.

SELECT content_hash, row_key, decision FROM ops.quarantine_decisions;
