"""Corrections that outlets print, and sentences that only look like one; all of our own making."""

from __future__ import annotations

from datetime import date

import pytest

from theodoi.extract.document import Document
from theodoi.extract.printed_corrections import read
from theodoi.extract.spans import Context

PRINTED_ON = date(2026, 4, 6)


def found(text: str) -> list[tuple[str, str | None, date | None, str | None, bool]]:
    corrections = read(Document(text, Context(published_on=PRINTED_ON)))
    assert all(text[c.start : c.end] == c.quote for c in corrections)
    return [(c.form, c.corrects_title, c.corrects_on, c.corrects_url, c.corrects_itself) for c in corrections]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Đính chính\nTrong bài viết “Cầu mới thông xe trước Tết” đăng ngày 3/4, chúng tôi đã ghi nhầm chiều dài cầu. "
            "Con số đúng là 420 m. Báo Trung Du xin đính chính và cáo lỗi cùng bạn đọc.",
            ("corrected", "Cầu mới thông xe trước Tết", date(2026, 4, 3), None, False),
        ),
        (
            "Do sơ suất của phóng viên, bài báo “Ba xã nhận bò giống” số ra ngày 28/12 có chi tiết sai. "
            "Tòa soạn thành thật xin lỗi độc giả và ông Lò Văn Pao.",
            ("apologised", "Ba xã nhận bò giống", date(2025, 12, 28), None, False),
        ),
        (
            "Thực hiện yêu cầu của cơ quan quản lý, Tạp chí Đồng Xanh xin cải chính nội dung bài viết tại địa chỉ "
            "https://dongxanh.example/bai-12.html. Xin chân thành cáo lỗi bạn đọc.",
            ("rectified", None, None, "https://dongxanh.example/bai-12.html", False),
        ),
        (
            "Nhà máy chạy thử từ tháng 5.\nĐính chính: Phiên bản trước của bài viết viết nhầm công suất. "
            "Chúng tôi xin đính chính cùng bạn đọc.",
            ("corrected", None, None, None, True),
        ),
        (
            "Nói lại cho rõ\nBản tin “Giá điện giữ nguyên” phát ngày 2 tháng 4 năm 2026 nêu chưa đúng tên đơn vị. Ban biên tập xin nói lại cho rõ.",
            ("corrected", "Giá điện giữ nguyên", date(2026, 4, 2), None, False),
        ),
    ],
)  # fmt: skip
def test_a_printed_correction_tells_its_form_and_its_article(text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Người dân nộp hồ sơ xin cải chính hộ tịch tại xã, kèm giấy khai sinh của con.",
        "Văn phòng đăng ký đất đai xin đính chính giấy chứng nhận cấp sai diện tích.",
        "Sở yêu cầu báo điện tử nọ phải đính chính, xin lỗi bạn đọc vì bài viết sai.",
        "Tờ báo đã xin lỗi độc giả và gỡ bài viết.",
        "“Chúng tôi xin lỗi bạn đọc của bài báo”, ông giám đốc nhà xuất bản nói.",
        "Hãng xe thành thật xin lỗi khách hàng vì chuyến đi bị hủy.",
        "Nữ ca sĩ thành thật xin lỗi độc giả trong bài đăng trên Facebook.",
        "Nhà thơ xin lỗi độc giả vì bài báo cũ của mình, ông kể với bạn bè.",
        "Luật Báo chí quy định việc cải chính bài viết sai phạm trên báo in và báo điện tử.",
        "Chính quyền xã xin lỗi người dân vì chậm trả hồ sơ, bài học rút ra là phải hẹn đúng ngày.",
    ],
)
def test_news_of_a_correction_and_corrected_papers_are_none(text):
    assert found(text) == []


def test_a_day_that_no_calendar_has_stays_unknown():
    text = "Trong bài “Mùa nước nổi về muộn” đăng ngày 31/2/2026, báo đã viết sai tên sông. Tòa soạn xin đính chính cùng bạn đọc."
    assert found(text) == [("corrected", "Mùa nước nổi về muộn", None, None, False)]
