-- warehouse.known_documents and warehouse.document_types follow the registry. Every document is resolved anew when one of them changed.

CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS
SELECT DISTINCT m.document_key
FROM warehouse.decree_mentions AS m
WHERE EXISTS (
    (TABLE warehouse.known_documents EXCEPT TABLE registry_documents)
    UNION ALL
    (TABLE registry_documents EXCEPT TABLE warehouse.known_documents)
) OR EXISTS (
    (TABLE warehouse.document_types EXCEPT TABLE registry_document_types)
    UNION ALL
    (TABLE registry_document_types EXCEPT TABLE warehouse.document_types)
);

DELETE FROM warehouse.known_documents;
INSERT INTO warehouse.known_documents TABLE registry_documents;
DELETE FROM warehouse.document_types;
INSERT INTO warehouse.document_types TABLE registry_document_types;
