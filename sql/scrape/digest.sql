-- The digest of the newest capture of an address that the warehouse knows.

SELECT digest FROM warehouse.captures WHERE url = :url ORDER BY captured_at DESC, capture_id DESC LIMIT 1;
