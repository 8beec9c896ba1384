-- Those of the named batches (text[]) that have brought captures to this warehouse.

SELECT DISTINCT batch_id
FROM warehouse.captures
WHERE batch_id = ANY(CAST(:batches AS text[]))
