"""What bi counts from summaries is what is counted from the rows themselves, after every kind of change and in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from tests.pipeline.batches import Cited, TestArticle, TestBatch
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import publish, stage
from theodoi.load.summaries import refresh_summaries
from theodoi.load.undo import take_back

STORY = " ".join(f"Câu {place} kể việc {place * 37 % 101} của xã {place * 53 % 97}." for place in range(60))
OTHER = " ".join(f"Đoạn {place} nói chuyện {place * 41 % 89} ở huyện {place * 29 % 83}." for place in range(60))
OLD, NEW = Cited("11/2020/NĐ-CP", 2020, doc_type="nghị định"), Cited("22/2025/NĐ-CP", 2025, doc_type="nghị định")
FIGURE = {
    "indicator_id": "dti", "area": "hue", "area_basis": "stated", "period": "2025", "period_basis": "stated", "period_kind": "during",
    "territory": "provinces_34", "not_charted_because": None, "unit": "percent", "start_char": 0, "end_char": 4, "claim_start": 0, "quote": "Câu ",
}  # fmt: skip
TABLES = ("entity_months", "entity_totals", "told_changes", "metric_points")

# The same numbers, counted from findings, articles and stories.
COUNTED = {
    "SELECT organisation_id, mentions, articles, stories, first_seen_on, last_seen_on FROM bi.organisations WHERE mentions > 0": """
        SELECT organisation_id, count(*), count(DISTINCT same_as), count(DISTINCT story_id), min(published_on), max(published_on)
        FROM warehouse.organisation_mentions JOIN warehouse.articles USING (article_id) JOIN warehouse.article_stories USING (article_id)
        GROUP BY 1""",
    "SELECT organisation_id, month, mentions, articles, stories, sources FROM bi.organisation_months": """
        SELECT organisation_id, date_trunc('month', published_on)::date, count(*), count(DISTINCT same_as), count(DISTINCT story_id),
               count(DISTINCT s.source_id)
        FROM warehouse.organisation_mentions JOIN warehouse.articles USING (article_id) JOIN warehouse.article_stories AS s USING (article_id)
        WHERE NOT office_holder GROUP BY 1, 2""",
    "SELECT decree_id, mentions, articles, stories, sources, first_seen_on FROM bi.decree_timeline": """
        SELECT decree_id, count(*), count(DISTINCT same_as), count(DISTINCT story_id), count(DISTINCT s.source_id), min(published_on)
        FROM warehouse.decree_mentions JOIN warehouse.articles USING (article_id) JOIN warehouse.article_stories AS s USING (article_id)
        WHERE decree_id IS NOT NULL GROUP BY 1""",
    "SELECT subject_id, relation, object_id, articles FROM bi.decree_relations": """
        SELECT s.decree_id, relation, o.decree_id, count(DISTINCT same_as)
        FROM warehouse.decree_relations AS r JOIN warehouse.article_stories USING (article_id)
        JOIN warehouse.decree_mentions AS s ON s.mention_id = subject_mention_id
        JOIN warehouse.decree_mentions AS o ON o.mention_id = object_mention_id
        GROUP BY 1, 2, 3""",
    "SELECT indicator_id, area, period, statements, stories FROM bi.metric_series": """
        SELECT indicator_id, area, period, count(*), count(DISTINCT story_id)
        FROM warehouse.metrics JOIN warehouse.article_stories USING (article_id)
        WHERE not_charted_because IS NULL GROUP BY 1, 2, 3""",
    "SELECT month, source_id, claims, articles, observed, period_stated FROM bi.claim_months": """
        SELECT date_trunc('month', published_on)::date, s.source_id, count(*), count(DISTINCT same_as),
               count(*) FILTER (WHERE status = 'observed'), count(*) FILTER (WHERE period_basis = 'stated')
        FROM warehouse.metrics JOIN warehouse.articles USING (article_id) JOIN warehouse.article_stories AS s USING (article_id)
        WHERE NOT minor AND start_char = claim_start GROUP BY 1, 2""",
}  # fmt: skip


def article(number: int, day: date | None, told: str, **more: object) -> TestArticle:
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC) if day else datetime(2026, 11, 2, tzinfo=UTC)
    return TestArticle(
        f"http://x/{number}", told, at, source_id=f"bao-{number % 3}", title=told[:40], dated=day is not None, **more
    )


BATCHES = {
    "nightly/2026-10-30": (
        article(1, date(2026, 10, 30), STORY, organisations=("Công ty A", "Công ty B"), decrees=(NEW, OLD),
                relations=((0, "replaces", 1),), metrics=(FIGURE | {"value": Decimal(40)},)),
        article(2, date(2026, 10, 30), OTHER, organisations=("Công ty A",)),
    ),
    "nightly/2026-11-02": (
        article(3, date(2026, 11, 2), STORY, organisations=("Công ty A",), decrees=(NEW,), metrics=(FIGURE | {"value": Decimal(40)}, "7")),
        article(4, date(2026, 11, 2), "Bài khác về việc khác.", organisations=("Công ty B",), decrees=(OLD,)),
    ),
    "import/without-day": (article(5, None, "Bài không có ngày.", organisations=("Công ty A",), decrees=(OLD, NEW), relations=((0, "amends", 1),)),),
}  # fmt: skip


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def load(engine: Engine, lake: Lake, batch_id: str, *articles: TestArticle) -> None:
    batch = TestBatch(batch_id, list(articles))
    batch.write(lake)
    stage(engine, lake, batch_id)
    publish(engine, lake, batch_id, allow_withdrawals=True)


def rows(engine: Engine, statement: str) -> list[str]:
    with engine.connect() as connection:
        return sorted(str(tuple(row)) for row in connection.execute(text(statement)))


def summaries(engine: Engine) -> dict[str, list[str]]:
    return {table: rows(engine, f"SELECT to_jsonb(t) FROM warehouse.{table} AS t") for table in TABLES}


def check(engine: Engine) -> None:
    for view, findings in COUNTED.items():
        assert rows(engine, view) == rows(engine, findings), view
    told = summaries(engine)
    with engine.begin() as connection:
        refresh_summaries(connection, full=True)
    assert summaries(engine) == told


@pytest.mark.parametrize(
    ("order", "kind", "articles"),
    [((0, 1, 2), "newspaper", 4), ((2, 1, 0), "import", 3)],  # of two imports with one text one is the other
    ids=["papers as they came", "imports, the newest first"],
)
def test_summaries_are_what_is_counted_from_the_rows(engine, tmp_path, order, kind, articles):
    lake = Lake(str(tmp_path / "lake"))
    with engine.begin() as connection:
        papers = [{"source_id": f"bao-{number}", "kind": kind} for number in range(3)]
        connection.execute(
            text("INSERT INTO warehouse.sources (source_id, name, kind) VALUES (:source_id, :source_id, :kind)"), papers
        )
    names = list(BATCHES)
    for place in order:
        load(engine, lake, names[place], *BATCHES[names[place]])
    check(engine)
    told_in_two_months = "SELECT stories, articles FROM bi.organisations WHERE name = 'Công ty A'"
    assert rows(engine, told_in_two_months) == [f"(3, {articles})"]

    # An article of another day with other findings, one that is withdrawn, and both taken back.
    before = summaries(engine)
    moved = article(
        3, date(2026, 12, 1), STORY, organisations=("Công ty C",), metrics=(FIGURE | {"value": Decimal(41)},)
    )
    load(engine, lake, names[1], moved)
    check(engine)
    with engine.begin() as connection:
        take_back(connection, names[1])
    check(engine)
    assert summaries(engine) == before


def test_a_source_that_may_not_be_quoted_gives_no_example(engine, tmp_path):
    lake = Lake(str(tmp_path / "lake"))
    load(engine, lake, "nightly/2026-10-30", *BATCHES["nightly/2026-10-30"])
    example = "SELECT example_url FROM bi.decree_timeline WHERE number = '22/2025/NĐ-CP'"
    assert rows(engine, example) == ["('http://x/1',)"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.sources SET rights = 'facts_only' WHERE source_id = 'bao-1'"))
    assert rows(engine, example) == ["(None,)"]
    load(engine, lake, "nightly/2026-11-02", *BATCHES["nightly/2026-11-02"])
    assert rows(engine, example) == ["('http://x/3',)"]
