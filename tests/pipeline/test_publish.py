"""What publish leaves in the warehouse, on a real Postgres."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.pipeline.batches import Cited, TestArticle, TestBatch
from theodoi.contracts import METRICS
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.migrate import migrate
from theodoi.load.publish import SERVED, content_checksum, publish, stage

FIRST, SECOND = datetime(2026, 11, 21, 19, tzinfo=UTC), datetime(2026, 11, 22, 19, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def engine(warehouse_url):
    return engine_for(warehouse_url)


def load(engine, lake, batch: TestBatch):
    batch.write(lake)
    stage(engine, lake, batch.batch_id)
    return publish(engine, lake, batch.batch_id)


def rows(engine, statement: str) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(statement))]


def batch(day: str, *articles: TestArticle) -> TestBatch:
    return TestBatch(f"nightly/{day}", list(articles))


def test_publishing_again_changes_nothing(engine, lake):
    one = batch(
        "2026-11-21",
        TestArticle(
            "http://x/1", "Bài một", decrees=(Cited("17/NQ-CP", 2019),), organisations=("FPT",), metrics=("97.3",)
        ),
    )
    first, second = load(engine, lake, one), load(engine, lake, one)
    assert first == second
    assert (
        first.counts["articles"]
        == first.counts["decrees"]
        == first.counts["metrics"]
        == first.counts["organisations"]
        == 1
    )
    assert content_checksum(engine, one.batch_id) == first.checksum


def test_the_checksum_sees_every_change_of_content(engine, lake):
    plain = TestArticle("http://x/1", "Bài một", metrics=("97.3",))
    seen = set()
    for article in (plain, TestArticle("http://x/1", "Bài một", metrics=("97.4",)), TestArticle("http://x/1", "Bài một.", metrics=("97.3",)),
                    TestArticle("http://x/1", "Bài một", metrics=("97.3",), title="Khác"), TestArticle("http://x/1", "Bài một")):  # fmt: skip
        seen.add(load(engine, lake, batch("2026-11-21", article)).checksum)
    assert len(seen) == 5


def test_two_fetches_of_the_same_pages_have_one_checksum(engine, lake):
    first, later = (
        load(
            engine,
            lake,
            batch(
                "2026-11-21",
                TestArticle("http://x/1", "Bài một", captured_at=at, published_at=FIRST, metrics=("97.3",)),
            ),
        )
        for at in (FIRST, SECOND)
    )
    assert first.checksum == later.checksum


def test_other_rules_that_find_the_same_have_the_same_checksum(engine, lake):
    one = batch(
        "2026-11-21", TestArticle("http://x/1", "Bài một", decrees=(Cited("17/NQ-CP", 2019),), metrics=("97.3",))
    )
    before = load(engine, lake, one).checksum
    with engine.begin() as connection:
        for table in ("captures", "articles", "article_versions", "decree_mentions", "metrics"):
            connection.execute(text(f"UPDATE warehouse.{table} SET rules_version = 'newer'"))
    assert content_checksum(engine, one.batch_id) == before


def test_a_renamed_or_a_new_empty_column_leaves_the_checksum_and_a_filled_one_changes_it(engine, lake):
    one = batch("2026-11-21", TestArticle("http://x/1", "Bài một", metrics=("97.3", "5")))
    before = load(engine, lake, one).checksum
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE warehouse.metrics RENAME COLUMN period_kind TO time_kind"))
        connection.execute(text("ALTER TABLE warehouse.metrics RENAME COLUMN quote TO words"))
        connection.execute(text("ALTER TABLE warehouse.metrics ADD COLUMN compiler text"))
    new_names = {"period_kind": "time_kind", "quote": "words"}
    columns = tuple(
        replace(c, name=new_names[c.name], first_name=c.name) if c.name in new_names else c for c in METRICS.columns
    )
    served = [replace(METRICS, columns=columns) if d is METRICS else d for d in SERVED]
    assert content_checksum(engine, one.batch_id, served) == before
    assert content_checksum(engine, one.batch_id) != before
    with engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.metrics SET words = words || '.' WHERE value = 5"))
    assert content_checksum(engine, one.batch_id, served) != before


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
def test_the_newest_capture_wins_whatever_was_loaded_first(engine, lake, order):
    batches = [
        batch("2026-11-21", TestArticle("http://x/1", "Bản cũ", FIRST, metrics=("1",))),
        batch("2026-11-22", TestArticle("http://x/1", "Bản mới", SECOND, metrics=("2", "3"))),
    ]
    for n in order:
        load(engine, lake, batches[n])
    assert rows(
        engine, "SELECT text FROM warehouse.articles JOIN warehouse.article_versions USING (article_version_id)"
    ) == [("Bản mới",)]
    assert rows(engine, "SELECT value FROM warehouse.metrics ORDER BY 1") == [(Decimal(2),), (Decimal(3),)]
    assert rows(engine, "SELECT count(*) FROM warehouse.article_versions") == [(2,)]


def test_an_article_that_its_batch_no_longer_brings_is_withdrawn_with_its_findings(engine, lake):
    one, two = (
        TestArticle("http://x/1", "Bài một", metrics=("1",)),
        TestArticle("http://x/2", "Bài hai", organisations=("CMC",)),
    )
    load(engine, lake, batch("2026-11-21", one, two))
    load(engine, lake, batch("2026-11-21", one))
    assert rows(engine, "SELECT url FROM warehouse.articles") == [("http://x/1",)]
    assert rows(engine, "SELECT count(*) FROM warehouse.organisation_mentions") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM warehouse.organisations WHERE NOT registered") == [(0,)]


def test_another_batch_is_left_alone(engine, lake):
    load(engine, lake, batch("2026-11-21", TestArticle("http://x/1", "Bài một", metrics=("1",))))
    before = content_checksum(engine, "nightly/2026-11-21")
    load(engine, lake, batch("2026-11-22", TestArticle("http://x/2", "Bài hai", metrics=("2",))))
    load(engine, lake, batch("2026-11-22"))
    assert content_checksum(engine, "nightly/2026-11-21") == before


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_decree_without_its_year_is_the_only_one_that_fits_in_any_order(engine, lake, order):
    """One number, one issuer: the article that tells the year completes the one that does not."""
    batches = [
        batch(
            "2026-11-20",
            TestArticle("http://x/1", "Bài một", decrees=(Cited("749/QĐ-TTg", None, "Thủ tướng Chính phủ"),)),
        ),
        batch(
            "2026-11-21",
            TestArticle(
                "http://x/2", "Bài hai", decrees=(Cited("749/QĐ-TTg", 2020, "Thủ tướng Chính phủ", date(2020, 6, 3)),)
            ),
        ),
        batch("2026-11-22", TestArticle("http://x/3", "Bài ba", decrees=(Cited("749/QĐ-TTg", 2020, None),))),
    ]
    for n in order:
        load(engine, lake, batches[n])
    assert rows(engine, "SELECT number, issuer, year, issued_on, dates_disagree FROM warehouse.decrees") == [
        ("749/QĐ-TTg", "Thủ tướng Chính phủ", 2020, date(2020, 6, 3), False)
    ]
    assert rows(engine, "SELECT mentions, articles FROM bi.decree_timeline") == [(3, 3)]


def test_the_same_number_of_two_years_is_two_documents(engine, lake):
    load(
        engine,
        lake,
        batch(
            "2026-11-20",
            TestArticle(
                "http://x/1", "Bài", decrees=(Cited("17/NQ-CP", 2019), Cited("17/NQ-CP", 2021), Cited("17/NQ-CP"))
            ),
        ),
    )
    assert rows(engine, "SELECT year FROM warehouse.decrees ORDER BY year NULLS LAST") == [(2019,), (2021,), (None,)]


def test_contradicting_dates_are_flagged_and_the_more_frequent_is_shown(engine, lake):
    cited = [Cited("1072/QĐ-TTg", 2018, issued_on=date(2018, 8, 28))] * 2 + [
        Cited("1072/QĐ-TTg", 2018, issued_on=date(2018, 8, 26))
    ]
    load(
        engine,
        lake,
        batch("2026-11-20", *(TestArticle(f"http://x/{n}", f"Bài {n}", decrees=(c,)) for n, c in enumerate(cited))),
    )
    assert rows(engine, "SELECT issued_on, dates_disagree FROM warehouse.decrees") == [(date(2018, 8, 28), True)]


def test_a_failing_publish_leaves_the_warehouse_as_it_was(engine, lake):
    load(engine, lake, batch("2026-11-21", TestArticle("http://x/1", "Bài một", metrics=("1",))))
    before = content_checksum(engine, "nightly/2026-11-21")
    broken = batch("2026-11-21", TestArticle("http://x/1", "Bài sửa", metrics=("2",)))
    broken.write(lake)
    stage(engine, lake, broken.batch_id)
    with engine.begin() as connection:
        connection.execute(text("UPDATE staging.metrics SET unit = NULL"))
    with pytest.raises(DBAPIError):
        publish(engine, lake, broken.batch_id)
    assert content_checksum(engine, "nightly/2026-11-21") == before


def test_empty_strings_and_nulls_and_newlines_survive_the_copy(engine, lake):
    load(engine, lake, batch("2026-11-21", TestArticle("http://x/1", 'Dòng "một", và\nhai; \\N \\. \t', title="")))
    assert rows(
        engine,
        "SELECT a.title, author, credit, text FROM warehouse.articles AS a JOIN warehouse.article_versions USING (article_version_id)",
    ) == [("", "", None, 'Dòng "một", và\nhai; \\N \\. \t')]


def test_what_is_kept_beside_a_text_is_a_list(engine, lake):
    load(engine, lake, batch("2026-11-21", TestArticle("http://x/1", "Bài một")))
    beside = "SELECT captions ->> 0, jsonb_array_length(captions), removed_lines FROM warehouse.article_versions"
    assert rows(engine, beside) == [("Ảnh minh hoạ", 1, None)]


def test_a_quarantined_row_with_a_nul_is_kept_readable(engine, lake):
    bad = TestBatch("nightly/2026-11-21", [])
    bad.quarantine.append(
        {
            "quarantine_id": "q", "batch_id": bad.batch_id, "dataset": "articles", "row_key": "k", "expectation": "e", "reason": "r",
            "content_hash": "h", "row": '{"text": "a\\u0000b"}',
        }
    )  # fmt: skip
    assert load(engine, lake, bad).counts["quarantine"] == 1
    assert rows(engine, "SELECT \"row\" ->> 'text' FROM ops.quarantine") == [("a␀b",)]


def test_the_reading_role_sees_the_views_and_nothing_else(engine, lake):
    load(engine, lake, batch("2026-11-21", TestArticle("http://x/1", "Bài một", metrics=("1",))))
    with engine.connect() as connection:
        connection.execute(text("SET ROLE bi_reader"))
        assert connection.scalar(text("SELECT count(*) FROM bi.metric_claims")) == 1
        for table in ("warehouse.articles", "ops.runs", "staging.metrics"):
            with pytest.raises(DBAPIError, match="permission denied"), connection.begin_nested():
                connection.execute(text(f"SELECT 1 FROM {table}"))
        with pytest.raises(DBAPIError, match="permission denied"), connection.begin_nested():
            connection.execute(text("CREATE TABLE bi.mine (a int)"))


def test_every_view_and_column_is_described(engine):
    missing = rows(
        engine,
        "SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 "
        "WHERE c.relnamespace = 'bi'::regnamespace AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)",
    )
    assert missing == []


def test_migrating_twice_is_harmless(engine):
    before = rows(engine, "SELECT count(*) FROM warehouse.organisations")
    migrate(engine)
    assert rows(engine, "SELECT count(*) FROM warehouse.organisations") == before
