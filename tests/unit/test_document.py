"""The document that all extractors read: its views, parts and what earlier readers hold."""

from __future__ import annotations

import re
from datetime import date

import pytest

from theodoi.extract import systems
from theodoi.extract.document import Document
from theodoi.extract.findings import STEPS, extract
from theodoi.extract.gazetteer import Gazetteer
from theodoi.extract.organisations import find_organisations
from theodoi.extract.spans import Context, Findings
from theodoi.extract.text import Mark, Taken, back_to, level
from theodoi.registry.names import fold


def document(text: str, published: date | None = None) -> Document:
    return Document(text, Context(published_on=published))


@pytest.mark.parametrize(
    "text",
    [
        "Sở Nội vụ tỉnh Hoà Bình nộp 5 hồ sơ.",
        "giai đoạn 2021–2025: Ðảng uỷ; tới\u00a0nay",
        "một khoảng\u2007lạ và gạch\u2015dài",
        "hai  dấu cách, chữ rời: Hà Nội".replace("ộ", "o\u0323\u0302"),
        "",
    ],
)
def test_the_folded_view_is_the_levelled_text_folded(text):
    assert document(text).folded == fold(level(text))
    assert len(document(text).folded) == len(text)


def test_sentences_end_at_stops_and_lines_at_breaks():
    read = document("Ông A. Nguyễn nói. Bộ B đáp!\nHết.")
    assert [read.text[slice(*read.sentences.at(at))] for at in (8, 20, 30)] == [
        "Ông A. Nguyễn nói.",
        "Bộ B đáp!",
        "Hết.",
    ]
    assert [read.line_start(at) for at in (0, 28, 29)] == [0, 0, 29]


def test_a_sentence_that_runs_on_is_cut_around_what_is_asked():
    first, last = document("từ " * 2_000).sentence_of(3_000, 3_010)
    assert (first, last) == (2_400, 3_610)


QUOTED = "Ông nói: “mở rồi” và thêm “nữa thì hết"


@pytest.mark.parametrize(("words", "opened"), [("nói", None), ("mở", 9), ("thêm", None), ("nữa", 26), ("hết", 26)])
def test_an_open_quotation_is_known_by_where_it_opened(words, opened):
    assert document(QUOTED).quoted_since(QUOTED.index(words)) == opened


def test_nested_quotations_close_together():
    text = "“a “b” c” d"
    assert document(text).quotations == [(0, 5), (3, 5)]


def test_a_clause_is_looked_for_no_further_than_asked():
    read = document("Một; hai. Ba bốn năm")
    assert read.clause_start(15, 100) == len("Một; hai. ")
    assert read.clause_start(15, 3) == 12
    assert read.clause_start(7, 100) == len("Một; ")


def test_what_a_function_reads_is_asked_for_once():
    asked = []

    def count(read: Document) -> int:
        asked.append(read)
        return len(read.text)

    read = document("năm")
    assert (read.once(count), read.once(count)) == (3, 3)
    assert len(asked) == 1


def test_names_are_looked_for_once_in_each_gazetteer():
    read, first, second = document("Sở Nội vụ họp"), Gazetteer({"Sở Nội vụ": 1}), Gazetteer({"Nội vụ": 2})
    assert read.names(first) is read.names(first)
    assert [(read.text[s:e], value) for s, e, value in (*read.names(first), *read.names(second))] == [
        ("Sở Nội vụ", 1),
        ("Nội vụ", 2),
    ]


def test_periods_between_two_offsets():
    read = document("Năm 2021 có 5, năm 2022 có 6, năm 2023 có 7.")
    second = read.text.index("năm 2022")
    assert [p.iso for p in read.periods_from(second, read.text.index("năm 2023"))] == ["2022"]


