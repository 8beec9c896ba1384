"""Shapes of date and time, and lines that hold nothing else."""

import pytest

from theodoi.clean.bylines import is_person, read_byline, read_date_line
from theodoi.clean.dates import date_in_url, find_date, parse_stamp


@pytest.mark.parametrize(
    ("line", "iso", "precision"),
    [
        ("Thứ Sáu, 27/02/2026 | 14:05", "2026-02-27T14:05", "minute"),
        ("08:15 23/11/2026", "2026-11-23T08:15", "minute"),
        ("23/11/2026 08:15 (GMT+7)", "2026-11-23T08:15", "minute"),
        ("Thứ bảy, 7/3/2026, 00:05 (GMT+7)", "2026-03-07T00:05", "minute"),
        ("09:11, ngày 16-9-2019", "2019-09-16T09:11", "minute"),
        ("16.09.2019 9h11", "2019-09-16T09:11", "minute"),
        ("14/07/2022 | 03:53 PM", "2022-07-14T15:53", "minute"),
        ("29/04/2014 | 12:00 AM", "2014-04-29T00:00", "minute"),
        ("ngày 5 tháng 9 năm 2021", "2021-09-05T00:00", "day"),
        ("Ngày đăng: 05-09-2021", "2021-09-05T00:00", "day"),
        ("2026-03-07 08:06", "2026-03-07T08:06", "minute"),
    ],
)
def test_finds_dates_for_people(line: str, iso: str, precision: str) -> None:
    moment = find_date(line)
    assert moment is not None
    assert moment.at.isoformat().startswith(iso)
    assert moment.at.utcoffset().total_seconds() == 7 * 3600
    assert moment.precision == precision


@pytest.mark.parametrize(
    "line", ["Quyết định 12/2019/QĐ-UBND", "31/02/2020", "tỷ lệ 12/13", "Điện thoại: 0243.12.34.5678", "quý II/2022"]
)
def test_finds_no_date(line: str) -> None:
    assert find_date(line) is None


@pytest.mark.parametrize(
    ("stamp", "iso", "precision"),
    [
        ("2026-03-07T08:52:11.000 +07:00", "2026-03-07T08:52:11+07:00", "minute"),
        ("2026-03-07T01:52:11Z", "2026-03-07T08:52:11+07:00", "minute"),
        ("2026-03-07T08:06:00+0700", "2026-03-07T08:06:00+07:00", "minute"),
        ("2026-03-07", "2026-03-07T00:00:00+07:00", "day"),
        ("2026-03-07T00:00:00", "2026-03-07T00:00:00+07:00", "day"),
        ("Sat, 07 Mar 2026 08:06:00 +0700", "2026-03-07T08:06:00+07:00", "minute"),
        ("1772845918", "2026-03-07T08:11:58+07:00", "minute"),
    ],
)
def test_parses_stamps(stamp: str, iso: str, precision: str) -> None:
    moment = parse_stamp(stamp)
    assert (moment.at.isoformat(), moment.precision) == (iso, precision)


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("/kinh-te/ban-tin-20260307080054340.htm", "2026-03-07T00:00"),
        ("/2026/03/07/ban-tin.html", "2026-03-07T00:00"),
        ("/ban-tin-4567890.html", None),
    ],
)
def test_reads_the_day_of_an_address(url: str, iso: str | None) -> None:
    moment = date_in_url(url)
    assert (moment.at.isoformat()[:16] if moment else None) == iso


@pytest.mark.parametrize(
    ("line", "section", "author"),
    [
        ("Lê Văn Thử/BVD| 01/07/2018 07:47", None, "Lê Văn Thử"),
        ("Chính trị 13:22 27/04/2022 Lê Văn Thử", "Chính trị", "Lê Văn Thử"),
        ("09:11 16/09/2019", None, None),
        ("Kinh tế | Thứ Hai, 16/09/2019 - 09:11 (GMT+7)", "Kinh tế", None),
    ],
)
def test_reads_a_date_line(line: str, section: str | None, author: str | None) -> None:
    moment, found_section, found_author = read_date_line(line)
    assert moment.precision == "minute"
    assert (found_section, found_author) == (section, author)


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 16/09/2019, Sở Tài chính trình phương án phân bổ ngân sách cho các huyện.",
        "Danh mục dịch vụ công trực tuyến thực hiện đến 31/12/2025",
        "Sở Tài chính họp bàn",
    ],
)
def test_a_sentence_with_a_date_is_no_date_line(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Lê Thử", ("Lê Thử", None)),
        ("PV (Theo Báo Ví Dụ)", ("PV", "Báo Ví Dụ")),
        ("Theo TTXVN", (None, "TTXVN")),
        ("(Nguồn: VTV.VN)", (None, "VTV.VN")),
        ("Bài và ảnh: Lê Thử", ("Lê Thử", None)),
        ("Người viết: Tổ Thống kê", ("Tổ Thống kê", None)),
        ("Lê Thử (tổng hợp)", ("Lê Thử", None)),
        ("Theo đó, Sở Tài chính sẽ chủ trì", None),
        ("Sở Tài chính", None),
        ("Phụ lục", None),
        ("Hỗ trợ doanh nghiệp", None),
    ],
)
def test_reads_a_byline(line: str, byline: tuple[str | None, str | None] | None) -> None:
    assert read_byline(line) == byline


@pytest.mark.parametrize("name", ["Báo Ví Dụ", "vidu.vn", "Ví Dụ Online", "admin", "Lê Thử 2", "Ban biên tập"])
def test_sites_and_accounts_are_no_persons(name: str) -> None:
    assert not is_person(name)


def test_the_site_is_not_its_own_author() -> None:
    assert is_person("Ví Dụ")
    assert not is_person("Ví Dụ", frozenset({"vídụ"}))
