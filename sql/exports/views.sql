-- The views that BI tools read, by name.

SELECT viewname FROM pg_views WHERE schemaname = 'bi' ORDER BY viewname;
