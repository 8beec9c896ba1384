-- warehouse.known_documents follows the registry. Every document is resolved anew when it changed.

CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
WHERE EXISTS (
    (TABLE warehouse.known_documents EXCEPT TABLE registry_documents)
    UNION ALL
    (TABLE registry_documents EXCEPT TABLE warehouse.known_documents)
);

DELETE FROM warehouse.known_documents;
INSERT INTO warehouse.known_documents TABLE registry_documents;
