"""`theodoi status` and the progress of a crawl, from rows as a crawl leaves them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from theodoi.database import engine_for
from theodoi.scrape.frontier import progress
from theodoi.status import lines_of

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
BATCH = "nightly/2026-11-21"


def crawling(engine: Engine) -> None:
    """A run that crawls two sources since two minutes, beside one that has ended."""
    with engine.begin() as connection:
        for name, status in (("a", "running"), ("b", "published")):
            connection.execute(
                text(
                    "INSERT INTO ops.runs (run_id, batch_id, dag_id, status, started_at) "
                    "VALUES (:id, :batch, 'nightly', :status, :at)"
                ),
                {"id": name, "batch": BATCH, "status": status, "at": NOW - timedelta(minutes=5)},
            )
        connection.execute(
            text(
                "INSERT INTO ops.stages (run_id, stage, started_at, finished_at) "
                "VALUES ('a', 'discover', :early, :late), ('a', 'crawl', :late, NULL)"
            ),
            {"early": NOW - timedelta(minutes=4), "late": NOW - timedelta(minutes=2)},
        )
        for number in range(10):
            done = number < 6
            connection.execute(
                text(
                    "INSERT INTO ops.fetches (batch_id, url, source_id, kind, state, outcome, attempts, started_at, finished_at) "
                    "VALUES (:batch, :url, :source, 'page', :state, :outcome, :attempts, :started, :finished)"
                ),
                {
                    "batch": BATCH,
                    "url": f"https://bao.example/{number}",
                    "source": "mot" if number % 2 else "hai",
                    "state": "done" if done else "pending",
                    "outcome": "captured" if done else None,
                    "attempts": int(done),
                    "started": NOW - timedelta(minutes=2) if done else None,
                    "finished": NOW - timedelta(minutes=1) if done else None,
                },
            )
        connection.execute(
            text(
                "INSERT INTO ops.fetches (batch_id, url, source_id, kind, state, outcome, finished_at) "
                "VALUES (:batch, 'https://bao.example/cu', 'mot', 'page', 'done', 'other_day', :at)"
            ),
            {"batch": BATCH, "at": NOW},
        )


def test_progress_counts_the_pages_that_are_fetched_by_source(warehouse_url: str) -> None:
    engine = engine_for(warehouse_url)
    crawling(engine)
    with engine.connect() as connection:
        assert progress(connection, BATCH, NOW) == [
            "hai: 3 pages done, 2 left, 2 a minute",
            "mot: 3 pages done, 2 left, 2 a minute",
        ]


def test_status_tells_the_run_its_stage_and_since_when(warehouse_url: str) -> None:
    engine = engine_for(warehouse_url)
    assert lines_of(engine, NOW) == []
    crawling(engine)
    assert lines_of(engine, NOW) == [
        f"{BATCH} (nightly) since 22/11/2026 02:55:00 (5 min 0 s)",
        "  crawl since 22/11/2026 02:58:00 (2 min 0 s)",
        "    hai: 3 pages done, 2 left, 2 a minute",
        "    mot: 3 pages done, 2 left, 2 a minute",
    ]
