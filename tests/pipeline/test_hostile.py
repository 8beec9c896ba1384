"""The catalogue of hostile sites: one night of all of them beside a sound one, and what it says of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.site.hostile import CATALOGUE, Behaviour, HostileSites
from theodoi.contracts import CAPTURES
from theodoi.database import engine_for, sql_file
from theodoi.lake import Lake
from theodoi.registry.sources import Source
from theodoi.scrape.crawl import Order, crawl, discover
from theodoi.scrape.job import Politeness

DAY = date(2026, 11, 21)
BATCH = f"nightly/{DAY}"
HASTY = Politeness(timeout_seconds=20, attempts=1, backoff_seconds=0.05, phase_seconds=240, concurrent_requests=2)


class Night:
    """What one discovery and crawl of the whole catalogue left."""

    def __init__(self, url: str, folder: Path) -> None:
        engine, lake = engine_for(url), Lake(str(folder / "lake"))
        with HostileSites(DAY) as sites:
            sources = {row.name: Source.model_validate(sites.source(row)) for row in CATALOGUE}
            order = Order(sources, BATCH, DAY, engine, lake, politeness=HASTY, spool=folder / "spool")
            self.found = discover(order)
            self.done = crawl(order)
            self.asked_where_forbidden = dict(sites.forbidden.hits)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM ops.fetches WHERE batch_id = :b"), {"b": BATCH}).mappings()
            self.rows = {
                (row["source_id"], "/" + row["url"].split("/", 3)[-1].partition("?")[0]): dict(row) for row in rows
            }
            self.problems = [
                row._asdict() for row in connection.execute(text(sql_file("report/problems.sql")), {"batch_id": BATCH})
            ]
        self.captures = lake.read(CAPTURES, BATCH).to_pylist()
        self.logs = "".join(path.read_text(errors="replace") for path in (folder / "spool").glob("*.log"))


@pytest.fixture(scope="module")
def night(module_warehouse_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    yield Night(module_warehouse_url, tmp_path_factory.mktemp("hostile"))


def test_the_catalogue_is_large_and_each_row_has_a_name_of_its_own() -> None:
    assert len(CATALOGUE) >= 40
    assert len({row.name for row in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_each_site_gets_what_the_catalogue_says(night: Night, row: Behaviour) -> None:
    got = {path: night.rows[row.name, path]["outcome"] for path in row.must}
    assert got == dict(row.must), {p: r["reason"] for (s, p), r in night.rows.items() if s == row.name}
    for path, words in row.says.items():
        assert words in (night.rows[row.name, path]["reason"] or ""), night.rows[row.name, path]
    assert sum(1 for capture in night.captures if capture["source_id"] == row.name) == row.captures


def test_no_row_is_left_and_each_tells_its_fault_in_a_sentence_of_ours(night: Night) -> None:
    for key, row in night.rows.items():
        reason = row["reason"] or ""
        assert row["state"] == "done", key
        assert reason or row["outcome"] in {"captured", "parsed"}, key
        assert not reason or reason.endswith("."), (key, reason)
        for word in ("twisted", "Failure", "Traceback", "inf seconds", "<", "Exception", "Error"):
            assert word not in reason, (key, reason)


def test_what_went_wrong_stands_in_the_summary(night: Night) -> None:
    told = {(problem["source_id"], problem["reason"]) for problem in night.problems}
    quiet = {"captured", "parsed", "not_a_page", "robots_disallowed", "robots_unreachable"}
    for row in CATALOGUE:
        for path, outcome in row.must.items():
            if outcome not in quiet:
                assert (row.name, night.rows[row.name, path]["reason"]) in told


def test_nobody_but_the_sources_is_asked(night: Night) -> None:
    assert night.asked_where_forbidden == {}


def test_neither_rows_nor_logs_steer_a_terminal(night: Night) -> None:
    written = night.logs + "".join(str(value) for row in night.rows.values() for value in row.values())
    assert not {c for c in written if unicodedata.category(c) == "Cc" and c not in "\n\t"}
    assert not {"\u202e", "\u2066"} & set(written)
