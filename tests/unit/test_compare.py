"""Gained and lost: what counts as the same fact, as a changed one, and how it is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.unit.good_rows import good_rows
from theodoi.contracts import ARTICLES, DATASETS, FINDINGS, WHERE, Column
from theodoi.reprocess import Comparison, compare, facts_of_article, render
from theodoi.vocabularies import values

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
    row = dict.fromkeys(("value_high", "denominator", "per", "period", "period_basis", "object"))
    row |= {"unit": "percent", "measure": "level", "direction": "up", "status": "observed", "minor": False}
    return row | {"value": Decimal(value), "comparator": comparator, "quote": f"{value}%"} | more


def changes(before: dict, after: dict, old: dict = ARTICLE, new: dict = ARTICLE) -> list[str]:
    done = Comparison()
    compare(done, "Một nhan đề (https://x/1)", facts_of_article(old, before), facts_of_article(new, after))
    return [change.line() for change in done.changes]


def test_the_same_facts_are_the_same_wherever_they_were_read_from():
    stored = {
        "decree_mentions": [decree("61/2018/NĐ-CP", date(2018, 4, 23))],
        "metrics": [metric("95.000000000", quote="95%")],
    }
    printed = {
        "decree_mentions": [decree("61/2018/NĐ-CP", "2018-04-23")],  # as JSON has dates
        "metrics": [metric("95") | {"value": 95}],
    }
    assert changes(stored, printed) == []


def test_a_finding_counts_as_often_as_it_stands_there():
    assert changes({"metrics": [metric("95")]}, {"metrics": [metric("95"), metric("95")]}) == [
        "+ metric       95 percent   «95%»"
    ]
    once = {"decree_mentions": [decree("61/2018/NĐ-CP")]}
    often = {"decree_mentions": [decree("61/2018/NĐ-CP"), decree("61/2018/NĐ-CP", quote="Nghị định này")]}
    assert changes(once, often) == ["+ decree       61/2018/NĐ-CP (nghị định, Chính phủ)   «Nghị định này»"]


def test_gained_lost_and_changed_are_told_with_their_quotes():
    before = {"decree_mentions": [decree("61/2018/NĐ-CP")], "metrics": [metric("95"), metric("7")]}
    after = {
        "decree_mentions": [decree("61/2018/NĐ-CP", date(2018, 4, 23))],
        "metrics": [metric("95", "at_least", status="target", period="2027"), metric("40", denominator=Decimal(63))],
    }
    assert changes(before, after) == [
        "~ decree       61/2018/NĐ-CP (nghị định, Chính phủ, 2018-04-23)   «61/2018/NĐ-CP»"
        "   issued_on: null -> 2018-04-23",
        "~ metric       ≥ 95 percent, 2027 (target)   «95%»"
        "   comparator: eq -> at_least, status: observed -> target, period: null -> 2027",
        "+ metric       40 of 63 percent   «40%»",
        "- metric       7 percent   «7%»",
    ]


def test_paragraphs_and_the_articles_own_facts_count_too():
    other = ARTICLE | {"title": "Một nhan đề khác", "text": "Đoạn một.\nĐoạn ba."}
    assert changes({}, {}, ARTICLE, other) == [
        "~ article      Một nhan đề khác | 2026-11-20T01:15:00+00:00   title: Một nhan đề -> Một nhan đề khác",
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
    assert ["metrics", "5", "0", "0", "0"] in [line.split() for line in told.splitlines()]
    assert told.count("+ metric") == 2
    assert told.endswith("not shown: 3 more of metrics")
    assert done.sentence() == "1 articles compared: metrics +5"


# every column of content ----------------------------------------------------------------------------------------------

KINDS = (ARTICLES, *FINDINGS)


def test_what_does_not_make_a_fact_is_a_short_list():
    assert sorted(WHERE) == [
        "article_id", "article_version_id", "capture_id", "claim_start", "end_char", "ordinal", "start_char",
    ]  # fmt: skip
    for dataset in KINDS:
        assert set(dataset.content) - set(dataset.fact) <= WHERE | {dataset.key}


def other(column: Column, value: object) -> object:
    """Another value that the column may hold."""
    if column.vocabulary is not None:
        return next(word for word in values(column.vocabulary) if word != value)
    match column.type:
        case "boolean":
            return not value
        case "integer":
            return (value or 0) + 1
        case "numeric":
            return (value or 0) + Decimal("0.5")
        case "date" | "timestamp":
            return value + timedelta(days=1)
        case "json":
            return '["một dòng khác"]'
        case _:
            return f"{value} khác"


@pytest.mark.parametrize(("dataset", "column"), [(d.name, name) for d in KINDS for name in d.fact], ids=str)
def test_a_change_in_any_column_of_content_is_told(dataset, column):
    """One value of one row is another: the report has a line for it, and names the column where the fact is the same."""
    rows = good_rows()
    [article], findings = rows["articles"], {d.name: rows[d.name] for d in FINDINGS}
    changed = rows[dataset][0]
    if column in dict(DATASETS[dataset].refers):
        # Another document than the one that the clause speaks of.
        mention = findings["decree_mentions"][0] | {"mention_id": "f" * 32, "number": "9/2020/NĐ-CP"}
        findings["decree_mentions"].append(mention)
        value = mention["mention_id"]
    else:
        [of_contract] = [c for c in DATASETS[dataset].columns if c.name == column]
        value = other(of_contract, changed[column] if changed[column] is not None else START.get(of_contract.type))
    assert value != changed[column]
    before = facts_of_article(article, findings)
    if dataset == "articles":
        article = article | {column: value}
    else:
        findings = findings | {dataset: [changed | {column: value}, *findings[dataset][1:]]}
    done = Comparison()
    compare(done, "x", before, facts_of_article(article, findings))
    assert done.changes
    told = [change for change in done.changes if change.what == "changed"]
    if column not in ("text", "quote", "value", "unit", "number"):  # with another one it is another fact
        assert any(change.columns().startswith(f"{column}: ") for change in told)


START = {"date": date(2026, 11, 20), "timestamp": datetime(2026, 11, 20, tzinfo=UTC), "text": "một"}


def test_the_form_that_changed_least_is_the_one_that_changed():
    before = {"metrics": [metric("95", period="2025", area="ha-noi"), metric("95", period="2026", area="vn")]}
    after = {"metrics": [metric("95", period="2026", area="hue"), metric("95", period="2025", area="ha-noi")]}
    assert changes(before, after) == ["~ metric       95 percent, 2026   «95%»   area: vn -> hue"]


def test_of_a_long_value_the_part_is_shown_that_changed():
    long = "Một câu dài " * 20
    before, after = metric("95", sentence=f"{long}hết."), metric("95", sentence=f"{long}rồi.")
    [line] = changes({"metrics": [before]}, {"metrics": [after]})
    assert (
        line == "~ metric       95 percent   «95%»   sentence: …câu dài Một câu dài hết. -> …câu dài Một câu dài rồi."
    )
