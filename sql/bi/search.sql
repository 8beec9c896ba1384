-- Search over titles and sentences that bi shows. Functions are made anew by every migration.

DROP FUNCTION IF EXISTS bi.search;

-- Text as search compares it: small letters, the tone on the first of two vowels (hoà, hòa), y behind one consonant as i
-- (kỹ, kĩ), letters and digits alone.
CREATE OR REPLACE FUNCTION warehouse.search_text(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(
        lower(normalize(coalesce(said, ''), NFC)),
        'oà', 'òa'), 'oá', 'óa'), 'oả', 'ỏa'), 'oã', 'õa'), 'oạ', 'ọa'),
        'oè', 'òe'), 'oé', 'óe'), 'oẻ', 'ỏe'), 'oẽ', 'õe'), 'oẹ', 'ọe'),
        'uỳ', 'ùy'), 'uý', 'úy'), 'uỷ', 'ủy'), 'uỹ', 'ũy'), 'uỵ', 'ụy'),
    '[^[:alnum:]]+', ' ', 'g'),
    '(^| )([hklmst])y(?= |$)', '\1\2i', 'g'),
    '(^| )([hklmst])ỳ(?= |$)', '\1\2ì', 'g'),
    '(^| )([hklmst])ý(?= |$)', '\1\2í', 'g'),
    '(^| )([hklmst])ỷ(?= |$)', '\1\2ỉ', 'g'),
    '(^| )([hklmst])ỹ(?= |$)', '\1\2ĩ', 'g'),
    '(^| )([hklmst])ỵ(?= |$)', '\1\2ị', 'g');

