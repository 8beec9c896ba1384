-- An address of any length is a key by its digest: an entry of a btree holds 2,704 bytes at most, and what came from
-- outside must never be the reason why a row cannot be written.

CREATE FUNCTION ops.address_key(address text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sha256(convert_to(address, 'UTF8'));
COMMENT ON FUNCTION ops.address_key IS 'SHA-256 of an address or file name, under which it is found';

ALTER TABLE ops.fetches DROP CONSTRAINT fetches_pkey;
ALTER TABLE ops.fetches ADD COLUMN url_key bytea GENERATED ALWAYS AS (ops.address_key(url)) STORED;
ALTER TABLE ops.fetches ADD PRIMARY KEY (batch_id, url_key);

DROP INDEX ops.fetches_url;
CREATE INDEX fetches_url ON ops.fetches USING hash (url);
DROP INDEX warehouse.captures_url;
CREATE INDEX captures_url ON warehouse.captures USING hash (url);
