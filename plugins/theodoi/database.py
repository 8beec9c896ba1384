"""The one way to a database: engines, SQL files from sql/, and errors in a sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from theodoi.kinds import KINDS
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


@lru_cache
def sql_of_kinds(name: str) -> str:
    """The text of `sql/<name>.j2`, which repeats some of its lines for each kind of finding (`kinds`, as declared)."""
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - names of our own tables
    environment.filters["columns"] = lambda names: ", ".join(f'"{name}"' for name in names)
    return environment.from_string(sql_file(f"{name}.j2")).render(kinds=KINDS)


def run_sql(connection: Connection, name: str, parameters: Mapping[str, object] | None = None) -> None:
    """Run all statements of `sql/<name>` with named parameters."""
    connection.execute(text(sql_file(name)), parameters or {})


def run_sql_of_kinds(connection: Connection, name: str, parameters: Mapping[str, object] | None = None) -> None:
    """Run all statements of `sql/<name>.j2`, made for the kinds of findings, with named parameters."""
    connection.execute(text(sql_of_kinds(name)), parameters or {})


def told(error: Exception) -> str:
    """Say an error of the database in one line, and what to do where nothing listens."""
    first = str(getattr(error, "orig", error)).strip().splitlines()[0]
    if isinstance(error, OperationalError) and "refused" in first:
        return f"{first}: no Postgres listens there; `make run` starts the one of this folder"
    return first