CREATE OR REPLACE FUNCTION warehouse.search_plain(said text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN warehouse.unaccent('warehouse.unaccent', warehouse.search_text(said));

-- The lexemes of a text: each word as it is written and without its diacritics.
CREATE OR REPLACE FUNCTION warehouse.search_vector(said text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_tsvector('pg_catalog.simple', warehouse.search_text(said))
    || to_tsvector('warehouse.vietnamese', warehouse.search_text(said));

-- The numbers by which a document is found: whole, and its type with its own number alone ("ND13").
CREATE OR REPLACE FUNCTION warehouse.search_numbers(number text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT '#' || form
    FROM (SELECT lower(warehouse.unaccent('warehouse.unaccent', number)) AS whole) AS n,
    unnest(ARRAY[
        whole,
        coalesce(substring(whole FROM '/([a-z]+)-[a-z0-9.-]+$'), substring(whole FROM '^\d+-([a-z]+)/'))
            || substring(whole FROM '^\d+')
    ]) AS form
    WHERE form IS NOT NULL
);

-- One word of a query: a number of a document, or the word with what it stands for.
CREATE OR REPLACE FUNCTION warehouse.search_word(typed text) RETURNS tsquery
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    plain  text := lower(warehouse.unaccent('warehouse.unaccent', typed));
    asked  tsquery := plainto_tsquery('pg_catalog.simple', warehouse.search_text(typed));
    means  tsquery;
BEGIN
    IF plain ~ '^\d+[/-][a-z0-9/.-]*[a-z0-9]$' THEN
        RETURN (quote_literal('#' || plain) || ':*')::tsquery;
    END IF;
    IF plain ~ '^[a-z]+\d+$' AND EXISTS (
        SELECT FROM warehouse.search_words AS w WHERE w.kind = 'document' AND w.word = substring(plain FROM '^[a-z]+')
    ) THEN
        RETURN asked || quote_literal('#' || plain)::tsquery;
    END IF;
    SELECT phraseto_tsquery('pg_catalog.simple', warehouse.search_text(w.means)) INTO means
    FROM warehouse.search_words AS w
    WHERE w.kind = 'abbreviation' AND w.word = plain
    ORDER BY w.means
    LIMIT 1;
    RETURN CASE WHEN means IS NULL THEN asked ELSE asked || means END;
END
$$;

-- Any organisation of some lines, as articles are labelled with them; null where there is none.
CREATE OR REPLACE FUNCTION warehouse.search_lines(lineage_ids text[]) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(quote_literal('@' || o.organisation_id), ' | ')::tsquery
    FROM warehouse.organisations AS o
    WHERE o.lineage_id = ANY (lineage_ids)
);

-- The organisation that a query names, by any name that it or its forerunners had: the longest name that stands in it,
-- or a longer one that is much like the whole query. `rest` is the query without that name.
CREATE OR REPLACE FUNCTION warehouse.search_organisation(query text, OUT lines tsquery, OUT rest text)
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    plain  text := btrim(warehouse.search_plain(query));
    called text;
    alike  text;
BEGIN
    SELECT n.name INTO called
    FROM warehouse.search_names AS n
    WHERE position(' ' || n.name || ' ' IN ' ' || plain || ' ') > 0
    ORDER BY length(n.name) DESC, n.name
    LIMIT 1;
    rest := btrim(replace(' ' || plain || ' ', ' ' || coalesce(called, '') || ' ', ' '));
    SELECT n.name INTO alike
    FROM warehouse.search_names AS n
    WHERE length(plain) >= 8 AND warehouse.similarity(n.name, plain) >= 0.7
    ORDER BY warehouse.similarity(n.name, plain) DESC, n.name
    LIMIT 1;
    IF length(alike) > coalesce(length(called), 0) THEN
        called := alike;
        rest := '';
    END IF;
    lines := warehouse.search_lines(ARRAY(SELECT n.lineage_id FROM warehouse.search_names AS n WHERE n.name = called));
END
$$;

-- What a person typed, as a query: all words, or the organisation that it names with the other words.
CREATE OR REPLACE FUNCTION warehouse.search_query(query text) RETURNS tsquery
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    said   text := left(lower(normalize(query, NFC)), 200);
    typed  record;
    body   record;
    found  tsquery;
BEGIN
    -- "Nghị định số 13" is ND13.
    FOR typed IN SELECT w.word, w.means FROM warehouse.search_words AS w WHERE w.kind = 'document' ORDER BY length(w.means) DESC, w.word LOOP
        said := regexp_replace(said, '(^|\s)' || typed.means || '(?: số| so)?\s+(\d+)(?=\s|$)', '\1' || typed.word || '\2', 'g');
    END LOOP;
    FOR typed IN
        SELECT token FROM regexp_split_to_table(btrim(said), '\s+') AS token WHERE token ~ '[[:alnum:]]' LIMIT 12
    LOOP
        found := CASE WHEN found IS NULL THEN warehouse.search_word(typed.token) ELSE found && warehouse.search_word(typed.token) END;
    END LOOP;
    SELECT * INTO body FROM warehouse.search_organisation(query);
    IF body.lines IS NOT NULL THEN
        found := found || CASE WHEN body.rest = '' THEN body.lines
                               ELSE body.lines && plainto_tsquery('pg_catalog.simple', body.rest) END;
    END IF;
    RETURN found;
END
$$;

CREATE FUNCTION bi.search(
    query text, since date DEFAULT NULL, until date DEFAULT NULL, source text DEFAULT NULL, organisation text DEFAULT NULL,
    doc_type text DEFAULT NULL, most integer DEFAULT 20
) RETURNS TABLE (
    article_id text, published_on date, source_id text, title text, url text, snippet text, rank real
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted tsquery := warehouse.search_query(query);
    shown  tsquery := plainto_tsquery('warehouse.vietnamese', warehouse.search_text(query));
BEGIN
    IF organisation IS NOT NULL THEN
        wanted := wanted && coalesce(
            warehouse.search_lines(ARRAY(
                SELECT o.lineage_id FROM warehouse.organisations AS o WHERE o.organisation_id = search.organisation
            )),
            quote_literal('@' || organisation)::tsquery
        );
    END IF;
    IF doc_type IS NOT NULL THEN
        wanted := wanted && quote_literal('~' || lower(doc_type))::tsquery;
    END IF;
    -- Planned with the values of this query: a frequent word is looked for from the newest article on, a rare one by its list.
    RETURN QUERY EXECUTE $query$
        WITH candidates AS (
            SELECT d.article_id, d.words, d.published_on
            FROM warehouse.search_documents AS d
            WHERE d.words @@ $1
              AND ($2 IS NULL OR d.published_on >= $2)
              AND ($3 IS NULL OR d.published_on <= $3)
              AND ($4 IS NULL OR d.source_id = $4)
            ORDER BY d.published_on DESC NULLS LAST, d.article_id
            LIMIT 2000
        ),
        best AS (
            SELECT c.article_id, ts_rank_cd('{0.1, 0.3, 0.5, 1.0}', c.words, $1) AS rank
            FROM candidates AS c
            ORDER BY rank DESC, c.published_on DESC NULLS LAST, c.article_id
            LIMIT $5
        )
        SELECT
            a.article_id, a.published_on, a.source_id, CASE WHEN u.hidden THEN NULL ELSE a.title END, a.url,
            CASE WHEN u.source_id IS NULL THEN ts_headline('warehouse.vietnamese', coalesce(s.sentence, a.title, ''), $6,
                        'StartSel=«, StopSel=», MaxWords=40, MinWords=15, MaxFragments=1') END,
            b.rank
        FROM best AS b
        JOIN warehouse.articles AS a USING (article_id)
        LEFT JOIN warehouse.unquotable AS u ON u.source_id = a.source_id
        LEFT JOIN LATERAL (
            SELECT left(m.sentence, 600) AS sentence
            FROM warehouse.metrics AS m
            WHERE m.article_id = b.article_id AND NOT m.minor
            ORDER BY ts_rank(to_tsvector('warehouse.vietnamese', m.sentence), $6) DESC, m.start_char
            LIMIT 1
        ) AS s ON true
        ORDER BY b.rank DESC, a.published_on DESC NULLS LAST, a.article_id
    $query$ USING wanted, since, until, source, least(most, 200), shown;
END
$$;

COMMENT ON FUNCTION bi.search IS 'Articles that tell of what is asked for, best first, with or without diacritics; abbreviations, numbers of documents (13/2023, ND13) and former names of organisations are understood. Titles and sentences that bi shows are searched, never whole texts';
