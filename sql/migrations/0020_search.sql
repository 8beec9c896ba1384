-- Search: what each article may be found by, the words that stand for others, the names of organisations over time.

CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA warehouse;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA warehouse;

-- Words without their diacritics, for those who type none.
CREATE TEXT SEARCH CONFIGURATION warehouse.vietnamese (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION warehouse.vietnamese
    ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart, int, uint
    WITH warehouse.unaccent, pg_catalog.simple;

CREATE TABLE warehouse.search_documents (
    article_id    text PRIMARY KEY REFERENCES warehouse.articles ON DELETE CASCADE,
    source_id     text NOT NULL,
    published_on  date,
    words         tsvector NOT NULL
);
CREATE INDEX search_documents_words ON warehouse.search_documents USING gin (words);
CREATE INDEX search_documents_newest ON warehouse.search_documents (published_on DESC NULLS LAST, article_id);

CREATE TABLE warehouse.search_words (
    word   text NOT NULL,
    means  text NOT NULL,
    kind   text NOT NULL CHECK (kind IN ('abbreviation', 'document')),
    PRIMARY KEY (kind, word, means)
);

CREATE TABLE warehouse.search_names (
    name        text NOT NULL,
    lineage_id  text NOT NULL,
    PRIMARY KEY (name, lineage_id)
);
