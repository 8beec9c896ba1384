"""The one way to a database: engines, and SQL files from sql/."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from theodoi.paths import data_dir


def engine_for(url: str) -> Engine:
    """An engine without a pool: tasks are short, and a forked process must not share a connection.

    Connections carry the process id in their name, so that an operator finds the task behind a lock.
    """
    return create_engine(
        url, poolclass=NullPool, connect_args={"connect_timeout": 10, "application_name": f"theodoi pid {os.getpid()}"}
    )


@lru_cache
def sql_file(name: str) -> str:
    """The text of `sql/<name>`. Raises FileNotFoundError."""
    return (data_dir("sql") / name).read_text(encoding="utf-8")


def sql_files(folder: str) -> list[str]:
    """The names (relative to sql/) of a folder's files in the order in which they run."""
    root: Path = data_dir("sql")
    return [path.relative_to(root).as_posix() for path in sorted((root / folder).glob("*.sql"))]


def run_sql(connection: Connection, name: str, parameters: Mapping[str, object] | None = None) -> None:
    """Run all statements of `sql/<name>` with named parameters."""
    connection.execute(text(sql_file(name)), parameters or {})
