"""Figures of tables and lists: the heads of rows and columns tell unit, time, object, change and goal."""

from __future__ import annotations

from datetime import date

import pytest

from theodoi.clean import clean
from theodoi.extract.metrics import find_metrics
from theodoi.extract.spans import Context

# A text, and of each figure: its quote, value, unit, what it measures, period.
TABLES = {
    "a column of shares": (
        "Giải quyết hồ sơ quý I/2025\nSTT | Đơn vị | Số hồ sơ tiếp nhận | Tỷ lệ đúng hạn (%)\n1 | Phòng Một | 1.204 | 99,1\n2 | Phòng Hai | 86 | 97,45",
        [
            ("1.204", 1204, "count", "Số hồ sơ tiếp nhận Phòng Một", "2025-Q1"),
            ("99,1", 99.1, "percent", "Tỷ lệ đúng hạn Phòng Một", "2025-Q1"),
            ("86", 86, "count", "Số hồ sơ tiếp nhận Phòng Hai", "2025-Q1"),
            ("97,45", 97.45, "percent", "Tỷ lệ đúng hạn Phòng Hai", "2025-Q1"),
        ],
    ),
    "a column of units, years as heads": (
        "Chỉ tiêu | ĐVT | 2023 | Năm 2024\nTổng thu ngân sách | tỷ đồng | 512,4 | 640\nDân số | nghìn người | 82,1 | 83",
        [
            ("512,4", 512_400_000_000, "VND", "Tổng thu ngân sách", "2023"),
            ("640", 640_000_000_000, "VND", "Tổng thu ngân sách", "2024"),
            ("82,1", 82_100, "count", "Dân số", "2023"),
            ("83", 83_000, "count", "Dân số", "2024"),
        ],
    ),
    "wide heads": (
        "Chỉ tiêu | 2024 | | 2025 |\n | Kế hoạch | Thực hiện | Kế hoạch | Thực hiện\nDoanh thu (tỷ đồng) | 100 | 112,5 | 130 | 55",
        [
            ("100", 10**11, "VND", "Doanh thu", "2024"),
            ("112,5", 112_500_000_000, "VND", "Doanh thu", "2024"),
            ("130", 13 * 10**10, "VND", "Doanh thu", "2025"),
            ("55", 55 * 10**9, "VND", "Doanh thu", "2025"),
        ],
    ),
    "years as heads of rows": (
        "Năm | Số doanh nghiệp thành lập mới\n2022 | 148.500\n2023 | 159.300",
        [
            ("148.500", 148_500, "count", "Số doanh nghiệp thành lập mới", "2022"),
            ("159.300", 159_300, "count", "Số doanh nghiệp thành lập mới", "2023"),
        ],
    ),
    "a cell a line": (
        "Mức thu được quy định như sau:\nLoại giấy tờ\nHiện hành\nĐề xuất\nSổ cấp mới\n200.000 đồng\n160.000 đồng\nSổ cấp lại\n145.000 đồng\n120.000 đồng",
        [
            ("200.000 đồng", 200_000, "VND", "Sổ cấp mới", None),
            ("160.000 đồng", 160_000, "VND", "Sổ cấp mới", None),
            ("145.000 đồng", 145_000, "VND", "Sổ cấp lại", None),
            ("120.000 đồng", 120_000, "VND", "Sổ cấp lại", None),
        ],
    ),
    "a list of names and numbers": (
        "Số liệu trong năm 2024 như sau:\n- Hồ sơ tiếp nhận: 45.210\n- Tỷ lệ hồ sơ trực tuyến: 78,5%\n- Số cuộc họp: 12",
        [
            ("45.210", 45_210, "count", "Hồ sơ tiếp nhận", "2024"),
            ("78,5%", 78.5, "percent", "Tỷ lệ hồ sơ trực tuyến", "2024"),
            ("12", 12, "count", "Số cuộc họp", "2024"),
        ],
    ),
}
# What no head explains stays unread: a bare number is nothing.
NO_FIGURES = [
    "Mã | Ký hiệu\nA | 12\nB | 15",
    "Hàng một | 12 | 15 | 18\nHàng hai | 13 | 16",
    "Khóa: 12\nLớp: 15",
    "Chuyên mục | 2023 | 2024",
]


@pytest.mark.parametrize("name", TABLES)
def test_heads_tell_what_a_cell_is(name: str) -> None:
    text, expected = TABLES[name]
    found = [(m.quote, float(m.value), m.unit, m.object, m.period) for m in find_metrics(text)]
    assert found == expected


@pytest.mark.parametrize("text", NO_FIGURES)
def test_bare_numbers_without_heads_are_none(text: str) -> None:
    assert [m.quote for m in find_metrics(text) if not m.optional] == []


def test_changes_and_goals_of_columns() -> None:
    text = "Tỉnh | Kế hoạch 2030 (%) | Tăng/giảm (%)\nPhía Đông | 80 | +2,5\nPhía Tây | 75 | -1,3"
    found = [
        (m.quote, m.status, m.measure, m.direction) for m in find_metrics(text, Context(published_on=date(2025, 6, 1)))
    ]
    assert found == [
        ("80", "target", "level", "up"),
        ("+2,5", "observed", "change", "up"),
        ("75", "target", "level", "up"),
        ("-1,3", "observed", "change", "down"),
    ]


def test_a_change_in_brackets_has_the_unit_before_it() -> None:
    found = [
        (m.quote, float(m.value), m.unit, m.measure)
        for m in find_metrics("Phụ cấp là 790.000 đồng (tăng 510.000) mỗi ca.")
    ]
    assert found == [("790.000 đồng", 790_000, "VND", "level"), ("tăng 510.000", 510_000, "VND", "change")]


def test_columns_of_a_page_stay_below_each_other() -> None:
    rows = (
        "<tr><th rowspan=2>Chỉ tiêu</th><th colspan=2>Năm 2024</th></tr><tr><th>Kế hoạch</th><th>Thực hiện</th></tr>"
        "<tr><td>Số lượt khách</td><td>1.200</td><td>1.180</td></tr>"
    )
    story = "".join(
        f"<p>Đoạn thứ {n} kể rằng huyện đã tiếp đón khách xa và giới thiệu nghề dệt của làng.</p>" for n in "abcdef"
    )
    page = f"<html><head><title>Huyện đón khách</title></head><body><article><h1>Huyện đón khách về làng dệt</h1>{story}<table>{rows}</table></article></body></html>"
    [document] = clean(page.encode(), content_type="text/html")
    found = [(m.quote, m.object, m.period, m.status) for m in find_metrics(document.text) if m.unit == "count"]
    assert found == [
        ("1.200", "Số lượt khách", "2024", "target"),
        ("1.180", "Số lượt khách", "2024", "observed"),
    ]


@pytest.mark.parametrize("line", ["a | 1 ", "1 | ", "|" * 50, "Tên: 1 ", "Tên\n1 "])
def test_long_tables_take_linear_time(line: str) -> None:
    """Ten times the lines take about ten times as long; the bound leaves room for a busy machine."""
    import time

    def seconds(lines: int) -> float:
        text = "\n".join([line] * lines)
        start = time.process_time()
        find_metrics(text)
        return time.process_time() - start

    seconds(50)
    assert seconds(3000) < 40 * max(seconds(300), 0.01)
