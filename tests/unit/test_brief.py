"""How a brief says values, times and steps, and what a watchlist asks for."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from theodoi.brief.facts import Brief, ChangedArticle, Line, PaperCorrection, Read
from theodoi.brief.forms import as_json, as_text
from theodoi.brief.page import render_brief
from theodoi.brief.words import (
    Words,
    changed_words,
    days_words,
    figure_words,
    group_words,
    handed_words,
    number_words,
    period_words,
    step_words,
)
from theodoi.registry.reading import RegistryError, registry_dir
from theodoi.registry.watchlists import Watchlist, load_watchlists
from theodoi.vocabularies import AssignmentKind, TaskEvent


@pytest.mark.parametrize(
    ("period", "vi", "en"),
    [
        ("2026", "năm 2026", "2026"),
        ("2026-Q3", "quý III/2026", "Q3 2026"),
        ("2026-04", "tháng 4/2026", "Apr 2026"),
        ("2026-04-09", "9/4/2026", "9 Apr 2026"),
        ("2026-01/2026-09", "tháng 1/2026 – tháng 9/2026", "Jan 2026 – Sep 2026"),
        ("2021-2025", "2021-2025", "2021-2025"),
    ],
)
def test_periods(period, vi, en):
    assert period_words(period) == Words(vi, en)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("84.50", "84,5", "84.5"),
        ("1234", "1.234", "1,234"),
        ("5000000000", "5 tỷ", "5 billion"),
        ("1250000", "1,25 triệu", "1.25 million"),
        ("1234567", "1.234.567", "1,234,567"),
        ("0", "0", "0"),
    ],
)
def test_numbers(value, vi, en):
    assert number_words(Decimal(value)) == Words(vi, en)


@pytest.mark.parametrize(
    ("unit", "comparator", "row", "vi"),
    [
        ("percent", "about", {}, "khoảng 12%"),
        (
            "percent",
            "eq",
            {"measure": "change", "direction": "up", "unit_detail": "percentage_point"},
            "tăng 12 điểm %",
        ),
        ("rank", "eq", {}, "hạng 12"),
        ("rank", "eq", {"measure": "change", "direction": "down"}, "giảm 12 bậc"),
        ("VND", "more_than", {}, "hơn 12 đồng"),
    ],
)
def test_figures(unit, comparator, row, vi):
    assert figure_words(Decimal(12), unit, comparator, None, row).vi == vi


def test_steps_have_their_day_where_it_is_known():
    assert step_words("takes_effect", date(2026, 12, 1)) == Words("Có hiệu lực 1/12/2026", "In force 1 Dec 2026")
    assert step_words("draft", None).vi == "Dự thảo"


def line(**fields) -> Line:
    return Line("figures", Words("Mới", "New"), **({"said": Words("Số hồ sơ", "Files")} | fields))


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"organisations": frozenset({"so-noi-vu"})}, {"organisations": frozenset({"so-noi-vu", "x"})}),
        ({"documents": frozenset({"9/2026/NĐ-CP"})}, {"document": "9/2026/NĐ-CP"}),
        ({"indicators": frozenset({"files"})}, {"indicator": "files"}),
        ({"provinces": frozenset({"hue"})}, {"area": "hue"}),
        ({"phrases": ("trực tuyến",)}, {"said": Words("Hồ sơ TRỰC TUYẾN, toàn trình", "")}),
    ],
)
def test_a_watchlist_takes_what_touches_it_and_nothing_else(wanted, told):
    watchlist = Watchlist("x", "X", "X", **wanted)
    assert line(**told).touches(watchlist)
    assert not line().touches(watchlist)


def test_a_phrase_is_whole_words():
    watchlist = Watchlist("x", "X", "X", phrases=("một cửa",))
    assert not watchlist.has_phrase("một cửahàng")
    assert watchlist.has_phrase("bộ phận Một cửa.")


def test_a_body_brings_its_units_forerunners_and_heirs():
    [science, *_] = load_watchlists()
    assert {"bo-khcn-2025", "bo-khcn"} <= science.organisations
    assert "bo-cong-an" not in science.organisations


def test_an_id_that_nothing_has_is_refused(tmp_path):
    for path in registry_dir().iterdir():
        if path.name != "watchlists":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "a.yaml").write_text("name: A\nname_en: A\nprovinces: [nowhere]\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"a\.yaml: provinces: nothing has the id nowhere"):
        load_watchlists(tmp_path)


@pytest.mark.parametrize(
    ("left", "vi", "en"),
    [
        (9, ", còn 9 ngày", ", 9 days left"),
        (1, ", còn 1 ngày", ", 1 day left"),
        (0, ", hôm nay", ", today"),
        (-2, ", đã qua 2 ngày", ", 2 days ago"),
        (31, "", ""),
    ],
)
def test_days_until_a_date_or_since(left, vi, en):
    assert days_words(left) == Words(vi, en)


def test_a_task_that_moves_says_from_whom_and_to_whom():
    assert handed_words("Bộ Nội vụ", None).vi == ", từ Bộ Nội vụ"
    assert handed_words(None, "Bộ Y tế").en == " → Bộ Y tế"
    assert handed_words(None, None) == Words("", "")


def test_each_kind_of_task_and_each_piece_of_news_has_its_heading():
    told = {"done": "told_done", "part": "told_done_in_part", "late": "told_late"}
    steps = [*AssignmentKind, *(told.get(event, event) for event in TaskEvent), "due_soon", "past_without_news"]
    assert {group_words(step).en for step in steps} == {
        "Newly given",
        "Due within 14 days",
        "Past their date, no news of completion",
        "News of what came of them",
        "Asked and promised",
    }


def test_a_source_of_the_state_that_is_silent_stands_in_the_first_sentence():
    day = date(2026, 11, 20)
    sources = (Read("a", "Báo A", "newspaper", 5, 3, day), Read("b", "Cổng B", "government", 0, 0, None))
    page = render_brief(Brief("demo", day, datetime(2026, 11, 21, tzinfo=UTC), None, (), (), (), sources))
    assert "trong đó có nguồn nhà nước" in page
    assert "Mọi nguồn đều có bài" not in page


@pytest.mark.parametrize(
    ("changed", "vi"),
    [
        ((True, 2, 0, 0, 1, 3), "tiêu đề, 2 số liệu, 1 ngày tháng"),
        ((False, 0, 1, 2, 0, 1), "1 số văn bản, 2 tên"),
        ((False, 0, 0, 0, 0, 4), "4 đoạn"),
    ],
)
def test_what_was_changed_is_told_by_type_and_number(changed, vi):
    assert changed_words(*changed).vi == vi


def test_a_changed_article_a_lost_page_and_a_correction_stand_in_every_form():
    day, moment = date(2026, 11, 20), datetime(2026, 11, 20, 2, tzinfo=UTC)

    def changed(number, title, kind, moved, figures):
        return ChangedArticle(
            f"{number:032x}", f"{number + 8:032x}", title, f"https://a.example/{number}", "Báo A", day, kind, False, moved, 1, figures, 0, 0, 0, moment, None,
        )  # fmt: skip

    paper = PaperCorrection(
        "c" * 32, "Cải chính", "https://a.example/3", day, "Báo A", "Số đúng là 12.", "Bài có số sai", "https://a.example/4", "d" * 32,
    )  # fmt: skip
    brief = Brief(
        "demo", day, moment, None, (), (), (paper,), (Read("a", "Báo A", "newspaper", 5, 3, day),),
        changes=(changed(1, "Bài sửa số", "edited", False, 2), changed(2, None, "vanished", False, 0)),
    )  # fmt: skip
    page, lines = render_brief(brief), "\n".join(as_text(brief))
    assert "không có gì mới" not in page + lines
    for words in ("Bài sửa số", "2 số liệu", "https://a.example/2", "Số đúng là 12."):
        assert words in page
        assert words in lines
    assert "Trang không còn" in page
    assert 'href="https://a.example/4"' in page
    told = json.loads(as_json(brief))
    assert [change["kind"] for change in told["changes"]] == ["edited", "vanished"]
    assert told["paper_corrections"][0]["article_id"] == "c" * 32
