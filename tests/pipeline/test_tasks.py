"""The ledger of tasks over all articles of the warehouse, on a real Postgres."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text

from tests.pipeline.batches import TestArticle, TestBatch
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load import undo
from theodoi.load.publish import publish, publish_lock, stage

GIVEN = "Thủ tướng Chính phủ giao Bộ Tư pháp xây dựng cơ sở dữ liệu công chứng dùng chung trước ngày 30/6/2025."
REPEATED = "Thủ tướng Chính phủ yêu cầu Bộ Tư pháp xây dựng cơ sở dữ liệu công chứng dùng chung cả nước."
OTHER = "Thủ tướng Chính phủ giao Bộ Tư pháp xây dựng cơ sở dữ liệu lý lịch tư pháp trước ngày 30/6/2025."
DONE = "Ngày 20/6, Bộ Tư pháp đã xây dựng cơ sở dữ liệu công chứng dùng chung."
LATE = "Đến nay, Bộ Tư pháp vẫn chưa xây dựng cơ sở dữ liệu công chứng dùng chung."
LONGER = "Thủ tướng Chính phủ cho phép Bộ Tư pháp lùi thời hạn xây dựng cơ sở dữ liệu công chứng dùng chung đến ngày 30/9/2025."


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def told(day: str, words: str) -> TestArticle:
    """An article of a day that tells a task, or what became of one."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=3)
    return TestArticle(
        f"http://x/{day}-{len(words)}", words, moment, read=("assignments", "task_news"), title=words[:60]
    )


def load(engine: Engine, lake: Lake, *articles: TestArticle) -> None:
    """Each article in a batch of its own, in the order given."""
    for article in articles:
        one = TestBatch(f"import/{article.url.rsplit('/', 1)[-1]}", [article])
        one.write(lake)
        stage(engine, lake, one.batch_id)
        publish(engine, lake, one.batch_id)


def rows(engine: Engine, statement: str, **parameters: object) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(statement), parameters)]


def states(engine: Engine, day: str) -> list[tuple]:
    """The tasks as they stood on a day: words, articles, state."""
    return rows(
        engine,
        "SELECT substring(task FROM 'liệu (công chứng|lý lịch)'), articles, state FROM bi.assignments_at(CAST(:day AS date)) ORDER BY 1",
        day=day,
    )


def everything(engine: Engine) -> list[list[tuple]]:
    return [
        rows(engine, "SELECT assignment_id, task_id, group_id FROM warehouse.task_mentions ORDER BY 1"),
        rows(engine, "SELECT task_id, task_news_id, event, confidence FROM warehouse.assignment_events ORDER BY 1, 2"),
    ]


ARTICLES = [
    told("2025-03-03", GIVEN), told("2025-03-05", REPEATED), told("2025-03-06", OTHER),
    told("2025-06-21", DONE), told("2025-06-10", LONGER),
]  # fmt: skip


def test_a_task_of_two_articles_is_one_and_another_one_is_not(engine, lake):
    load(engine, lake, *ARTICLES[:3])
    assert states(engine, "2025-04-01") == [
        ("công chứng", 2, "not_due"),
        ("lý lịch", 1, "not_due"),
    ]
    assert rows(engine, "SELECT due_on, assigned_by FROM bi.assignments WHERE articles = 2") == [
        (date(2025, 6, 30), "Thủ tướng Chính phủ")
    ]


def test_news_of_a_later_day_tells_it_done_and_only_from_that_day_on(engine, lake):
    load(engine, lake, told("2025-03-03", GIVEN), told("2025-03-06", OTHER), told("2025-06-21", DONE))
    assert [state for _, _, state in states(engine, "2025-06-20")] == ["due_soon", "due_soon"]
    assert [state for _, _, state in states(engine, "2025-06-22")] == ["told_done", "due_soon"]
    assert rows(engine, "SELECT told_quote FROM bi.assignments WHERE state = 'told_done'") == [(DONE,)]


def test_not_yet_is_late_only_when_the_day_is_over(engine, lake):
    load(engine, lake, told("2025-03-03", GIVEN), told("2025-06-21", LATE))
    assert rows(engine, "SELECT event FROM warehouse.assignment_events") == []
    load(engine, lake, told("2025-07-08", LATE + " Đây là điều cần nói."))
    assert rows(engine, "SELECT event FROM warehouse.assignment_events") == [("late",)]


def test_silence_is_no_lateness_and_says_so_only_where_articles_were_read(engine, lake):
    load(engine, lake, told("2025-03-03", GIVEN))
    assert states(engine, "2025-08-01")[0][2] == "not_enough_data"
    load(engine, lake, told("2025-07-20", "Bộ Y tế thăm một bệnh viện ở vùng cao và tặng quà cho người bệnh."))
    assert states(engine, "2025-08-01")[0][2] == "not_enough_data"
    with engine.begin() as connection:  # nights of which runs were published
        connection.execute(
            text(
                "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status, published_at) SELECT 'nightly/' || d, 'nightly/' || d::date,"
                " 'nightly', d::date, 'published', now() FROM generate_series(date '2025-07-01', date '2025-07-31', interval '1 day') AS d"
            )
        )
    assert states(engine, "2025-08-01")[0][2] == "past_without_news"
    [(words,)] = rows(engine, "SELECT state_vi FROM bi.assignments_at(date '2025-08-01')")
    assert words == "đã qua hạn, chưa thấy tin hoàn thành"


def test_a_new_date_goes_before_the_first_one(engine, lake):
    load(engine, lake, told("2025-03-03", GIVEN), told("2025-06-10", LONGER))
    assert rows(engine, "SELECT state, due_on FROM bi.assignments_at(date '2025-07-10')") == [
        ("extended", date(2025, 9, 30))
    ]


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (3, 0, 4, 1, 2), (1, 3, 0, 2, 4)])
def test_articles_in_any_order_end_in_the_same_ledger(engine, lake, order):
    load(engine, lake, *(ARTICLES[i] for i in order))
    first = everything(engine)
    assert [len(part) for part in first] == [3, 2]
    assert len({task for _, task, _ in first[0]}) == 2
    assert {event for _, _, event, _ in first[1]} == {"done", "extended"}
    for i in (0, 2):  # published again, and the ledger is the same
        load(engine, lake, ARTICLES[i])
    assert everything(engine) == first


def test_an_undo_takes_news_back(engine, lake):
    load(engine, lake, told("2025-03-03", GIVEN))
    before = everything(engine)
    done = told("2025-06-21", DONE)
    load(engine, lake, done)
    assert len(everything(engine)[1]) == 1
    with engine.begin() as connection:
        publish_lock(connection)
        undo.take_back(connection, f"import/{done.url.rsplit('/', 1)[-1]}")
    assert everything(engine) == before
