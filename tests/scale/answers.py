"""Measures what analysts ask of a made-up warehouse: `make bench-answers ARTICLES=100000`.

Every query of docs/bi.md, every chart of the dashboards, bi.search, the publish of a day, and how its rows a second compare with a bare
COPY. With a URL the database stays; one that is filled is only measured.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from sqlalchemy import Connection, Engine, text

from tests.scale.__main__ import database, load, maker_for, renamed
from tests.scale.rows import DAYS, DOCUMENTS, Maker
from theodoi.contracts import DATASETS
from theodoi.database import engine_for, run_sql
from theodoi.load.bulk import copy_table
from theodoi.load.migrate import migrate
from theodoi.load.resolve import resolve, resolve_documents
from theodoi.load.stories import resolve_stories
from theodoi.load.summaries import refresh_summaries

DOCS = Path(__file__).parents[2] / "docs" / "bi.md"
DASHBOARDS = Path(__file__).parents[2] / "bi" / "superset" / "dashboards.yaml"
VIEW_BAR, SEARCH_BAR, DAY_BAR = 0.3, 0.5, 30.0  # seconds
COPY_BAR = 0.15
DAY = 500  # articles of an ordinary day
SEARCHES = 100


def main() -> None:
    """Make a warehouse or take a filled one, and print seconds beside bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--at-once", type=int, default=10_000, help="articles in one batch")
    parser.add_argument("--times", type=int, default=5, help="how often each query is asked")
    parser.add_argument("--url", help="a database that stays; filled first when it is empty")
    arguments = parser.parse_args()
    with database(arguments.url) as url:
        engine = engine_for(url)
        migrate(engine)
        maker = maker_for(engine)
        with engine.connect() as connection:
            empty = not connection.scalar(text("SELECT EXISTS (SELECT FROM warehouse.articles)"))
        if empty:
            fill(engine, maker, arguments.articles, arguments.at_once)
        with engine.connect() as connection:
            print(f"{connection.scalar(text('SELECT count(*) FROM warehouse.articles')):,} articles", flush=True)
        _print(_views(engine, arguments.times), VIEW_BAR)
        _print({f"bi.search, {SEARCHES} queries": _searches(engine)}, SEARCH_BAR)
        _print({f"publish of {DAY} articles, with all that follows": [_day(engine, maker)]}, DAY_BAR)
        print(
            f"rows a second of that, beside a bare COPY of the same rows: {_share_of_copy(engine, maker):.3f} (bar {COPY_BAR})"
        )


def fill(engine: Engine, maker: Maker, articles: int, at_once: int) -> None:
    """Load the articles; documents and search follow each batch, stories all of them."""
    for tables in maker.batches(articles, at_once):
        load(engine, tables, _documents_and_search)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    while _stories(engine).read:
        pass
    with engine.begin() as connection:
        refresh_summaries(connection, full=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def queries(page: str) -> dict[str, str]:
    """The queries of a page, by the line before each."""
    found = re.findall(r"^([^\n`]+)\n\n```sql\n((?:select|with) .*?)```", page, re.DOTALL | re.MULTILINE)
    return {question: query for question, query in found if "warehouse." not in query}


def charts(page: dict[str, Any]) -> dict[str, str]:
    """The queries of the dashboards' charts, as Superset asks them, by their names."""
    return {f"chart {name}": _chart(spec) for name, spec in page["charts"].items()}


def _chart(spec: dict[str, Any]) -> str:
    where = f" WHERE {spec['where']}" if "where" in spec else ""
    rows = f"({spec['sql']}) AS q" if "sql" in spec else f"bi.{spec['view']}"
    if spec["kind"] == "table":
        order = f" ORDER BY {', '.join(spec['order'])}" if "order" in spec else ""
        return f"SELECT {', '.join(spec['columns'])} FROM {rows}{where}{order} LIMIT {spec['most']}"
    if spec["kind"] == "map":
        return f"SELECT * FROM {rows} WHERE vintage = {spec['vintage']}"
    by = [spec[name] for name in ("time", "split", "by") if name in spec]
    if not by:
        return f"SELECT {spec['measure']} FROM {rows}{where}"
    return f"SELECT {', '.join(by)}, {spec['measure']} AS m FROM {rows}{where} GROUP BY {', '.join(by)} ORDER BY m DESC LIMIT {spec.get('most', 1000)}"


def _views(engine: Engine, times: int) -> dict[str, list[float]]:
    asked = queries(DOCS.read_text(encoding="utf-8")) | charts(yaml.safe_load(DASHBOARDS.read_text(encoding="utf-8")))
    return {question: [_seconds(engine, query) for _ in range(times)] for question, query in asked.items()}


def _searches(engine: Engine) -> list[float]:
    """One to four words of headlines, names, numbers of documents."""
    draw = np.random.default_rng(22)
    with engine.connect() as connection:
        titles = connection.scalars(
            text("SELECT title FROM warehouse.articles ORDER BY md5(article_id) LIMIT 100")
        ).all()
        names = connection.scalars(text("SELECT name FROM warehouse.search_names ORDER BY md5(name) LIMIT 100")).all()
    asked = []
    for place in range(SEARCHES):
        if place % 4 == 3:
            asked.append(f"ND{draw.integers(1, DOCUMENTS)}" if place % 8 == 3 else names[place % len(names)])
        else:
            asked.append(" ".join(titles[place % len(titles)].split()[: 1 + place % 4]))
    return [_seconds(engine, "SELECT * FROM bi.search(:query)", {"query": query}) for query in asked]


def _day(engine: Engine, maker: Maker) -> float:
    tables = _of_a_day(maker)
    return _timed(lambda: load(engine, tables, resolve))


def _share_of_copy(engine: Engine, maker: Maker) -> float:
    """Seconds of a bare COPY of a day's rows into logged tables without an index, as a share of those of their publish."""
    tables = _of_a_day(maker)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA bare"))
        for name in DATASETS:
            connection.execute(text(f'CREATE TABLE bare."{name}" AS SELECT * FROM staging."{name}" WHERE false'))

    def copy() -> None:
        with engine.begin() as connection:
            for name in DATASETS:
                copy_table(connection, tables[name].select(DATASETS[name].names), "bare", name)

    bare, whole = _timed(copy), _timed(lambda: load(engine, tables, resolve))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA bare CASCADE"))
    return bare / whole


def _of_a_day(maker: Maker) -> dict[str, pa.Table]:
    """New articles of the last day of the made-up time."""
    late = Maker(maker.indicators, maker.bodies, maker.areas, seed=int(time.time() * 1000) % 2**31)
    return renamed(next(late.batches(DAY, DAY, since=DAYS - 1)))


def _documents_and_search(connection: Connection) -> None:
    resolve_documents(connection)
    run_sql(connection, "resolve/search.sql")


def _stories(engine: Engine):
    with engine.begin() as connection:
        return resolve_stories(connection)


def _seconds(engine: Engine, query: str, parameters: dict[str, str] | None = None) -> float:
    with engine.connect() as connection:
        return _timed(lambda: connection.execute(text(query.rstrip().rstrip(";")), parameters or {}).fetchall())


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _print(measured: dict[str, list[float]], bar: float) -> None:
    for what, seconds in sorted(measured.items(), key=lambda line: -np.percentile(line[1], 95)):
        half, most = np.percentile(seconds, [50, 95])
        print(
            f"{'ok ' if most <= bar else 'OVER'}  p50 {half * 1000:8,.0f} ms  p95 {most * 1000:8,.0f} ms  (bar {bar * 1000:,.0f})  {what[:110]}",
            flush=True,
        )


if __name__ == "__main__":
    main()
