"""Learnt boilerplate lines leave an article's head and tail, and nothing else."""

from __future__ import annotations

import pytest

from theodoi.clean import Document, Outcome, clean
from theodoi.clean.characters import fold
from theodoi.clean.learnt_lines import EDGE, without_learnt_lines
from theodoi.maintain.boilerplate import is_content

CALL = "Bản tin do tổ thông tin của Báo Thử biên soạn hằng tuần."
NAME = "Chuyên mục Chính quyền số"
LEARNT = frozenset(map(fold, (CALL, NAME)))
STORY = [
    f"Trong tuần {n}, bộ phận một cửa xã Ví Dụ nhận {n * 17} hồ sơ trực tuyến và trả kết quả đúng hẹn cho người dân."
    for n in range(1, 2 * EDGE + 4)
]


def article(*lines: str, raw: list[str] | None = None, **others: object) -> Document:
    return Document(outcome=Outcome.ARTICLE, text="\n".join(lines), text_raw="\n".join(raw) if raw else None, **others)


@pytest.mark.parametrize(
    ("lines", "removed"),
    [
        ([*STORY, CALL], [CALL]),
        ([NAME, *STORY, CALL], [NAME, CALL]),
        ([NAME, *STORY[:3], CALL], [NAME, CALL]),
        ([*STORY, CALL, NAME, CALL], [CALL, NAME, CALL]),
        ([*STORY[:-EDGE], CALL, *STORY[-EDGE:]], []),
        ([*STORY[: 1 - EDGE], CALL, *STORY[1 - EDGE :]], [CALL]),
        ([*STORY, *[CALL] * (2 * EDGE)], [CALL] * (2 * EDGE)),
        ([*STORY, CALL.upper().replace(" ", "  ")], [CALL.upper().replace(" ", "  ")]),
        ([*STORY, CALL + " Xin cảm ơn."], []),
        (STORY, []),
    ],
)
def test_known_lines_leave_head_and_tail(lines: list[str], removed: list[str]) -> None:
    left = without_learnt_lines(article(*lines), LEARNT)
    assert list(left.removed_lines) == removed
    assert left.text.split("\n") == [line for line in lines if line not in removed]
    assert left.outcome is Outcome.ARTICLE


def test_the_text_before_repair_loses_the_same_lines() -> None:
    raw = [STORY[0].replace("xã", "xa\u0303"), STORY[1], CALL]
    left = without_learnt_lines(article(*STORY[:2], CALL, raw=raw), LEARNT)
    assert left.text_raw == "\n".join(raw[:2])
    only_the_call = [*STORY[:2], CALL.replace("Thử", "Thu\u031b\u0309")]
    assert without_learnt_lines(article(*STORY[:2], CALL, raw=only_the_call), LEARNT).text_raw is None


def test_a_text_before_repair_of_other_lines_is_kept_whole() -> None:
    raw = [STORY[0], STORY[1] + " \u200b", "", CALL]
    assert without_learnt_lines(article(*STORY[:2], CALL, raw=raw), LEARNT).text_raw == "\n".join(raw)


def test_what_is_left_is_judged() -> None:
    left = without_learnt_lines(article("Xem ảnh", CALL), LEARNT)
    assert left.outcome is Outcome.NO_TEXT and left.reason
    assert left.removed_lines == (CALL,)


def test_an_article_of_nothing_else_keeps_its_text() -> None:
    whole = article(NAME, CALL)
    assert without_learnt_lines(whole, LEARNT) == whole


@pytest.mark.parametrize("outcome", [Outcome.LIST_PAGE, Outcome.NO_TEXT])
def test_a_document_that_is_no_article_stays_as_it_is(outcome: Outcome) -> None:
    document = Document(outcome=outcome, text=f"{STORY[0]}\n{CALL}")
    assert without_learnt_lines(document, LEARNT) == document


def test_pages_and_dumps_lose_them_alike() -> None:
    title = "Xã Ví Dụ nhận hồ sơ trực tuyến"
    body = "".join(f"<p>{line}</p>" for line in (*STORY, CALL))
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    dump = "\n".join((title, *STORY, CALL))
    for payload in (page, dump):
        [document] = clean(payload.encode(), boilerplate=LEARNT)
        assert (document.text.split("\n"), document.removed_lines) == (STORY, (CALL,))
        [without] = clean(payload.encode())
        assert (without.text.split("\n"), without.removed_lines) == ([*STORY, CALL], ())


@pytest.mark.parametrize(
    ("line", "content"),
    [
        (CALL, False),
        ("Giấy phép hoạt động báo điện tử số 99/GP-VD cấp ngày 01/02/2026", False),
        ("Chương trình có sự đồng hành của Quỹ Ví Dụ", False),
        ("Điều hành nội dung: Ban Chính trị", False),
        ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;", True),
        ("CĂN CỨ Luật Ban hành văn bản quy phạm pháp luật;", True),
        ("Theo đề nghị của Bộ trưởng Bộ Nội vụ;", True),
        ("Điều 1. Phạm vi điều chỉnh", True),
        ("Chương II", True),
        ("Nguồn: Nghị quyết số 57-NQ/TW", True),
        ("Tỉnh | Tỷ lệ hồ sơ trực tuyến | Tỷ lệ đúng hẹn", True),
    ],
)
def test_what_tells_something_is_not_learnt(line: str, content: bool) -> None:
    assert is_content(line) is content
