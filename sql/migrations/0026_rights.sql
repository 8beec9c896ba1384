-- What may be shown of each source's words. Places that have no source file may be quoted: they are imports of the operator's own.

ALTER TABLE warehouse.sources
    ADD COLUMN rights text NOT NULL DEFAULT 'quote' CHECK (rights IN ('quote', 'facts_only', 'none'));

-- Articles of sources that do not allow a quote, and of those that allow nothing: small lists, which views join.
CREATE VIEW warehouse.unquotable AS SELECT source_id, rights = 'none' AS hidden FROM warehouse.sources WHERE rights <> 'quote';
