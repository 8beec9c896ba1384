"""What a page says a thousand times is read once; what a writer says twice stays."""

from __future__ import annotations

import time

import pytest

from theodoi.clean import Outcome, clean
from theodoi.clean.labels import MAX_TITLE
from theodoi.clean.repeats import read_once, repeated
from theodoi.extract.findings import extract

SENTENCES = (
    "Năm 2026, huyện Thử Nghiệm tiếp nhận 45.210 hồ sơ qua cổng dịch vụ công.",
    "Tỷ lệ hồ sơ được giải quyết đúng hạn đạt 98,5%, tăng 2,1 điểm phần trăm.",
    "Toàn huyện có 126 thôn đã kết nối mạng truyền số liệu chuyên dùng.",
    "Doanh thu của các cơ sở phần mềm đạt 5 tỷ đồng trong 9 tháng đầu năm.",
    "Đến năm 2030, huyện phấn đấu 100% thủ tục được làm trên mạng.",
)
FIVE = " ".join(SENTENCES)
TITLE = "Huyện Thử Nghiệm đưa mọi thủ tục lên mạng"
TIMES = 2_000


def page(body: str, title: str = TITLE) -> bytes:
    head = f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
    return f"{head}<div class=detail>{body}</div></body></html>".encode()


WAYS = {
    "a paragraph for each sentence": page("".join(f"<p>{s}</p>" for s in SENTENCES) * TIMES),
    "one paragraph": page(f"<p>{(FIVE + ' ') * TIMES}</p>"),
    "a paragraph of the five": page(f"<p>{FIVE}</p>" * TIMES),
    "lines parted by br": page(f"{FIVE}<br>" * TIMES),
    "items of a list": page("<ul>" + "".join(f"<li>{s}" for s in SENTENCES) * TIMES),
    "a dump, a paragraph a line": f"{TITLE}\n{(FIVE + chr(10)) * TIMES}".encode(),
    "a dump, a sentence a line": f"{TITLE}\n{(chr(10).join(SENTENCES) + chr(10)) * TIMES}".encode(),
    "a dump on one line": ((FIVE + " ") * TIMES).encode(),
    "a page nested too deep": page("<div>" * 5_000 + f"<p>{FIVE}</p>" * (TIMES // 2)),
}


@pytest.mark.parametrize("way", WAYS)
def test_five_sentences_said_a_thousand_times_and_more_are_read_once(way: str) -> None:
    [document] = clean(WAYS[way])
    assert document.outcome is Outcome.ARTICLE, document.reason
    assert [document.text.count(sentence) for sentence in SENTENCES] == [1] * 5
    assert len(extract(document.text).metrics) == len(extract(FIVE).metrics)


@pytest.mark.parametrize(
    ("pieces", "again"),
    [
        pytest.param(["một hai ba bốn năm sáu bảy tám chín mười, một hai ba bốn năm sáu bảy"] * 3, {1, 2}, id="echo"),
        pytest.param([*SENTENCES, *SENTENCES], {5, 6, 7, 8, 9}, id="a period right behind itself"),
        pytest.param([SENTENCES[0], *SENTENCES, *SENTENCES], {1, 7, 8, 9, 10} | {6}, id="behind an opening"),
        pytest.param([SENTENCES[0], "x", SENTENCES[1], SENTENCES[0], "y"], set(), id="a sentence that stands twice"),
        pytest.param(["Có.", "Có.", "Không.", "Không."], set(), id="short answers"),
        pytest.param(["", "", "", ""], set(), id="nothing"),
        pytest.param([], set(), id="none"),
    ],
)
def test_only_a_stretch_that_follows_itself_is_said_again(pieces: list[str], again: set[int]) -> None:
    assert repeated(pieces) == again


def test_what_a_plan_says_under_each_task_stays() -> None:
    who = (
        "Cơ quan chủ trì: Phòng Văn hóa và Thông tin huyện.",
        "Cơ quan phối hợp: các phòng, ban của huyện, ủy ban nhân dân các xã và các đơn vị cung cấp dịch vụ bưu chính.",
        "Thời gian thực hiện: trong năm 2026 và các năm tiếp theo, báo cáo kết quả hằng quý về Văn phòng huyện.",
    )
    plan = [line for number in range(1, 30) for line in (f"Nhiệm vụ {number}: lập danh mục dữ liệu số {number}.", *who)]
    assert repeated(plan) == set()


def test_a_whole_text_that_stands_again_goes_wherever_it_stands() -> None:
    text = [f"Thôn số {number} đã cử hai người hướng dẫn dân nộp hồ sơ qua mạng." for number in range(40)]
    assert repeated([*text, "Ý kiến của người dân ra sao?", *text]) == set(range(41, 81))


def test_rows_of_tables_may_be_alike() -> None:
    row = "<tr><td>Đạt chuẩn về hạ tầng số và dịch vụ công</td><td>Đã nghiệm thu trong năm 2026</td></tr>"
    [document] = clean(page(f"<p>{FIVE}</p><p>Kết quả của ba thôn theo thứ tự:</p><table>{row * 3}</table>"))
    assert document.text.count("Đạt chuẩn về hạ tầng số") == 3


@pytest.mark.perf
@pytest.mark.parametrize("unit", ["Năm nay xã có 12 thôn. ", "tăng 5% và ", "Thôn Hạ "])
def test_folding_takes_time_in_step_with_the_length(unit: str) -> None:
    def seconds(times: int) -> float:
        paragraph = "".join(f"{unit}{n % 977 if n % 3 else ''} " for n in range(times))
        spent = []
        for _ in range(3):
            start = time.process_time()
            read_once(paragraph)
            spent.append(time.process_time() - start)
        return min(spent)

    assert seconds(160_000) <= 2.6**2 * seconds(40_000)


# titles --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        pytest.param(f"<h1>{'Tin rất dài ' * 80_000}</h1>", None, id="960,000 characters"),
        pytest.param(f"<h1>{'Tin rất dài ' * 42}</h1>", None, id="504 characters"),
        pytest.param(f"<h1>{'Tin dài ' * 62}ok</h1>", ("Tin dài " * 62) + "ok", id="498 characters"),
        pytest.param(
            f'<meta property="og:title" content="{TITLE}"><h1>{"Tin rất dài " * 900}</h1>', TITLE, id="another is told"
        ),
        pytest.param(f"<title>{'Tin rất dài ' * 900}</title><h2>{TITLE}</h2>", None, id="only the page's is long"),
    ],
)
def test_a_title_of_more_than_500_characters_is_none(shown: str, title: str | None) -> None:
    [document] = clean(f"<html><head><meta charset=utf-8></head><body>{shown}<p>{FIVE}</p></body></html>".encode())
    assert document.outcome is Outcome.ARTICLE
    assert len(document.title or "") <= MAX_TITLE
    if title is not None:
        assert document.title == title


def test_author_and_section_are_bounded() -> None:
    linked = '{{"@type":"NewsArticle","author":[{}],"articleSection":"{}"}}'.format(
        ",".join(f'{{"name":"Nguyễn Thử {chr(65 + n % 26)}{chr(97 + n // 26)}n"}}' for n in range(500)),
        "Chuyên mục " * 9_000,
    )
    [document] = clean(
        f'<html><head><meta charset=utf-8><script type="application/ld+json">{linked}</script></head>'
        f"<body><h1>{TITLE}</h1><p>{FIVE}</p></body></html>".encode()
    )
    assert document.outcome is Outcome.ARTICLE
    assert len(document.author or "") <= 600
    assert document.section is None
