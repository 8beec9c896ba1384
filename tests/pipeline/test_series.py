"""Which value a point of bi.metric_series has, and which figures are one claim, on a real Postgres."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from tests.pipeline.batches import TestArticle, TestBatch
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import publish, stage

POINT = {
    "indicator_id": "digital-economy-gdp", "area": "vn", "area_basis": "stated", "period": "2021", "period_basis": "stated",
    "period_kind": "during", "base_id": "gdp", "territory": "provinces_63", "compiler_id": "tong-cuc-thong-ke", "last_digit": Decimal("0.1"),
    "not_charted_because": None,
}  # fmt: skip
BY_COMPILER = {"said_by_organisation_id": "tong-cuc-thong-ke"}


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def load(engine: Engine, lake: Lake, *articles: list[dict]) -> None:
    """Each list of figures as an article of its own, a day apart, in one batch."""
    made = []
    for n, told in enumerate(articles):
        figures = [
            POINT | {"start_char": i, "end_char": i + 4, "claim_start": i, "quote": f"Bài {n}"[i : i + 4]} | figure
            for i, figure in enumerate(told)
        ]
        day = datetime(2022, 6, n + 1, 5, tzinfo=UTC)
        made.append(TestArticle(f"http://x/{n}", f"Bài {n}", day, metrics=tuple(figures)))
    batch = TestBatch("import/series", made)
    batch.write(lake)
    stage(engine, lake, batch.batch_id)
    publish(engine, lake, batch.batch_id)


def series(engine: Engine, columns: str = "value, value_basis, minimum, maximum, statements") -> list[tuple]:
    with engine.connect() as connection:
        return [
            tuple(r) for r in connection.execute(text(f"SELECT {columns} FROM bi.metric_series ORDER BY {columns}"))
        ]


VALUES = [
    (
        "the most exact one where all agree",
        [{"value": "12", "last_digit": Decimal(1)}, {"value": "11.9"}],
        (11.9, "agreed"),
    ),
    ("half of the last digit is the tolerance", [{"value": "12.1"}, {"value": "11.9"}], (None, None)),
    ("khoảng allows a twentieth", [{"value": "12.4", "comparator": "about"}, {"value": "11.9"}], (11.9, "agreed")),
    ("khoảng allows no more", [{"value": "12.9", "comparator": "about"}, {"value": "11.9"}], (None, None)),
    ("never what most reprints say", [{"value": "9"}, {"value": "9"}, {"value": "9"}, {"value": "12"}], (None, None)),
    (
        "the compiler's latest",
        [{"value": "9"}, {"value": "11"} | BY_COMPILER, {"value": "12"} | BY_COMPILER],
        (12, "compiler"),
    ),
    ("official before preliminary", [{"value": "9", "status_detail": "preliminary"}, {"value": "12"}], (12, "agreed")),
    (
        "preliminary before estimate",
        [{"value": "9", "status_detail": "preliminary"}, {"value": "12", "status_detail": "estimate"}],
        (9, "agreed"),
    ),
]


@pytest.mark.parametrize(("told", "expected"), [v[1:] for v in VALUES], ids=[v[0] for v in VALUES])
def test_the_value_of_a_point(engine, tmp_path, told, expected):
    load(engine, Lake(str(tmp_path / "lake")), *([figure] for figure in told))
    [(value, basis, *_, statements)] = series(engine)
    assert (value if value is None else float(value), basis, statements) == (*expected, len(told))


def test_disagreement_keeps_the_range(engine, tmp_path):
    load(engine, Lake(str(tmp_path / "lake")), [{"value": "9"}], [{"value": "12"}])
    assert series(engine, "value, minimum, maximum, disagreement") == [(None, 9, 12, True)]


APART = [
    {"base_id": "grdp"}, {"compiler_id": "google"}, {"territory": "provinces_34"}, {"aggregation": "cumulative", "since": "2020"}, {"unit_detail": "percentage_point"},
    {"per": "tháng"}, {"period_kind": "as_of"}, {"system_id": "cong-dvc-quoc-gia"}, {"status": "target", "status_detail": "plan"},
]  # fmt: skip


def test_what_tells_figures_apart_makes_points_of_their_own(engine, tmp_path):
    figures = [[{"value": "12"} | other] for other in ({}, *APART)]
    load(engine, Lake(str(tmp_path / "lake")), *figures)
    assert len(series(engine)) == len(figures)


def test_a_claim_is_one_row_with_its_quotes(engine, tmp_path):
    heading, body = {"value": "12", "claim_start": 1, "last_digit": Decimal(1)}, {"value": "11.9"}
    load(engine, Lake(str(tmp_path / "lake")), [heading, body])
    with engine.connect() as connection:
        claims = connection.execute(text("SELECT value, quotes FROM bi.metric_claims")).all()
    assert [(float(value), quotes) for value, quotes in claims] == [(11.9, ["Bài ", "ài 0"])]
    assert series(engine, "value, statements") == [(claims[0].value, 1)]
