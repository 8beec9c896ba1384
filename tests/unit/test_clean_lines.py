"""Lines of pages and what a PDF did to them: wrapped paragraphs, cells, marks of footnotes, broken syllables."""

import time
from collections.abc import Callable

import pytest

from tests.unit.test_clean_html import LEAD, PARAGRAPHS, lines, page, read, with_extra
from theodoi.clean import clean
from theodoi.clean.broken import is_broken, put_together
from theodoi.clean.characters import repair

WRAPS: dict[str, Callable[[list[str]], str]] = {
    "br": lambda parts: f"<p>{'<br>'.join(parts)}</p>",
    "br and line end": lambda parts: "<p>" + "<br/>\n".join(parts) + "</p>",
    "p": lambda parts: "".join(f'<p class="MsoNormal">{part}</p>\n' for part in parts),
    "div": lambda parts: "".join(f"<div>{part}</div>" for part in parts),
    "span in div": lambda parts: "".join(f"<div><span>{part}</span></div>" for part in parts),
}


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["Huyện căn cứ Kế hoạch số 88/2029/KH-", "UBND ngày 5/6/2029 để giao việc cho", "các phòng, trong đó có Phòng Văn hóa và", "Thông tin của huyện."],
         "Huyện căn cứ Kế hoạch số 88/2029/KH-UBND ngày 5/6/2029 để giao việc cho các phòng, trong đó có Phòng Văn hóa và Thông tin của huyện."),
        (["Theo Quyết định số 88/", "QĐ-UBND, mỗi thôn nhận một máy tính", "và một máy in trước ngày 12/", "8/2029."],
         "Theo Quyết định số 88/QĐ-UBND, mỗi thôn nhận một máy tính và một máy in trước ngày 12/8/2029."),
        (["Sau hai tuần, các bàn tiếp nhận đã nhận 1.", "240 hồ sơ của người dân, trong đó", "hơn một nghìn hồ sơ được trả đúng hạn."],
         "Sau hai tuần, các bàn tiếp nhận đã nhận 1.240 hồ sơ của người dân, trong đó hơn một nghìn hồ sơ được trả đúng hạn."),
        (["Việc số hóa sổ hộ tịch theo Thông tư số", "9/2029/TT-BTP hoàn thành vào ngày 30 tháng", "9 năm 2029 ở tất cả các xã."],
         "Việc số hóa sổ hộ tịch theo Thông tư số 9/2029/TT-BTP hoàn thành vào ngày 30 tháng 9 năm 2029 ở tất cả các xã."),
        (["Tại buổi làm việc hôm qua ở xã, ông Lê", "Văn Thử nói rằng tổ công nghệ số của thôn", "đã hướng dẫn được hơn một trăm hộ, còn bà Trần", "Thị Mẫu đề nghị huyện cấp thêm máy tính."],
         "Tại buổi làm việc hôm qua ở xã, ông Lê Văn Thử nói rằng tổ công nghệ số của thôn đã hướng dẫn được hơn một trăm hộ, còn bà Trần Thị Mẫu đề nghị huyện cấp thêm máy tính."),
    ],
)  # fmt: skip
def test_wrapped_lines_are_one_paragraph(wrap: str, parts: list[str], whole: str) -> None:
    assert lines(with_extra(WRAPS[wrap](parts))) == [LEAD, *PARAGRAPHS[:2], whole, *PARAGRAPHS[2:]]


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize(
    "parts",
    [
        ["Bàn tiếp nhận ở từng thôn", "Hơn bốn trăm hồ sơ đã trả"],
        ["Huyện giao cho các xã:", "- niêm yết danh mục thủ tục ở nhà văn hóa;", "- bố trí người trực sáng thứ bảy."],
        ["a) niêm yết danh mục thủ tục ở nhà văn hóa thôn", "b) bố trí người trực vào sáng thứ bảy hằng tuần"],
        ["Mỗi thôn có một bàn tiếp nhận.", "Bàn mở cửa cả ngày thứ bảy."],
        ["Địa điểm: nhà văn hóa thôn Thượng", "Thời gian: sáng thứ bảy hằng tuần"],
        ["ỦY BAN NHÂN DÂN HUYỆN THỬ NGHIỆM", "văn phòng một cửa của huyện đặt tại tầng hai nhà làm việc"],
    ],
)
def test_lines_of_their_own_stay_apart(wrap: str, parts: list[str]) -> None:
    assert lines(with_extra(WRAPS[wrap](parts))) == [LEAD, *PARAGRAPHS[:2], *parts, *PARAGRAPHS[2:]]


