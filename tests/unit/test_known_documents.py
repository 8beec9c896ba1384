"""The registry of known documents and nicknames: what it holds, and what it refuses."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from theodoi.extract import find_decrees
from theodoi.maintain.laws import sentence
from theodoi.paths import data_dir
from theodoi.registry.document_types import document_types
from theodoi.registry.known_documents import known_documents, nicknames
from theodoi.registry.reading import RegistryError

HEAD = "number\tdoc_type\ttitle\tissued_on\teffective_on\trepealed_on\tissuer\torigin\tsource\n"
GOOD = "61/2018/NĐ-CP\tnghị định\tVề một cửa\t2018-04-23\t\t\tChính phủ\tcode\t\n"
LIFE = GOOD.replace("\t\t\tChính phủ", "\t2018-06-21\t2025-07-01\tChính phủ")


def test_it_holds_the_official_documents_and_those_that_everyone_cites() -> None:
    origins = Counter(d.origin for d in known_documents().all)
    assert origins["code"] >= 3000 and origins["editor"] >= 100
    assert len(known_documents().laws) >= 150
    assert len(nicknames()[1]) >= 15


@pytest.mark.parametrize(
    ("number", "effective_on", "repealed_on"),
    [
        ("116/2025/QH15", date(2026, 7, 1), None),
        ("117/2025/QH15", date(2026, 3, 1), None),
        ("29/2018/QH14", None, date(2026, 3, 1)),
        ("148/2025/QH15", date(2026, 7, 1), None),
        ("45/2013/QH13", None, None),
    ],
)
def test_laws_carry_their_days_where_a_source_proves_them(
    number: str, effective_on: date | None, repealed_on: date | None
) -> None:
    [law] = known_documents().by_number[number]
    assert (law.effective_on, law.repealed_on) == (effective_on, repealed_on)
    assert law.source or not (effective_on or repealed_on)


def test_the_list_of_laws_says_up_to_which_day_it_is_complete() -> None:
    until = {kind.name: kind.known_until for kind in document_types().types}
    newest = max(d.issued_on for d in known_documents().all if d.doc_type == "luật")
    assert until["luật"] is not None and until["luật"] < newest
    assert until["kế hoạch"] is None


@pytest.mark.parametrize(("days", "warns"), [(10, False), (60, False), (61, True), (500, True)])
def test_a_list_older_than_sixty_days_is_a_warning(days: int, warns: bool) -> None:
    until = date(2025, 6, 13)
    told = sentence("luật", until, until + timedelta(days=days))
    assert told.startswith("warning: ") is warns and f"{days} days ago" in told


def test_every_nickname_stands_for_its_document() -> None:
    for name, document in nicknames()[1].items():
        [mention] = [
            m for m in find_decrees(f"Theo {name[0].upper()}{name[1:]}, dữ liệu được nối.") if m.form == "nickname"
        ]
        assert (mention.number, mention.issued_on, mention.date_basis) == (
            document.number,
            document.issued_on,
            "registry",
        )


def test_a_known_document_gives_the_day_that_a_text_leaves_out() -> None:
    [told] = find_decrees("Nghị định số 61/2018/NĐ-CP")
    assert (told.issued_on, told.date_basis) == (date(2018, 4, 23), "registry")
    [stated] = find_decrees("Nghị định số 61/2018/NĐ-CP ngày 24/4/2018")
    assert (stated.issued_on, stated.date_basis) == (date(2018, 4, 24), "text")
    [alone] = find_decrees("Nghị định số 61/2018/NĐ-CP", complete=False)
    assert alone.issued_on is None


def test_a_subject_tells_the_year() -> None:
    about = "phê duyệt Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030"
    [fits] = find_decrees(f"Quyết định số 749/QĐ-TTg {about}.")
    assert (fits.year, fits.year_basis) == (2020, "registry")
    [other] = find_decrees("Quyết định số 749/QĐ-TTg phê duyệt điều lệ của một tổng công ty nhà nước.")
    assert other.year is None


@pytest.mark.perf
def test_it_is_read_in_a_moment() -> None:
    known_documents.cache_clear()
    started = time.perf_counter()
    known_documents()
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("number\ttitle\n", "the first line without # must name the columns"),
        (HEAD + "61/2018/NĐ-CP\tnghị định\n", "known_documents.tsv, line 2: expected 9 cells"),
        (HEAD + GOOD.replace("2018-04-23", "23/4/2018"), "'23/4/2018' is no date"),
        (HEAD + GOOD.replace("nghị định", "tin đồn"), "'tin đồn' is no type"),
        (HEAD + GOOD.replace("code", "lời kể"), "origin 'lời kể' is none of code, editor"),
        (HEAD + GOOD.replace("2018-04-23", "2019-04-23"), "are of different years"),
        (HEAD + LIFE.replace("2018-06-21", "2018-01-21"), "is passed first, then has effect, then is repealed"),
        (HEAD + LIFE, "days of effect and repeal need a source that proves them"),
        (HEAD + GOOD + GOOD, "line 3: 61/2018/NĐ-CP of Chính phủ, 2018 stands in line 2 already"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: str, sentence: str) -> None:
    (tmp_path / "known_documents.tsv").write_text(lines, encoding="utf-8")
    with pytest.raises(RegistryError, match=r".") as error:
        known_documents(tmp_path)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("{name: Đề án 9, number: 9/QĐ-TTg, year: 2019}", "known_documents.tsv has no 9/QĐ-TTg of 2019"),
        (
            "{name: Một cửa, number: 61/2018/NĐ-CP, year: 2018}\n  - {name: một cửa, number: 20/2023/QH15, year: 2023}",
            "stands twice",
        ),
    ],
)
def test_a_wrong_nickname_is_named(tmp_path: Path, entry: str, sentence: str) -> None:
    shutil.copy(data_dir("registry") / "known_documents.tsv", tmp_path)
    (tmp_path / "nicknames.yaml").write_text(f"nicknames:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r".") as error:
        nicknames(tmp_path)
    assert sentence in str(error.value)
