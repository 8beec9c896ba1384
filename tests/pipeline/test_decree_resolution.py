"""Which document a mention means, over all articles of the warehouse, on a real Postgres."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from tests.pipeline.batches import Cited, TestArticle, TestBatch
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import publish, stage
from theodoi.load.resolve import resolve_documents

PM, GOVERNMENT = "Thủ tướng Chính phủ", "Chính phủ"


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def load(engine: Engine, lake: Lake, *articles: TestArticle) -> None:
    """Each article in a batch of its own, in the order given."""
    for article in articles:
        one = TestBatch(f"import/{article.url.rsplit('/', 1)[-1]}", [article])
        one.write(lake)
        stage(engine, lake, one.batch_id)
        publish(engine, lake, one.batch_id)


def rows(engine: Engine, statement: str) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(statement))]


def told(name: str, *cited: Cited, year: int = 2026, month: int = 6, **more: object) -> TestArticle:
    captured = datetime(year, month, 15, 5, tzinfo=UTC)
    return TestArticle(f"http://x/{name}", f"Bài {name}", captured, decrees=cited, **more)


def identities(engine: Engine) -> list[tuple]:
    return rows(engine, "SELECT number, issuer, year FROM warehouse.decrees ORDER BY 1, 2, 3")


# what a mention leaves out -------------------------------------------------------------------------------------------


def test_a_number_without_its_year_is_of_the_only_document_that_was_out(engine, lake):
    dated = told("a", Cited("990/QĐ-TTg", 2024, PM))
    load(engine, lake, dated, told("b", Cited("990/QĐ-TTg", None, PM)))
    assert identities(engine) == [("990/QĐ-TTg", PM, 2024)]
    assert rows(engine, "SELECT resolved_basis FROM warehouse.decree_mentions ORDER BY 1") == [
        ("article date",),
        ("stated",),
    ]


def test_an_article_does_not_mean_a_document_of_a_later_year(engine, lake):
    load(engine, lake, told("a", Cited("990/QĐ-TTg", 2024, PM)), told("b", Cited("990/QĐ-TTg", None, PM), year=2019))
    assert identities(engine) == [("990/QĐ-TTg", PM, 2024), ("990/QĐ-TTg", PM, None)]


def test_what_fits_several_documents_keeps_them_as_candidates(engine, lake):
    load(
        engine,
        lake,
        told("a", Cited("990/QĐ-TTg", 2021, PM), Cited("990/QĐ-TTg", 2024, PM)),
        told("b", Cited("990/QĐ-TTg", None, PM)),
    )
    assert (None,) in rows(engine, "SELECT year FROM warehouse.decrees")
    candidates = "SELECT number, issuer, year, reason FROM warehouse.decree_candidates ORDER BY year"
    reason = "several documents of this number were out"
    assert rows(engine, candidates) == [("990/QĐ-TTg", PM, 2021, reason), ("990/QĐ-TTg", PM, 2024, reason)]


def test_a_known_document_gives_year_and_day(engine, lake):
    load(engine, lake, told("a", Cited("61/2018/NĐ-CP", 2018)))
    assert rows(engine, "SELECT issued_on, dates_disagree FROM warehouse.decrees") == [(date(2018, 4, 23), False)]


def test_bodies_that_share_a_code_keep_their_documents_apart(engine, lake):
    nam, bac = "Ủy ban nhân dân tỉnh Cà Mau", None
    load(engine, lake, told("a", Cited("145/KH-UBND", 2025, nam)), told("b", Cited("145/KH-UBND", 2025, bac)))
    assert identities(engine) == [("145/KH-UBND", nam, 2025), ("145/KH-UBND", None, 2025)]


def test_the_same_day_tells_the_body_that_shares_its_code(engine, lake):
    body, day = "Ủy ban nhân dân tỉnh Cà Mau", date(2025, 3, 3)
    load(
        engine, lake, told("a", Cited("145/KH-UBND", 2025, body, day)), told("b", Cited("145/KH-UBND", 2025, None, day))
    )
    assert identities(engine) == [("145/KH-UBND", body, 2025)]


LAND = Cited(None, None, "Quốc hội", title="Luật Đất đai", doc_type="luật")


@pytest.mark.parametrize(("year", "law", "number"), [(2025, 2024, "31/2024/QH15"), (2019, 2013, "45/2013/QH13")])
def test_a_law_by_name_is_the_one_in_force_at_the_articles_date(engine, lake, year, law, number):
    load(engine, lake, told("a", LAND, year=year, month=3))
    assert rows(engine, "SELECT number, title, year, known_number FROM warehouse.decrees") == [
        (None, "Luật Đất đai", law, number)
    ]
    assert rows(engine, "SELECT number, year FROM warehouse.decree_candidates") == [(number, law)]


def law_named(title: str, year: int | None = None) -> Cited:
    return Cited(None, year, "Quốc hội", title=title, doc_type="luật")


ENDS = "the list of laws ends before the article"
NOT_YET = "the newest law of this name is not in force yet"


@pytest.mark.parametrize(
    ("named", "year", "month", "candidates", "reason"),
    [
        # After the day up to which the list is complete a newer law may be out.
        (law_named("Luật Đất đai"), 2026, 6, ["31/2024/QH15", "45/2013/QH13"], ENDS),
        (law_named("Luật Việc làm"), 2025, 9, ["38/2013/QH13"], ENDS),
        # Passed, and not in force: on that day the other one is the law.
        (law_named("Luật Cư trú"), 2021, 3, ["68/2020/QH14", "81/2006/QH11"], NOT_YET),
        (law_named("Luật Giao dịch điện tử"), 2024, 2, ["20/2023/QH15", "51/2005/QH11"], NOT_YET),
        # No source proves the day of effect: in the first year it is open.
        (law_named("Luật Nhà ở"), 2024, 6, ["27/2023/QH15", "65/2014/QH13"], NOT_YET),
    ],
)
def test_a_name_alone_that_may_be_of_another_law_leaves_candidates(
    engine, lake, named, year, month, candidates, reason
):
    load(engine, lake, told("a", named, year=year, month=month))
    assert rows(engine, "SELECT year, known_number FROM warehouse.decrees") == [(None, None)]
    found = rows(engine, "SELECT number, reason FROM warehouse.decree_candidates ORDER BY 1")
    assert found == [(number, reason) for number in sorted(candidates)]


@pytest.mark.parametrize(
    ("title", "year", "number"),
    [
        ("Luật An ninh mạng", 2025, "116/2025/QH15"),
        ("Luật An ninh mạng", 2018, "24/2018/QH14"),
        ("Luật Báo chí", 2025, "126/2025/QH15"),
    ],
)
def test_the_year_beside_the_name_tells_the_law(engine, lake, title, year, number):
    load(engine, lake, told("a", law_named(title, year), year=2026, month=2))
    assert rows(engine, "SELECT known_number FROM warehouse.decrees") == [(number,)]


def test_the_day_of_the_capture_is_not_the_articles(engine, lake):
    dated = told("a", Cited("990/QĐ-TTg", 2024, PM))
    load(engine, lake, dated, told("b", Cited("990/QĐ-TTg", None, PM), dated=False))
    assert identities(engine) == [("990/QĐ-TTg", PM, 2024), ("990/QĐ-TTg", PM, None)]
    assert rows(engine, "SELECT number, year, reason FROM warehouse.decree_candidates") == [
        ("990/QĐ-TTg", 2024, "no day tells whether it was out")
    ]


def test_without_a_day_a_name_leaves_every_law_of_it_a_candidate(engine, lake):
    load(engine, lake, told("a", LAND, dated=False))
    assert rows(engine, "SELECT title, year, known_number FROM warehouse.decrees") == [("Luật Đất đai", None, None)]
    candidates = rows(engine, "SELECT number FROM warehouse.decree_candidates ORDER BY year")
    assert {"45/2013/QH13", "31/2024/QH15"} <= {number for (number,) in candidates}
    assert rows(engine, "SELECT DISTINCT reason FROM warehouse.decree_candidates") == [
        ("no day tells which law of this name",)
    ]


@pytest.mark.parametrize(("issued", "law"), [(date(2025, 2, 10), 2024), (date(2018, 1, 10), None)])
def test_the_days_that_an_undated_article_tells_show_what_was_out(engine, lake, issued, law):
    cited = Cited("12/2025/NĐ-CP" if law else "12/2018/NĐ-CP", issued.year, GOVERNMENT, issued)
    load(engine, lake, told("a", LAND, cited, dated=False, year=2025, month=3))
    assert rows(engine, "SELECT year FROM warehouse.decrees WHERE title = 'Luật Đất đai'") == [(law,)]


def test_a_laws_draft_is_another_document_than_the_law(engine, lake):
    named = {"number": None, "issuer": "Quốc hội", "title": "Luật Đất đai", "doc_type": "luật"}
    load(engine, lake, told("a", Cited(**named), Cited(**named, stage="draft"), year=2025, month=3))
    assert rows(engine, "SELECT year, stage FROM warehouse.decrees ORDER BY 1") == [(2024, None), (None, "draft")]


# ids that end --------------------------------------------------------------------------------------------------------


def test_an_id_that_ends_leads_to_the_document_that_took_its_place(engine, lake):
    load(engine, lake, told("b", Cited("990/QĐ-TTg", None, PM)))
    [(old,)] = rows(engine, "SELECT decree_id FROM warehouse.decrees")
    load(engine, lake, told("a", Cited("990/QĐ-TTg", 2024, PM)))
    [(new,)] = rows(engine, "SELECT decree_id FROM warehouse.decrees")
    assert new != old
    assert rows(engine, "SELECT old_decree_id, decree_id FROM warehouse.decree_redirects") == [(old, new)]


def test_an_id_that_comes_back_is_no_redirect(engine, lake):
    yearless = told("b", Cited("990/QĐ-TTg", None, PM))
    load(engine, lake, yearless, told("a", Cited("990/QĐ-TTg", 2024, PM)), told("c", Cited("990/QĐ-TTg", 2021, PM)))
    assert rows(engine, "SELECT count(*) FROM warehouse.decree_redirects") == [(0,)]


# any order -----------------------------------------------------------------------------------------------------------
_CITED = st.builds(
    Cited,
    number=st.sampled_from(["990/QĐ-TTg", "145/KH-UBND", "61/2018/NĐ-CP"]),
    year=st.sampled_from([None, 2018, 2021]),
    issuer=st.sampled_from([None, PM, "Ủy ban nhân dân tỉnh Cà Mau"]),
    issued_on=st.just(None),
) | st.builds(
    Cited,
    number=st.none(),
    issuer=st.just("Quốc hội"),
    year=st.sampled_from([None, 2013]),
    title=st.sampled_from(["Luật Đất đai", "Luật Thử nghiệm"]),
    stage=st.sampled_from([None, "draft"]),
    doc_type=st.just("luật"),
)
_TABLES = (
    "SELECT decree_id, document_key, number, known_number, doc_type, issuer, year, issued_on, dates_disagree, title, stage FROM warehouse.decrees",
    "SELECT mention_id, decree_id, resolved_basis FROM warehouse.decree_mentions",
    "SELECT mention_id, number, issuer, year, reason FROM warehouse.decree_candidates",
)


@given(
    st.lists(
        st.tuples(st.lists(_CITED, min_size=1, max_size=3), st.sampled_from([2017, 2019, 2026])), min_size=2, max_size=4
    ),
    st.randoms(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_articles_loaded_in_any_order_end_in_the_same_tables(engine, tmp_path_factory, drawn, random):
    articles = [told(str(n), *cited, year=year) for n, (cited, year) in enumerate(drawn)]
    orders = list(itertools.permutations(articles))
    seen = set()
    for order in random.sample(orders, min(3, len(orders))):
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE warehouse.articles, warehouse.captures, warehouse.decrees CASCADE"))
        load(engine, Lake(str(tmp_path_factory.mktemp("lake"))), *order)
        seen.add(tuple(tuple(sorted(rows(engine, table), key=str)) for table in _TABLES))
        assert (
            rows(
                engine,
                "SELECT 1 FROM warehouse.decree_redirects AS r JOIN warehouse.decrees AS d ON d.decree_id = r.old_decree_id",
            )
            == []
        )
    assert len(seen) == 1


def test_resolving_everything_again_changes_nothing(engine, lake):
    load(
        engine,
        lake,
        told("a", Cited("990/QĐ-TTg", 2024, PM), Cited("61/2018/NĐ-CP", 2018)),
        told("b", Cited("990/QĐ-TTg", None, PM)),
    )
    before = [rows(engine, table) for table in _TABLES]
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TEMPORARY TABLE touched_documents ON COMMIT DROP AS SELECT DISTINCT document_key FROM warehouse.decree_mentions"
            )
        )
        resolve_documents(connection)
    assert [sorted(rows(engine, table)) for table in _TABLES] == [sorted(b) for b in before]


# what BI reads -------------------------------------------------------------------------------------------------------


def test_the_timeline_tells_days_months_and_stories(engine, lake):
    old, new = Cited("61/2018/NĐ-CP", 2018), Cited("118/2025/NĐ-CP", 2025, issued_on=date(2025, 6, 9))
    events = (("takes_effect", 1, date(2025, 7, 1)), ("expires", 0, date(2025, 7, 1)))
    load(engine, lake, told("a", old, new, events=events, relations=((1, "replaces", 0),)), told("b", new))
    timeline = "SELECT number, issued_on, effective_on, expires_on, mentions, articles, stories, mentions_by_month FROM bi.decree_timeline ORDER BY 1"
    assert rows(engine, timeline) == [
        ("118/2025/NĐ-CP", date(2025, 6, 9), date(2025, 7, 1), None, 2, 2, 2, {"2026-06": 2}),
        ("61/2018/NĐ-CP", date(2018, 4, 23), None, date(2025, 7, 1), 1, 1, 1, {"2026-06": 1}),
    ]
    assert rows(engine, "SELECT number, month, mentions, articles FROM bi.decree_months ORDER BY 1") == [
        ("118/2025/NĐ-CP", date(2026, 6, 1), 2, 2),
        ("61/2018/NĐ-CP", date(2026, 6, 1), 1, 1),
    ]
    relations = (
        "SELECT subject_number, relation, object_number, scope, articles, example_quote FROM bi.decree_relations"
    )
    assert rows(engine, relations) == [("118/2025/NĐ-CP", "replaces", "61/2018/NĐ-CP", "whole", 1, "Bài ")]


def test_a_withdrawn_article_takes_its_relations_and_candidates_along(engine, lake):
    law = Cited(None, None, "Quốc hội", title="Luật Đất đai", doc_type="luật")
    article = told("a", law, Cited("61/2018/NĐ-CP", 2018), relations=((1, "guides", 0),), events=(("issued", 1, None),))
    load(engine, lake, article)
    empty = TestBatch("import/a", [])
    empty.write(lake)
    stage(engine, lake, empty.batch_id)
    publish(engine, lake, empty.batch_id)
    for table in ("decrees", "decree_relations", "decree_events", "decree_candidates"):
        assert rows(engine, f"SELECT count(*) FROM warehouse.{table}") == [(0,)]
