"""The one way to a database: engines, and SQL files from sql/."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from theodoi.contracts import key_of
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


@contextmanager
def batch_lock(engine: Engine, *parts: str) -> Iterator[int]:
    """Hold the lock of (profile, batch, stage, shard) while the body works; a second run of the same waits here. Yields its key.

    A session lock of Postgres: a killed process frees it at once, since its connection ends with it. The batch as a whole
    is shared meanwhile, so that maintenance keeps off it (see `whole_batch`).
    """
    key = _lock_key(*parts)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), {"key": _whole(*parts[:2])})
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        try:
            yield key
        finally:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))


@contextmanager
def whole_batch(engine: Engine, profile: str, batch_id: str) -> Iterator[bool]:
    """Hold (profile, batch) alone; yields False, at once, when a stage of the batch is at work. Stages wait meanwhile.

    All reprocesses of a profile count as one batch, `reprocess/`: they read the captures of others.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        alone = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _whole(profile, batch_id)})
        try:
            yield bool(alone)
        finally:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))


def _lock_key(*parts: str) -> int:
    return int(key_of(*parts)[:15], 16)


def _whole(profile: str, batch_id: str) -> int:
    return _lock_key("whole", profile, "reprocess/" if batch_id.startswith("reprocess/") else batch_id)
