-- Whether anything was touched since summaries were told.

SELECT EXISTS (SELECT FROM warehouse.summary_keys) OR EXISTS (SELECT FROM warehouse.summary_bonds);
