-- After a publish: fresh statistics for the tables behind the views, so that BI queries are planned well.

ANALYZE warehouse.articles;
ANALYZE warehouse.decrees;
ANALYZE warehouse.decree_mentions;
ANALYZE warehouse.decree_relations;
ANALYZE warehouse.decree_events;
ANALYZE warehouse.organisations;
ANALYZE warehouse.organisation_mentions;
ANALYZE warehouse.metrics;
