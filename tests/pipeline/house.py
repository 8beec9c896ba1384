"""A warehouse and a lake of a test's own, into which batches come behind their gates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.pipeline.batches import Cited, TestArticle, TestBatch
from tests.pipeline.warehouse import Warehouse
from theodoi import pipeline
from theodoi.load.publish import content_checksum
from theodoi.maintain import retention
from theodoi.maintain.work import Work
from theodoi.run import Run
from theodoi.settings import settings

DAY = "2026-11-21"
BATCH = f"nightly/{DAY}"


def articles(first: int, last: int, words: str = "Bài") -> list[TestArticle]:
    return [
        TestArticle(
            f"http://x/{n}",
            f"{words} {n}",
            decrees=(Cited("17/NQ-CP", 2019),),
            organisations=("FPT",),
            metrics=(str(n),),
        )
        for n in range(first, last)
    ]


def held_back(*keys: str) -> list[dict]:
    return [
        {
            "quarantine_id": key, "batch_id": BATCH, "dataset": "articles", "row_key": key, "expectation": "e", "reason": "r",
            "content_hash": key, "row": "{}",
        }
        for key in keys
    ]  # fmt: skip


class House(Warehouse):
    """A warehouse and a lake of a test's own; batches come in behind their gates."""

    profile = "live"

    def __init__(self, url: str) -> None:
        self.url = url

    def run(self, number: int = 1, batch_id: str = BATCH, **options: object) -> Run:
        run = Run(f"test/{number}", batch_id, "live", batch_id.partition("/")[0], DAY, **options)
        pipeline.begin(run)
        return run

    def write(self, *content: TestArticle, batch_id: str = BATCH, quarantine: tuple[str, ...] = ()) -> None:
        TestBatch(batch_id, list(content), held_back(*quarantine)).write(self.lake)

    def load(self, run: Run) -> None:
        pipeline.stage(run)
        pipeline.publish(run)
        pipeline.finish(run, [])

    def served(self) -> dict[str, str]:
        """The checksum of every batch, and what follows from all of them."""
        batches = [b for (b,) in self.rows("SELECT DISTINCT batch_id FROM warehouse.captures ORDER BY 1")]
        others = {
            "quarantine": "SELECT quarantine_id FROM ops.quarantine ORDER BY 1",
            "texts": "SELECT article_version_id, capture_id FROM warehouse.article_versions ORDER BY 1",
            "decrees": "SELECT * FROM warehouse.decrees ORDER BY decree_id",
            "bodies": "SELECT * FROM warehouse.organisations WHERE NOT registered ORDER BY organisation_id",
            "sources": "SELECT source_id FROM warehouse.sources ORDER BY 1",
        }
        return {batch: content_checksum(self.engine, batch) for batch in batches} | {
            name: str(self.rows(statement)) for name, statement in others.items()
        }

    def maintain(self, days: float = 4) -> None:
        retention.staging_rows(Work("live", now=datetime.now(UTC) + timedelta(days=days)))


@pytest.fixture
def bare_home(tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def house(bare_home, warehouse_url, monkeypatch) -> House:
    monkeypatch.setenv("THEODOI_WAREHOUSE_URL", warehouse_url)
    settings.cache_clear()
    return House(warehouse_url)
