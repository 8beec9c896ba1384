"""Gained and lost: what counts as the same fact, as a changed one, and how it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from theodoi.reprocess import Comparison, compare, facts_of_article, render

ARTICLE = {
    "title": "Một nhan đề",
    "author": None,
    "credit": None,
    "section": None,
    "published_at": datetime(2026, 11, 20, 1, 15, tzinfo=UTC),
    "text": "Đoạn một.\nĐoạn hai.",
}


def decree(number: str, issued_on: date | None = None, quote: str = "", **more: object) -> dict:
    row = {"number": number, "doc_type": "nghị định", "issuer": "Chính phủ", "year": None, "issued_on": issued_on}
    return row | {"quote": quote or number} | more


def metric(value: str, comparator: str = "eq", **more: object) -> dict:
    row = dict.fromkeys(("value_high", "denominator", "per", "period", "period_from", "object"))
    row |= {"unit": "percent", "measure": "level", "direction": "up", "status": "observed", "minor": False}
    return row | {"value": Decimal(value), "comparator": comparator, "quote": f"{value}%"} | more


def changes(before: dict, after: dict, old: dict = ARTICLE, new: dict = ARTICLE) -> list[str]:
    done = Comparison()
    compare(done, "Một nhan đề (https://x/1)", facts_of_article(old, before), facts_of_article(new, after))
    return [change.line() for change in done.changes]


def test_the_same_facts_are_the_same_wherever_they_were_read_from():
    stored = {"decree_mentions": [decree("61/2018/NĐ-CP", date(2018, 4, 23))], "metrics": [metric("95.000000000")]}
    printed = {
        "decree_mentions": [decree("61/2018/NĐ-CP", "2018-04-23")],  # as JSON has dates
        "metrics": [metric("95") | {"value": 95}],
    }
    assert changes(stored, printed) == []


def test_a_decree_counts_once_however_often_it_is_cited():
    once = {"decree_mentions": [decree("61/2018/NĐ-CP")]}
    often = {"decree_mentions": [decree("61/2018/NĐ-CP"), decree("61/2018/NĐ-CP", quote="Nghị định này")]}
    assert changes(once, often) == []


def test_a_metric_counts_as_often_as_it_stands_there():
    assert changes({"metrics": [metric("95")]}, {"metrics": [metric("95"), metric("95")]}) == [
        "+ metric       95 percent   «95%»"
    ]


def test_gained_lost_and_changed_are_told_with_their_quotes():
    before = {"decree_mentions": [decree("61/2018/NĐ-CP")], "metrics": [metric("95"), metric("7")]}
    after = {
        "decree_mentions": [decree("61/2018/NĐ-CP", date(2018, 4, 23))],
        "metrics": [metric("95", "at_least", status="target", period="2027"), metric("40", denominator=Decimal(63))],
    }
    assert changes(before, after) == [
        "~ decree       61/2018/NĐ-CP (nghị định, Chính phủ, 2018-04-23)   «61/2018/NĐ-CP»"
        "   was: 61/2018/NĐ-CP (nghị định, Chính phủ)",
        "~ metric       ≥ 95 percent, 2027 (target)   «95%»   was: 95 percent",
        "+ metric       40 of 63 percent   «40%»",
        "- metric       7 percent   «7%»",
    ]


def test_paragraphs_and_the_articles_own_facts_count_too():
    other = ARTICLE | {"title": "Một nhan đề khác", "text": "Đoạn một.\nĐoạn ba."}
    assert changes({}, {}, ARTICLE, other) == [
        "~ article      Một nhan đề khác | 2026-11-20T01:15:00+00:00   was: Một nhan đề | 2026-11-20T01:15:00+00:00",
        "+ text         Đoạn ba.",
        "- text         Đoạn hai.",
    ]


def test_an_article_gained_whole_is_told_with_its_findings_and_not_line_by_line():
    done = Comparison()
    compare(done, "x", [], facts_of_article(ARTICLE, {"metrics": [metric("95")]}))
    assert [change.fact.kind for change in done.changes] == ["article", "metric"]


def test_the_report_counts_all_and_says_what_it_leaves_out():
    done = Comparison()
    after = {"metrics": [metric(str(n)) for n in range(5)]}
    compare(done, "Một nhan đề (https://x/1)", facts_of_article(ARTICLE, {}), facts_of_article(ARTICLE, after))
    told = render(done, "Gained and lost", most=2)
    assert "  metrics              5        0        0        0" in told
    assert told.count("+ metric") == 2
    assert told.endswith("not shown: 3 more of metrics")
    assert done.sentence() == "1 articles compared: metrics +5"
