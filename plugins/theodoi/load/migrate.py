"""Bring a warehouse to the current shape: Alembic over sql/migrations, staging tables from the contracts, views, comments, roles, registry."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from theodoi.contracts import DATASETS, Dataset
from theodoi.load.database import run_sql
from theodoi.load.registry import load_registry

_LOCK = 7_203_411_902  # one migration at a time per database


def migrate(engine: Engine) -> None:
    """Create or upgrade everything in the warehouse that `engine` points to; safe to run at every start."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        for dataset in DATASETS.values():
            _staging_table(connection, dataset)
        run_sql(connection, "bi/views.sql")
        run_sql(connection, "comments.sql")
        if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = 'bi_reader'")):
            run_sql(connection, "roles.sql")
        load_registry(connection)


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
