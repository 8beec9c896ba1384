"""Loads a made-up warehouse of any size through the real COPY path, and measures stories in it: `make scale-warehouse ARTICLES=100000`.

The rows pass staging and the statements of publish; lake, gates and undo are left out. With a URL the database stays, to be worked with.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection, Engine, create_engine, text

from tests.scale.rows import BODIES, Maker
from theodoi.contracts import DATASETS
from theodoi.database import engine_for, run_sql
from theodoi.embedded.postgres import EmbeddedPostgres
from theodoi.load.articles import replace_articles
from theodoi.load.bulk import copy_dataset
from theodoi.load.migrate import migrate
from theodoi.load.stories import resolve_stories


def main() -> None:
    """Make, load, measure; print a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--at-once", type=int, default=10_000, help="articles in one batch")
    parser.add_argument("--new", type=int, default=1_000, help="articles that come in at the end")
    parser.add_argument("--url", help="an empty database, which is kept; else an embedded server for this run alone")
    arguments = parser.parse_args()
    with database(arguments.url) as url:
        engine = engine_for(url)
        migrate(engine)
        _measure(engine, arguments.articles, arguments.at_once, arguments.new)


def _measure(engine: Engine, articles: int, at_once: int, new: int) -> None:
    maker = maker_for(engine)
    began = time.monotonic()
    batches = list(range(0, articles, at_once))
    for place, tables in enumerate(maker.batches(articles, at_once)):
        load(engine, tables)
        if place % 10 == 9 or place == len(batches) - 1:
            _say(f"{min(articles, (place + 1) * at_once):,} articles loaded", began)
    began = time.monotonic()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    while (part := _resolve(engine, most=at_once)).read:
        pass
    _say("all articles read and judged (once)", began)
    began = time.monotonic()
    _resolve(engine, full=True)
    _say("full resolve", began)
    state = _state(engine)
    late = Maker(maker.indicators, maker.bodies, maker.areas, seed=21)
    tables = next(late.batches(new, new))
    load(engine, renamed(tables))
    began = time.monotonic()
    part = _resolve(engine)
    _say(f"{part.read:,} new articles against {articles:,}: {part.judged:,} pairs judged", began)
    after = _state(engine)
    began = time.monotonic()
    _resolve(engine, full=True)
    _say(
        f"full resolve again; it changes nothing: {_state(engine) == after}; before the new ones: {state != after}",
        began,
    )
    with engine.connect() as connection:
        for line in connection.execute(text(_SIZES)):
            print("  ".join(map(str, line)))


def load(engine: Engine, tables: dict[str, pa.Table], then: Callable[[Connection], object] = lambda _: None) -> None:
    """One batch through staging and the statements of publish, and what comes `then` in the same transaction."""
    batch = {"batch_id": tables["articles"]["batch_id"][0].as_py()}
    with engine.begin() as connection:
        for name, dataset in DATASETS.items():
            copy_dataset(connection, dataset, tables[name])
        run_sql(connection, "publish/00_withdrawn.sql", batch)
        run_sql(connection, "publish/10_sources_and_captures.sql", batch)
        replace_articles(connection, batch["batch_id"])
        then(connection)
        for name in DATASETS:
            connection.execute(text(f'DELETE FROM staging."{name}" WHERE batch_id = :batch_id'), batch)


def _resolve(engine: Engine, **how: bool | int):
    with engine.begin() as connection:
        return resolve_stories(connection, **how)


def maker_for(engine: Engine) -> Maker:
    with engine.connect() as connection:
        indicators = [
            tuple(row)
            for row in connection.execute(text("SELECT indicator_id, units[1] FROM warehouse.indicators ORDER BY 1"))
        ]
        areas = connection.scalars(
            text("SELECT DISTINCT area FROM warehouse.organisations WHERE area IS NOT NULL ORDER BY 1")
        ).all()
    return Maker(indicators, [f"co-quan-{number}" for number in range(BODIES)], list(areas))


def renamed(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The same rows as a batch of their own."""
    return {
        name: table.set_column(table.column_names.index("batch_id"), "batch_id", pa.array(["import/scale-new"] * table.num_rows))
        if "batch_id" in table.column_names and table.num_rows else table
        for name, table in tables.items()
    }  # fmt: skip


def _state(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(text(_STATE)))


def _say(what: str, began: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {time.monotonic() - began:,.1f} s (this process at most {peak:,.0f} MB)", flush=True)


@contextmanager
def database(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with EmbeddedPostgres(Path(home)) as server:
            admin = create_engine(server.url(), isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text("CREATE DATABASE scale"))
            admin.dispose()
            yield server.url("scale")


_SIZES = """
SELECT relname, pg_size_pretty(pg_total_relation_size(oid)), reltuples::bigint
FROM pg_class
WHERE relnamespace = 'warehouse'::regnamespace AND relkind = 'r' AND pg_total_relation_size(oid) > 10000000
ORDER BY pg_total_relation_size(oid) DESC
"""
_STATE = """
SELECT md5(string_agg(line, '' ORDER BY line))
FROM (
    SELECT md5(s::text) AS line FROM warehouse.article_stories AS s
    UNION ALL
    SELECT md5(s::text) FROM warehouse.stories AS s
) AS lines
"""


if __name__ == "__main__":
    main()
