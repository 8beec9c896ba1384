-- What summaries follow from beside findings: sources that may not be quoted, and the heirs of bodies.

SELECT
    coalesce((SELECT string_agg(u.source_id, ' ' ORDER BY u.source_id) FROM warehouse.unquotable AS u), '')
    || coalesce((
        SELECT md5(string_agg(o.organisation_id || ' ' || o.lineage_id, ' ' ORDER BY o.organisation_id))
        FROM warehouse.organisations AS o
        WHERE o.lineage_id <> o.organisation_id
    ), '');