def test_a_look_back_ends_behind_the_last_mark_within_reach():
    text = "Một. Hai; ba bốn"
    assert text[back_to(text, Mark.POINT, 13, 100) : 13] == " ba "
    assert text[back_to(text, Mark.TOLD, 8, 100) : 8] == "Hai"
    assert text[back_to(text, Mark.POINT, 16, 4) : 16] == " bốn"


@pytest.mark.parametrize(("span", "held"), [((0, 2), False), ((1, 3), True), ((5, 6), True), ((9, 10), False)])
def test_taken_characters_are_held_whatever_the_order_of_spans(span, held):
    assert Taken([(6, 9), (2, 8), (3, 4)]).holds(*span) is held
    assert not Taken([]).holds(*span)


def test_every_reader_has_one_shape_and_reads_what_was_found_before():
    text = "Tra cứu trên Cổng thông tin điện tử Bộ Y tế."
    bodies = find_organisations(text)
    alone, told = document(text), Document(text, Context(), Findings(organisations=bodies))
    assert [m.name for m in systems.read(told)] == ["Cổng thông tin điện tử Bộ Y tế"]
    assert systems.read(alone) == ()
    for step in STEPS:
        assert isinstance(step.read(document("")), tuple), step.kind.name


def test_the_text_is_prepared_once_for_all_readers(monkeypatch):
    made = []
    for name in ("level", "view", "sentences", "find_periods"):
        whole = getattr(__import__("theodoi.extract.document", fromlist=[name]), name)

        def counted(*given, name=name, whole=whole):
            made.append(name)
            return whole(*given)

        monkeypatch.setattr(f"theodoi.extract.document.{name}", counted)
    extract("Bộ Y tế cho biết năm 2024 có 5.000 hồ sơ theo Nghị định số 13/2023/NĐ-CP, thay thế Thông tư 05.")
    assert sorted(made) == ["find_periods", "level", "sentences", "view"]


def test_marks_are_what_the_readers_rest_on():
    """A question ends what is said, not the day that is told; a colon opens a statement, not a sentence."""
    assert re.search(Mark.CLAUSE, "Thật? Có") and not re.search(Mark.TOLD, "Thật? Có")
    assert re.search(Mark.STATED, "Mức: 5") and not re.search(Mark.CLAUSE, "Mức: 5")
    assert not re.search(Mark.CAPITAL, "TP. hcm") and re.search(Mark.CAPITAL, "Hết. Bộ")


@pytest.mark.parametrize(
    ("text", "published", "captured", "written"),
    [
        ("Quý I/2019, xã nhận 200 hồ sơ.", date(2020, 5, 4), None, date(2020, 5, 4)),  # what is stated goes first
        ("Ngày 3/7/2018, sở họp; năm 2017 đã họp hai lần.", None, None, date(2018, 7, 3)),
        ("Trong quý II/2019 huyện giảm 5% hồ sơ.", None, None, date(2019, 4, 1)),
        # A plan's year is not past, nor is one that comes behind the capture.
        ("Năm 2018 huyện có 3 xã đạt chuẩn, mục tiêu năm 2025 là 12 xã.", None, None, date(2018, 1, 1)),
        ("Năm 2018 có 3 xã, năm 2031 có 12 xã.", None, date(2026, 1, 1), date(2018, 1, 1)),
        ("Xã nhận 200 hồ sơ.", None, date(2026, 1, 1), None),  # the capture tells nothing
    ],
)
def test_when_a_text_was_written(
    text: str, published: date | None, captured: date | None, written: date | None
) -> None:
    assert Document(text, Context(published_on=published, captured_on=captured)).written_on == written


def test_a_body_of_an_undated_text_is_that_of_the_times_it_tells() -> None:
    [then] = find_organisations("Năm 2019 doanh thu tăng. PVN nộp ngân sách đủ.")
    [now] = find_organisations("Tháng 6/2025 doanh thu tăng. PVN nộp ngân sách đủ.")
    assert (then.organisation_id, now.organisation_id) == ("pvn-dau-khi", "pvn")
