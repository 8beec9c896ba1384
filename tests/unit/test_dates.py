"""Dates and periods: each case is an expression and its value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from theodoi.extract.dates import date_at, find_periods


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("28-8-2018", None, date(2018, 8, 28)),
        ("28/08/2018 của", None, date(2018, 8, 28)),
        ("28.8.2018", None, date(2018, 8, 28)),
        ("07 tháng 3 năm 2019", None, date(2019, 3, 7)),
        ("7 tháng Ba năm 2019", None, date(2019, 3, 7)),
        ("7 tháng 3/2019", None, date(2019, 3, 7)),
        ("2 tháng mười hai năm 2020", None, date(2020, 12, 2)),
        ("23/4", 2018, date(2018, 4, 23)),
        ("23/4", None, None),
        ("31/2/2018", None, None),
        ("45/13/2020", None, None),
        ("12/5%", 2018, None),
        ("tháng 3", None, None),
    ],
)
def test_date_at(text: str, year: int | None, expected: date | None) -> None:
    read = date_at(text, 0, year)
    assert (read[0] if read else None) == expected


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_written_date_reads_back(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day} tháng {day.month} năm {day.year}",
    ):
        assert date_at(written, 0) == (day, len(written))


@pytest.mark.parametrize(
    ("text", "iso", "kind"),
    [
        ("năm 2022", "2022", "during"),
        ("trong năm 2022", "2022", "during"),
        ("đến năm 2025", "2025", "by"),
        ("từ năm 2016", "2016", "since"),
        ("quý I/2022", "2022-Q1", "during"),
        ("quý 3 năm 2021", "2021-Q3", "during"),
        ("Quý IV-2020", "2020-Q4", "during"),
        ("tháng 4/2022", "2022-04", "during"),
        ("tháng 4 năm 2022", "2022-04", "during"),
        ("tháng Chạp năm 2022", "2022-12", "during"),
        ("hết tháng 9 năm 2018", "2018-09", "as_of"),
        ("tính đến ngày 27/4/2022", "2022-04-27", "as_of"),
        ("sáng 27/4/2022", "2022-04-27", "during"),
        ("ngày 27-4-2022", "2022-04-27", "during"),
        ("ngày 5 tháng 9 năm 2021", "2021-09-05", "during"),
        ("7 tháng đầu năm 2019", "2019-01/2019-07", "during"),
        ("9 tháng đầu năm 2018", "2018-01/2018-09", "during"),
        ("sáu tháng đầu năm 2021", "2021-H1", "during"),
        ("6 tháng cuối năm 2021", "2021-H2", "during"),
        ("3 tháng cuối năm 2021", "2021-10/2021-12", "during"),
        ("nửa đầu năm 2021", "2021-H1", "during"),
        ("giai đoạn 2016-2020", "2016/2020", "during"),
        ("giai đoạn 2021 - 2025", "2021/2025", "during"),
        ("10/2022", "2022-10", "during"),
        ("5 tháng đầu năm nay", "2023-01/2023-05", "during"),
        ("tháng 4", None, "during"),
        ("quý II", None, "during"),
        ("ngày 2/9", None, "during"),
        ("sáng 20-2", None, "during"),
        ("6 tháng đầu năm", None, "during"),
    ],
)
def test_periods(text: str, iso: str | None, kind: str) -> None:
    [period] = find_periods(text, date(2023, 6, 1))
    assert (period.iso, period.kind) == (iso, kind)


@pytest.mark.parametrize(
    "text", ["năm người", "24 tháng", "tháng 13", "99/99/2020", "3 năm", "quý vị", "2020 hồ sơ", "năm 2.500 tỷ"]
)
def test_no_periods(text: str) -> None:
    assert find_periods(text) == ()


TABLE = yaml.safe_load((Path(__file__).parents[1] / "tables" / "dates.yaml").read_text(encoding="utf-8"))


def test_the_table_of_times_is_as_large_as_it_is_said_to_be() -> None:
    assert len([case for case in TABLE if case["times"]]) >= 250
    assert len({case["text"] for case in TABLE}) == len(TABLE)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["text"])
def test_what_times_a_text_tells(case: dict) -> None:
    read = []
    for period in find_periods(case["text"], date(2026, 11, 20)):
        value = period.iso or (f"~{period.guess}" if period.guess else "?")
        read.append(value if period.kind == "during" else f"{value} {period.kind}")
    assert read == case["times"]


def test_without_a_day_of_publication_nothing_is_counted_from_it() -> None:
    for case in TABLE:
        assert all(period.guess is None for period in find_periods(case["text"]))


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_accepted(text: str) -> None:
    ends = 0
    for period in find_periods(text):
        assert ends <= period.start < period.end <= len(text)
        ends = period.end
