"""The tables of cases (tests/tables): what texts cite, what cites nothing, and what documents do to each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eval import relations_eval
from tests.eval.decree_cases import cases, faults, none
from theodoi.extract import find_decrees
from theodoi.extract.decrees import find_events, find_relations, number
from theodoi.extract.text import level

CASES, NONE = cases(), none()


def test_the_tables_are_as_large_as_they_are_said_to_be() -> None:
    assert len(CASES) >= 300 and len(NONE) >= 130
    texts = [case["text"] for case in (*CASES, *NONE)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_what_a_text_cites(case: dict) -> None:
    assert faults(case) == []


@pytest.mark.parametrize("case", NONE, ids=lambda case: case["kind"])
def test_what_is_no_citation(case: dict) -> None:
    assert faults(case) == []


def test_relations_and_events_of_the_annotated_sentences() -> None:
    counts = relations_eval.score(relations_eval.cases(), show=False)
    for kind, least in (("relations", 0.98), ("events", 0.97)):
        right, found, expected = counts[kind]
        assert 2 * right / (found + expected) >= least, counts


_PIECES = st.lists(
    st.sampled_from(
        [
            "Nghị định số 61/2018/NĐ-CP", "Luật Giao dịch điện tử", "Nghị định này", "dự thảo Nghị định về thuế", " thay thế ", " sửa đổi, bổ sung ",
            " được bãi bỏ bởi ", " hướng dẫn ", ", ", " và ", ". ", "\n", " có hiệu lực từ ngày 1/7/2025", "Căn cứ ", " ban hành ", " ngày 3/6/2020", "Ra đời năm 2007, ", "Được ký ngày 31/2, ", "Quý I/2019, ",
            "khoản 2 Điều 5 ", "\x00", "\ud800", "(", ";",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(_PIECES)
def test_relations_and_events_point_to_mentions_and_quote_the_text(text: str) -> None:
    mentions = find_decrees(text)
    spans = [(m.start, m.end) for m in mentions]
    assert len(set(spans)) == len(spans)
    for relation in find_relations(text, mentions):
        assert text[relation.start : relation.end] == relation.quote
        assert relation.subject in spans and relation.object in spans and relation.subject != relation.object
    for event in find_events(text, mentions):
        assert text[event.start : event.end] == event.quote
        assert event.subject in spans
        assert (event.happened_on is None) == (event.precision is None)


@given(st.text(st.sampled_from("0123456789abEĐ/- .,ĐCPNqđ\n"), max_size=60))
def test_numbers_are_found_as_by_a_plain_scan(text: str) -> None:
    plain = level(text)
    assert [m.span() for m in number._numbers(plain)] == [m.span() for m in number._NUMBER.finditer(plain)]
