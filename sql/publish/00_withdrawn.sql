-- Articles that this publish withdraws: those of the batch, or of captures that it read, that it no longer brings.
-- `served` is what it may withdraw: how many of them go decides whether the publish needs to be asked for by name.

CREATE TEMPORARY TABLE served ON COMMIT DROP AS
SELECT w.article_id
FROM warehouse.articles AS w
WHERE w.batch_id = :batch_id
   OR w.capture_id IN (SELECT capture_id FROM staging.captures WHERE batch_id = :batch_id);

CREATE TEMPORARY TABLE withdrawn ON COMMIT DROP AS
SELECT article_id
FROM served
WHERE article_id NOT IN (SELECT article_id FROM staging.articles WHERE batch_id = :batch_id);
