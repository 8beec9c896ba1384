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
        ("Chủ nhật, 5 Tháng 9 2021 15:07", "2021-09-05T15:07", "minute"),
        ("Ngày đăng: 05-09-2021", "2021-09-05T00:00", "day"),
        ("2026-03-07 08:06", "2026-03-07T08:06", "minute"),
        ("2026/03/07 08:06 PM", "2026-03-07T20:06", "minute"),
        ("Thứ Sáu, 20/11/2026, 08:15 (GMT+7)", "2026-11-20T08:15", "minute"),
        ("20-11-2026 - 08:15 AM", "2026-11-20T08:15", "minute"),
        ("08h15' ngày 20/11/2026", "2026-11-20T08:15", "minute"),
        ("20:15' - 02/04/2019", "2019-04-02T20:15", "minute"),
        ("8:15 20/11/2026", "2026-11-20T08:15", "minute"),
        ("08 giờ 15 phút, ngày 20/11/2026", "2026-11-20T08:15", "minute"),
        ("Cập nhật lúc 14:02 ngày 03 tháng 9 năm 2019", "2019-09-03T14:02", "minute"),
        ("Ngày đăng: 1/2/2020 | 9:05 SA", "2020-02-01T09:05", "minute"),
        ("Ngày đăng: 1/2/2020 | 2:30 CH", "2020-02-01T14:30", "minute"),
        ("Ngày 20 tháng 11 năm 2026 lúc 8:15", "2026-11-20T08:15", "minute"),
        ("ngày 31/02/2026, đăng lại 01/03/2026 07:00", "2026-03-01T07:00", "minute"),
    ],
)
def test_finds_dates_for_people(line: str, iso: str, precision: str) -> None:
    moment = find_date(line)
    assert moment is not None
    assert moment.at.isoformat().startswith(iso)
    assert moment.at.utcoffset().total_seconds() == 7 * 3600
    assert moment.precision == precision


@pytest.mark.parametrize(
    "line",
    [
        "Quyết định 12/2019/QĐ-UBND",
        "31/02/2020",
        "tỷ lệ 12/13",
        "Điện thoại: 0243.12.34.5678",
        "quý II/2022",
        "3 ngày trước",
        "08:15 hôm qua",
        "tỷ số 20/11/26",
        "2026/13/07",
        "2026-02-31",
    ],
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
        ("1772845918000", "2026-03-07T08:11:58+07:00", "minute"),
        ("/Date(1772845918000)/", "2026-03-07T08:11:58+07:00", "minute"),
        ("/Date(1772845918000+0700)/", "2026-03-07T08:11:58+07:00", "minute"),
        ("2026-03-07T08:06:00 GMT+7", "2026-03-07T08:06:00+07:00", "minute"),
        ("2026-03-07T8:06", "2026-03-07T08:06:00+07:00", "minute"),
        ("2/9/2026 8:15:00 PM", "2026-02-09T20:15:00+07:00", "minute"),
        ("02/09/2026 8:15:00", "2026-09-02T08:15:00+07:00", "minute"),
        ("2/9/2026 8:15:00 CH", "2026-09-02T20:15:00+07:00", "minute"),
        ("11/20/2026 8:15:00 AM", "2026-11-20T08:15:00+07:00", "minute"),
        ("11/20/2026 8:15:00 PM", "2026-11-20T20:15:00+07:00", "minute"),
        ("11/20/2026 1:15:00 AM Z", "2026-11-20T08:15:00+07:00", "minute"),
        ("1/2/2020 9:05:00 SA", "2020-02-01T09:05:00+07:00", "minute"),
    ],
)
def test_parses_stamps(stamp: str, iso: str, precision: str) -> None:
    moment = parse_stamp(stamp)
    assert (moment.at.isoformat(), moment.precision) == (iso, precision)


@pytest.mark.parametrize("stamp", ["", "31/02/2020", "2026-02-31", "hôm nay", "177284591", "13/20/2026", "/Date(x)/"])
def test_no_stamp_is_no_time(stamp: str) -> None:
    assert parse_stamp(stamp) is None


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
        ("08:15 | 20/11/26", None, None),
        ("20/11/26 - 8:15 CH", None, None),
        ("Lê Thử • 07/07/2023 07:07", None, "Lê Thử"),
        ("Lê Văn Thử - Trần Mẫu - 07/07/2023 07:07 (GMT+7)", None, "Lê Văn Thử - Trần Mẫu"),
        ("N.V.T - 07/07/2023 07:07", None, "N.V.T"),
        ("Hà Nội 07:07 07/07/2023", "Hà Nội", None),
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
        ("Lê Thử (thực hiện)", ("Lê Thử", None)),
        ("(Lê Thử)", ("Lê Thử", None)),
        ("Tin, ảnh: Lê Thử", ("Lê Thử", None)),
        ("Bài, ảnh: Lê Thử", ("Lê Thử", None)),
        ("Bài: Mẫu", ("Mẫu", None)),
        ("Thực hiện: Mẫu", ("Mẫu", None)),
        ("Nguyễn Văn Thử - Lê Thị Mẫu", ("Nguyễn Văn Thử - Lê Thị Mẫu", None)),
        ("Lê Thử và Trần Mẫu", ("Lê Thử và Trần Mẫu", None)),
        ("NGUYỄN VĂN THỬ", ("NGUYỄN VĂN THỬ", None)),
        ("N.V.T", ("N.V.T", None)),
        ("T.Mẫu", ("T.Mẫu", None)),
        ("PV/VOV.VN", ("PV", None)),
        ("Thử Mẫu/Vietnam+", ("Thử Mẫu", None)),
        ("(Theo TTXVN)", (None, "TTXVN")),
        ("Nguồn: VOV", (None, "VOV")),
        ("Theo Lê Mẫu (Báo Thử)", ("Lê Mẫu", "Báo Thử")),
        ("Theo Lê Mẫu/VOV", ("Lê Mẫu", "VOV")),
        ("Theo Báo Thử", (None, "Báo Thử")),
        ("Mẫu", None),
        ("Tin đã đưa", None),
        ("Hà Nội", None),
        ("TP Hà Nội", None),
        ("Quảng Ninh", None),
        ("Văn Miếu", None),
        ("Bộ Công an", None),
        ("Công An", None),
        ("Chủ Tịch Nước", None),
        ("Quốc Hội", None),
        ("Kinh Tế", None),
        ("CHỦ ĐỘNG HỘI NHẬP", None),
        ("“Lê Thử”", None),
        ("Lê Thử nói vậy.", None),
        ("Theo ông Thử, việc này cần làm sớm", None),
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
