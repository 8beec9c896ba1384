"""Waiting for a Postgres that is just being started again, so that its restart does not use up the attempts of a task."""

from __future__ import annotations

import time

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

_SECONDS = 180.0
# What a server that stops or starts answers, and what libpq says where none listens. A wrong password is not among them.
_PASSING = (
    "refused",
    "starting up",
    "shutting down",
    "recovery mode",
    "accepting connections",  # "is not yet accepting connections", "is not accepting connections"
    "closed the connection",
    "reset by peer",
    "timeout",
)


def wait_until_up(engine: Engine, seconds: float = _SECONDS) -> None:
    """Return when the database answers. Raises OperationalError when it does not within `seconds`, or for another reason."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with engine.connect():
                return
        except OperationalError as error:
            if time.monotonic() > deadline or not any(words in str(error.orig) for words in _PASSING):
                raise
            time.sleep(0.5)
