-- What was given back lost diacritics: the article, the stretches of its text, and the findings whose evidence touches one.

ALTER TABLE warehouse.articles ADD COLUMN repaired boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.article_versions ADD COLUMN repaired_spans jsonb;
ALTER TABLE warehouse.decree_mentions ADD COLUMN repaired boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.decree_relations ADD COLUMN repaired boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.decree_events ADD COLUMN repaired boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.organisation_mentions ADD COLUMN repaired boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.system_mentions ADD COLUMN repaired boolean NOT NULL DEFAULT false;
ALTER TABLE warehouse.metrics ADD COLUMN repaired boolean NOT NULL DEFAULT false;
