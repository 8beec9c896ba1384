"""What bi tells of changes of documents, rankings, coverage and figures as people write them, on a real Postgres."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from tests.pipeline.batches import Cited, TestArticle, TestBatch
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import publish, stage
from theodoi.vocabularies import Comparator, StatusDetail, SystemKind

PLACE = {
    "indicator_id": "dti", "area_basis": "stated", "period": "2022", "period_basis": "stated", "period_kind": "during", "edition": 2022,
    "territory": "provinces_63", "compiler_id": "bo-tttt", "ranking_scope": "provinces", "not_charted_because": None, "unit": "rank",
    "start_char": 0, "end_char": 4, "claim_start": 0, "quote": "Bài ",
}  # fmt: skip
SHOWN = [
    ("10000000", None, "count", "10 triệu"), ("30", None, "percent", "30 %"), ("82.5", None, "percent", "82,5 %"),
    ("1234567", None, "count", "1.234.567"), ("5000000000", None, "VND", "5 tỷ đồng"), ("5", "7", "day", "5–7 ngày"),
    ("4", None, "rank", "hạng 4"), ("0.0004", None, "score", "0,0004 điểm"), ("-3", None, "percent", "-3 %"), ("100", None, "km", "100 km"),
]  # fmt: skip


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def load(engine: Engine, lake: Lake, *articles: TestArticle) -> None:
    batch = TestBatch("import/answers", list(articles))
    batch.write(lake)
    stage(engine, lake, batch.batch_id)
    publish(engine, lake, batch.batch_id)


def asked(engine: Engine, query: str, **parameters: object) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), parameters)]


def ranked(number: int, area: str, place: str) -> TestArticle:
    told = datetime(2023, 6, number, tzinfo=UTC)
    return TestArticle(
        f"http://x/{number}", f"Bài {number}", told, metrics=(PLACE | {"area": area, "value": Decimal(place)},)
    )


def test_a_change_is_one_row_whoever_tells_it(engine, tmp_path):
    old, new = Cited("11/2020/NĐ-CP", 2020, doc_type="nghị định"), Cited("22/2025/NĐ-CP", 2025, doc_type="nghị định")
    load(
        engine,
        Lake(str(tmp_path / "lake")),
        *(
            TestArticle(
                f"http://x/{n}", f"Nghị định mới, bài {n}", decrees=(new, old), relations=((0, "replaces", 1),),
                events=(("takes_effect", 0, date(2025, 7, day)),),
            )
            for n, day in enumerate((1, 1, 2))
        ),
    )  # fmt: skip
    changes = asked(
        engine,
        "SELECT number, change, change_vi, by_number, scope, happened_on, dates_disagree, articles FROM bi.legal_changes ORDER BY number",
    )
    assert changes == [
        ("11/2020/NĐ-CP", "replaced", "bị thay thế", "22/2025/NĐ-CP", "whole", None, False, 3),
        ("22/2025/NĐ-CP", "takes_effect", "có hiệu lực", None, None, date(2025, 7, 1), True, 3),
    ]


def test_a_ranking_tells_how_much_of_the_list_is_known(engine, tmp_path):
    load(
        engine,
        Lake(str(tmp_path / "lake")),
        ranked(1, "hue", "2"),
        ranked(2, "lao-cai", "9"),
        ranked(3, "lao-cai", "8"),
    )
    places = asked(
        engine, "SELECT area, rank, of_how_many, disagreement, places_known FROM bi.province_rankings ORDER BY area"
    )
    assert places == [("hue", 2, 63, False, 1), ("lao-cai", None, 63, True, 1)]


def test_coverage_counts_pages_of_a_night(engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status) VALUES ('r', 'nightly/x', 'nightly', '2026-11-20', 'published')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO ops.fetches (batch_id, url, source_id, kind, state, outcome) VALUES "
                "('nightly/x', 'http://x/feed', 'to-bao', 'feed', 'done', 'captured'), ('nightly/x', 'http://x/1', 'to-bao', 'page', 'done', 'captured'), "
                "('nightly/x', 'http://x/2', 'to-bao', 'page', 'done', 'http_error'), ('nightly/x', 'http://x/3', 'to-bao', 'page', 'pending', NULL)"
            )
        )
    rows = asked(engine, "SELECT source_id, day, expected, kept, missing, articles, missing_because FROM bi.coverage")
    assert rows == [("to-bao", date(2026, 11, 20), 3, 1, 2, 0, ["http_error", "pending"])]


@pytest.mark.parametrize(("value", "high", "unit", "expected"), SHOWN, ids=[case[3] for case in SHOWN])
def test_a_figure_as_people_write_it(engine, value, high, unit, expected):
    query = """
        SELECT warehouse.shown(CAST(:value AS numeric), CAST(:high AS numeric), :unit,
                               (SELECT vi FROM bi.labels WHERE list = 'unit' AND word = :unit))
    """
    assert asked(engine, query, value=value, high=high, unit=unit) == [(expected,)]


def test_every_word_of_a_list_has_labels(engine):
    labels = asked(engine, "SELECT list, word FROM bi.labels")
    assert len(labels) == len(set(labels))
    for name, words in (("comparator", Comparator), ("status_detail", StatusDetail), ("system kind", SystemKind)):
        assert {word for part, word in labels if part == name} == set(words)
