"""A warehouse that an earlier version has filled is brought to today's shape with all its rows, and serves on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from tests.pipeline.house import House, articles
from theodoi.database import engine_for
from theodoi.load import migrate as migrating
from theodoi.load.migrate import migrate
from theodoi.load.revisions import upgrade
from theodoi.paths import data_dir
from theodoi.settings import settings

VERSION_0_1_0 = "0009"  # the last migration of that version

COLUMNS = """
    SELECT table_schema || '.' || table_name, array_agg(column_name::text ORDER BY column_name)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema IN ('warehouse', 'ops') AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
    GROUP BY 1
"""


RENAMED = {
    (table, new): old
    for migration in sorted(data_dir("sql").joinpath("migrations").glob("*.sql"))
    for table, old, new in re.findall(r"ALTER TABLE (\S+) RENAME COLUMN (\w+) TO (\w+)", migration.read_text())
}


def columns(engine: Engine) -> dict[str, set[str]]:
    with engine.connect() as connection:
        return {table: set(names) for table, names in connection.execute(text(COLUMNS))}


def content(engine: Engine, shape: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every row of every table as JSON, in the columns named; as text, which keeps the digits of a number."""
    with engine.connect() as connection:
        return {
            table: sorted(
                connection.scalars(text(f"SELECT to_jsonb(r)::text FROM (SELECT {', '.join(names)} FROM {table}) AS r"))
            )
            for table, names in shape.items()
        }


@pytest.fixture
def earlier(postgres_url: str) -> Iterator[Engine]:
    """An empty warehouse of version 0.1.0."""
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS earlier WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE earlier"))
    engine = engine_for(make_url(postgres_url).set(database="earlier").render_as_string(hide_password=False))
    migrating._version_table(engine)
    with engine.begin() as connection:
        upgrade(connection, VERSION_0_1_0)
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE earlier WITH (FORCE)"))
    admin.dispose()


def test_a_filled_warehouse_keeps_its_rows_and_serves_on(house, earlier, monkeypatch):
    house.write(*articles(0, 12), quarantine=("q1",))
    house.load(house.run())
    with house.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ops.fetches (batch_id, url, source_id, kind, state, outcome) VALUES "
                "('nightly/2026-11-21', 'https://bao.example/' || repeat('a', 2000), 'bao', 'page', 'done', 'captured')"
            )
        )
    today, before = columns(house.engine), columns(earlier)
    both = {
        table: {name: RENAMED.get((table, name), name) for name in sorted(today[table])}
        for table in before.keys() & today.keys()
    }
    kept = {table: {new: old for new, old in names.items() if old in before[table]} for table, names in both.items()}
    shape = {table: list(names.values()) for table, names in kept.items()}
    renamed = {table: [f"{new} AS {old}" for new, old in names.items()] for table, names in kept.items()}
    rows = content(house.engine, renamed)
    assert {"warehouse.articles", "warehouse.captures", "warehouse.metrics", "ops.quarantine", "ops.runs"} <= {
        table for table in rows if rows[table]
    }
    with earlier.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # in any order
        for table, found in rows.items():
            connection.execute(
                text(
                    f"INSERT INTO {table} ({', '.join(shape[table])}) OVERRIDING SYSTEM VALUE SELECT {', '.join(shape[table])} "
                    f"FROM jsonb_populate_recordset(NULL::{table}, CAST(:rows AS jsonb)) ON CONFLICT DO NOTHING"
                ),
                {"rows": f"[{', '.join(found)}]"},
            )
    filled = content(earlier, shape)

    migrate(earlier)

    after = content(earlier, {table: names for table, names in renamed.items() if table in columns(earlier)})
    assert set(after) == set(shape)
    differing = [table for table in shape if not after[table] == filled[table] == rows[table]]
    assert differing == []

    served = house.served()
    url = earlier.url.render_as_string(hide_password=False)
    monkeypatch.setenv("THEODOI_WAREHOUSE_URL", url)
    settings.cache_clear()
    upgraded = House(url)
    assert upgraded.served() == served
    upgraded.load(upgraded.run(2))
    assert upgraded.served() == served
