-- Words that a person uses for the words of columns, and figures as a Vietnamese reader writes them. Made anew by every
-- migration; replaced in place, because views of other files show figures by them.

CREATE OR REPLACE VIEW bi.labels AS
SELECT l.list, l.word, l.vi, l.en
FROM warehouse.labels AS l;

COMMENT ON VIEW bi.labels IS 'What a person calls the words of columns, in Vietnamese and English; of registry/labels.yaml; a unit that is no row here is a symbol that both languages write alike (km, MB, USD)';
COMMENT ON COLUMN bi.labels.list IS 'Which words: unit, comparator, status_detail (columns of bi.metric_claims), system kind (bi.systems.kind), column (heads of columns)';
COMMENT ON COLUMN bi.labels.word IS 'The word as the column has it';
COMMENT ON COLUMN bi.labels.vi IS 'In Vietnamese';
COMMENT ON COLUMN bi.labels.en IS 'In English; null for heads of columns, whose own names are English';

-- 1.234,5: dots between thousands, a comma before the rest, whatever the server's locale is.
CREATE OR REPLACE FUNCTION warehouse.vietnamese_number(value numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rtrim(rtrim(translate(to_char(value, 'FM999,999,999,999,999,999,990.0000000000'), ',.', '.,'), '0'), ',');

-- The same in the words of large numbers; a number that they would round is written out.
CREATE OR REPLACE FUNCTION warehouse.vietnamese_size(value numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN abs(value) >= 1000000000 AND value / 1000000000 = round(value / 1000000000, 3)
        THEN warehouse.vietnamese_number(value / 1000000000) || ' tỷ'
    WHEN abs(value) >= 1000000 AND value / 1000000 = round(value / 1000000, 3)
        THEN warehouse.vietnamese_number(value / 1000000) || ' triệu'
    ELSE warehouse.vietnamese_number(value)
END;

-- A figure with its unit and what a person calls that: "10 triệu", "30 %", "5–7 ngày", "hạng 4"; of a count the number alone.
CREATE OR REPLACE FUNCTION warehouse.shown(value numeric, value_high numeric, unit text, label text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE unit
    WHEN 'rank' THEN label || ' ' || warehouse.vietnamese_number(value) || coalesce('–' || warehouse.vietnamese_number(value_high), '')
    ELSE warehouse.vietnamese_size(value) || coalesce('–' || warehouse.vietnamese_size(value_high), '')
        || CASE unit WHEN 'count' THEN '' ELSE ' ' || coalesce(label, unit) END
END;