def test_a_code_that_the_source_breaks_at_its_hyphen_is_whole() -> None:
    printed = "<p>Huyện làm theo Kế hoạch số 88/2029/KH-\n  UBND về bàn tiếp nhận hồ sơ ở thôn.</p>"
    assert "Huyện làm theo Kế hoạch số 88/2029/KH-UBND về bàn tiếp nhận hồ sơ ở thôn." in lines(with_extra(printed))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<ul><li>120 hồ sơ</li><li>97,5% đúng hạn</li></ul>", "120 hồ sơ 97,5% đúng hạn"),
        ("120 hồ sơ<br>97,5% đúng hạn", "120 hồ sơ 97,5% đúng hạn"),
        ("<p>120 hồ sơ</p><p>97,5% đúng hạn</p>", "120 hồ sơ 97,5% đúng hạn"),
        ("<div>120 <b>hồ</b> sơ</div>97,5% đúng hạn", "120 hồ sơ 97,5% đúng hạn"),
        ("1<b>20</b> hồ sơ<sup>3</sup>", "120 hồ sơ"),
    ],
)
def test_blocks_inside_a_cell_are_parted(cell: str, shown: str) -> None:
    table = f"<table><tr><td>Thôn</td><td>Kết quả</td></tr><tr><td>Thôn Thượng</td><td>{cell}</td></tr></table>"
    assert f"Thôn Thượng | {shown}" in lines(with_extra(table))


def test_a_headline_of_two_lines_has_a_space_between_them() -> None:
    document = read(page(title="<h1>Huyện Thử Nghiệm đưa bộ phận<br>một cửa về từng thôn</h1>"))
    assert document.title == "Huyện Thử Nghiệm đưa bộ phận một cửa về từng thôn"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("theo Nghị định số 9/2029/NĐ-CP<sup>1</sup> của Chính phủ", "theo Nghị định số 9/2029/NĐ-CP của Chính phủ"),
        ("đã nhận 1.240<sup>[2]</sup> hồ sơ", "đã nhận 1.240 hồ sơ"),
        ('nhà văn hóa thôn<sup><a href="#n3">(3)</a></sup> mở cửa', "nhà văn hóa thôn mở cửa"),
        ("rộng 120 m<sup>2</sup> và 3 km<sup>2</sup>", "rộng 120 m2 và 3 km2"),
        ("thế kỷ 21<sup>st</sup>", "thế kỷ 21st"),
        ("khí CO<sup>2</sup>", "khí CO2"),
    ],
)
def test_marks_of_footnotes_are_no_text(printed: str, shown: str) -> None:
    said = "Huyện cho biết việc này ở từng thôn: {}, và sẽ mở thêm vào cuối năm."
    assert said.format(shown) in lines(with_extra(f"<p>{said.format(printed)}</p>"))


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("h ộ i ngh ị c ủ a huy ệ n", "hội nghị của huyện"),
        ("Ủ y ban nhân dân t ỉ nh đã ti ế p nh ậ n 1.240 h ồ sơ", "Ủy ban nhân dân tỉnh đã tiếp nhận 1.240 hồ sơ"),
        ("áp dụ ng từ quý tớ i vớ i các s ở , ngành và b ộ ph ậ n m ộ t c ử a", "áp dụng từ quý tới với các sở, ngành và bộ phận một cửa"),
        ("S ở Y t ế và B ộ N ộ i v ụ d ự án thứ hai", "Sở Y tế và Bộ Nội vụ dự án thứ hai"),
    ],
)  # fmt: skip
def test_syllables_that_a_pdf_broke_are_whole(broken: str, whole: str) -> None:
    assert is_broken(broken) and put_together(broken)[0] == whole


@pytest.mark.parametrize(
    "text",
    [*PARAGRAPHS, LEAD, "Sở Y tế, bộ y tế, thủ y, và ở, cô ấy, 5 đ ở chợ", "Tổ A, tổ B và tổ C có ý kiến: c, d, đ"],
)
def test_whole_syllables_stay(text: str) -> None:
    assert not is_broken(text)


def test_a_text_of_broken_syllables_is_counted_and_kept_as_printed() -> None:
    printed = "H ộ i ngh ị t ổ ng k ế t c ủ a huy ệ n đã bàn vi ệ c tr ả h ồ sơ ở thôn. " * 2
    [document] = clean(printed.strip().encode())
    assert document.text.startswith("Hội nghị tổng kết của huyện đã bàn việc trả hồ sơ ở thôn.")
    assert document.repairs["broken_syllable"] >= 9
    assert document.text_raw is not None and document.text_raw.startswith("H ộ i ngh ị")


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("nga ̀ y ho ̣ p", "ngày họp"),
        ("hô ̣ i nghi ̣ tô ̉ ng kê ́ t, sơ ̉ , nga ̀ nh", "hội nghị tổng kết, sở, ngành"),
        ("va ̀ đa ̃ in ba ́ o ca ́ o", "và đã in báo cáo"),
        ("U ̉ y ban ti ̉ nh", "Ủy ban tỉnh"),
    ],
)
def test_tones_between_blanks_stand_on_their_letters(printed: str, shown: str) -> None:
    assert repair(printed)[0] == shown
    assert repair(shown) == (shown, {})


@pytest.mark.perf
@pytest.mark.parametrize(
    "unit",
    ["a ̀ ", "h ộ ", "ộ i ", "b" * 40 + " ộ", "<br>lời ", "<p>ngày 12/</p>"],
)
def test_the_time_is_linear(unit: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        clean(f"<html><body><h1>Một cửa về thôn</h1><div>{unit * times}</div></body></html>".encode())
        return time.process_time() - start

    seconds(100)
    once = min(seconds(8_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(3)) <= 2.6 * once + 0.05
