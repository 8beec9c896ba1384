"""Bring a warehouse to the current shape: Alembic over sql/migrations, staging tables from the contracts, views, comments, roles, registry."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from theodoi.contracts import DATASETS, Dataset
from theodoi.database import run_sql, run_sql_of_kinds, sql_files
from theodoi.load.comments import comment
from theodoi.load.registry import load_registry
from theodoi.load.resolve import resolve_search
from theodoi.load.revisions import upgrade
from theodoi.load.watchdog import way_cleared

_VERSIONS = "schema_version"  # Alembic's table in the schema public


def migrate(engine: Engine) -> None:
    """Create or upgrade everything in the warehouse that `engine` points to; safe to run at every start.

    A BI session that keeps a view from being made anew is ended.
    """
    _version_table(engine)
    with way_cleared(engine), engine.begin() as connection:
        # One migration at a time: who has no rights on the table cannot take the lock.
        connection.execute(text(f"LOCK TABLE public.{_VERSIONS} IN EXCLUSIVE MODE"))
        upgrade(connection)
        for dataset in DATASETS.values():
            _staging_table(connection, dataset)
        run_sql_of_kinds(connection, "resolve/versions/findings.sql")
        for name in sql_files("bi"):
            run_sql(connection, name)
        comment(connection)
        if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = 'bi_reader'")):
            run_sql(connection, "roles.sql")
        load_registry(connection)
        resolve_search(connection)


def _version_table(engine: Engine) -> None:
    """Make the table in which Alembic notes the version. Of two that try at once one fails, and finds it then."""
    statement = f"CREATE TABLE IF NOT EXISTS public.{_VERSIONS} (version_num varchar(32) NOT NULL PRIMARY KEY)"
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    except IntegrityError:
        with engine.begin() as connection:
            connection.execute(text(statement))


def _staging_table(connection: Connection, dataset: Dataset) -> None:
    """Make a dataset's staging table anew when its columns differ from the contract; what it holds is transient."""
    inspector = inspect(connection)
    if inspector.has_table(dataset.name, schema="staging"):
        if [c["name"] for c in inspector.get_columns(dataset.name, schema="staging")] == dataset.names:
            return
        connection.execute(text(f'DROP TABLE staging."{dataset.name}"'))
    columns = ",\n    ".join(f'"{c.name}" {c.postgres}' for c in dataset.columns)
    connection.execute(text(f'CREATE UNLOGGED TABLE staging."{dataset.name}" (\n    {columns}\n)'))
    connection.execute(text(f'CREATE INDEX ON staging."{dataset.name}" (batch_id, "{dataset.key}")'))
