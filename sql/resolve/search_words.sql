-- What search understands follows the registry: abbreviations and types of documents (with and without diacritics, as
-- people type them), and the names by which an organisation may be asked for, each with the last of its heirs.

DELETE FROM warehouse.search_words;
INSERT INTO warehouse.search_words (word, means, kind)
SELECT DISTINCT lower(warehouse.unaccent('warehouse.unaccent', w.word)), form, w.kind
FROM registry_search_words AS w
CROSS JOIN LATERAL unnest(
    CASE WHEN w.kind = 'document' THEN ARRAY[w.means, warehouse.unaccent('warehouse.unaccent', w.means)] ELSE ARRAY[w.means] END
) AS form;

DELETE FROM warehouse.search_names;
INSERT INTO warehouse.search_names (name, lineage_id)
SELECT DISTINCT n.name, n.lineage_id
FROM (
    SELECT btrim(warehouse.search_plain(o.name)) AS name, coalesce(o.lineage_id, o.organisation_id) AS lineage_id
    FROM warehouse.organisations AS o
    WHERE o.registered
    UNION ALL
    SELECT btrim(warehouse.search_plain(a.alias)), coalesce(o.lineage_id, o.organisation_id)
    FROM warehouse.organisation_aliases AS a
    JOIN warehouse.organisations AS o USING (organisation_id)
    WHERE o.registered
) AS n
WHERE length(n.name) >= 3;
