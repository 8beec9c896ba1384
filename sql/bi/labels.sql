-- Words that a person uses for the words of columns, and figures as a Vietnamese reader writes them. Made anew by every
-- migration; replaced in place, because views of other files show figures by them.

CREATE OR REPLACE VIEW bi.labels AS
SELECT l.list, l.word, l.vi, l.en
FROM (
    VALUES
    ('unit', 'percent', '%', '%'),
    ('unit', 'count', 'số lượng', 'number'),
    ('unit', 'times', 'lần', 'times'),
    ('unit', 'rank', 'hạng', 'rank'),
    ('unit', 'score', 'điểm', 'points'),
    ('unit', 'VND', 'đồng', 'VND'),
    ('unit', 'JPY', 'yên', 'JPY'),
    ('unit', 'CNY', 'nhân dân tệ', 'CNY'),
    ('unit', 'GBP', 'bảng Anh', 'GBP'),
    ('unit', 'KRW', 'won', 'KRW'),
    ('unit', 'THB', 'baht', 'THB'),
    ('unit', 'RUB', 'rúp', 'RUB'),
    ('unit', 'second', 'giây', 'seconds'),
    ('unit', 'minute', 'phút', 'minutes'),
    ('unit', 'hour', 'giờ', 'hours'),
    ('unit', 'day', 'ngày', 'days'),
    ('unit', 'month', 'tháng', 'months'),
    ('unit', 'year', 'năm', 'years'),
    ('unit', 'l', 'lít', 'litres'),
    ('unit', 'tonne', 'tấn', 'tonnes'),
    ('unit', 'nmi', 'hải lý', 'nautical miles'),
    ('unit', 'in', 'inch', 'inches'),
    ('unit', 'ft', 'feet', 'feet'),
    ('system kind', 'portal', 'cổng', 'portal'),
    ('system kind', 'platform', 'nền tảng', 'platform'),
    ('system kind', 'database', 'cơ sở dữ liệu', 'database'),
    ('system kind', 'information_system', 'hệ thống thông tin', 'information system'),
    ('system kind', 'application', 'ứng dụng', 'application'),
    ('system kind', 'network', 'mạng', 'network'),
    ('system kind', 'data_centre', 'trung tâm dữ liệu', 'data centre'),
    ('system kind', 'index', 'chỉ số', 'index'),
    ('system kind', 'identity', 'định danh', 'identity'),
    ('comparator', 'eq', 'đúng bằng', 'exactly'),
    ('comparator', 'about', 'khoảng', 'about'),
    ('comparator', 'nearly', 'gần', 'nearly'),
    ('comparator', 'more_than', 'hơn', 'more than'),
    ('comparator', 'at_least', 'ít nhất', 'at least'),
    ('comparator', 'less_than', 'dưới', 'less than'),
    ('comparator', 'at_most', 'tối đa', 'at most'),
    ('status_detail', 'official', 'chính thức', 'official'),
    ('status_detail', 'preliminary', 'sơ bộ', 'preliminary'),
    ('status_detail', 'estimate', 'ước tính', 'estimate'),
    ('status_detail', 'norm', 'định mức', 'norm in force'),
    ('status_detail', 'forecast', 'dự báo', 'forecast'),
    ('status_detail', 'issued_target', 'chỉ tiêu được giao', 'target that was issued'),
    ('status_detail', 'proposal', 'đề xuất', 'proposal'),
    ('status_detail', 'plan', 'kế hoạch', 'plan')
) AS l (list, word, vi, en);

COMMENT ON VIEW bi.labels IS 'What a person calls the words of columns, in Vietnamese and English; a unit that is no row here is a symbol that both languages write alike (km, MB, USD)';
COMMENT ON COLUMN bi.labels.list IS 'Which words: unit, comparator, status_detail (columns of bi.metric_claims), system kind (bi.systems.kind)';
COMMENT ON COLUMN bi.labels.word IS 'The word as the column has it';
COMMENT ON COLUMN bi.labels.vi IS 'In Vietnamese';
COMMENT ON COLUMN bi.labels.en IS 'In English';

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
