"""The watchdog over BI logins: ends sessions that hold something for too long, and removes large objects.

A login can change its own time limits in stock Postgres, so they guard against accidents only. Somebody else must look: the
owner of a warehouse, who has the logins' rights for that (theodoi.load.server). No superuser is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, Row, text
from sqlalchemy.exc import SQLAlchemyError

from theodoi.database import sql_file

MINUTES = 10
EVERY_SECONDS = 60.0
_BLOCKED_SECONDS = 1.0  # between two looks while something of ours may be waiting


def watch(engine: Engine, minutes: float = MINUTES) -> list[str]:
    """One round: end long sessions and those that stand in our way, remove large objects. Returns a sentence for each. Raises SQLAlchemyError."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        told = [
            _ended(row)
            for name, parameters in (("end_long_sessions", {"minutes": minutes}), ("end_blocking_sessions", {}))
            for row in connection.execute(text(sql_file(f"maintain/{name}.sql")), parameters)
        ]
        for row in connection.execute(text(sql_file("maintain/delete_large_objects.sql"))):
            told.append(f"removed {row.objects} large objects of {row.login}")
    return told


def unwatched(engine: Engine) -> list[str]:
    """Members of bi_reader whose sessions may not be ended, since their rights were not granted to the owner."""
    with engine.connect() as connection:
        return list(connection.scalars(text(sql_file("maintain/unwatched_logins.sql"))))


def keep_watch(
    engines: Sequence[Engine],
    say: Callable[[str], None],
    over: threading.Event,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Watch once a minute until `over` is set; a server that is away is told and tried again. `done` is called after each good round."""
    while not over.is_set():
        try:
            for engine in engines:
                for sentence in watch(engine):
                    say(sentence)
        except SQLAlchemyError as error:
            say(f"no round: {' '.join(str(getattr(error, 'orig', error)).split())}")
        else:
            done()
        over.wait(EVERY_SECONDS)


@contextmanager
def way_cleared(engine: Engine) -> Iterator[None]:
    """End BI sessions that the body, in sessions of the same login, waits for."""
    over = threading.Event()

    def clear() -> None:
        while not over.wait(_BLOCKED_SECONDS):
            # A server that is away is the body's own trouble.
            with (
                suppress(SQLAlchemyError),
                engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
            ):
                connection.execute(text(sql_file("maintain/end_blocking_sessions.sql"))).all()

    thread = threading.Thread(target=clear, daemon=True, name="way cleared")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _ended(row: Row[Any]) -> str:
    return f"ended a session of {row.login} in {row.database}: {row.state} for {row.seconds} seconds"
