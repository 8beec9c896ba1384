"""When a blow falls: each moment waits until a run is at a named point of its work, and says what it found there."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from tests.chaos.trial import Work

_POLL = 0.02
_Seen = TypeVar("_Seen")


class Missed(Exception):
    """The moment did not come: the run was over before, or the time was up. The message says which."""


@dataclass(frozen=True)
class Hit:
    """Where a run is at the moment of the blow; `pid` is the process of its task."""

    words: str
    pid: int


class Moment(Protocol):
    """A point in the work of a run. What keeps the run there is let go when the context ends."""

    stage: str

    def reached(self, work: Work) -> AbstractContextManager[Hit]:
        """Wait for it. Raises Missed."""


@dataclass(frozen=True)
class During:
    """So many seconds after a stage has begun, by its row in ops.stages."""

    stage: str
    seconds: float = 0.0

    @contextmanager
    def reached(self, work: Work) -> Iterator[Hit]:
        """Nothing keeps the stage there: a short one may be over by then."""
        _wait(work, self.stage, lambda: work.begun(self.stage))
        time.sleep(self.seconds)
        yield Hit(f"{self.seconds:.2f} s into {self.stage}", work.house.task())


@dataclass(frozen=True)
class Fetched:
    """When a crawl has kept so many pages; what discovery set aside does not count."""

    pages: int
    stage: str = "crawl"

    @contextmanager
    def reached(self, work: Work) -> Iterator[Hit]:
        """Nothing keeps the crawl there."""
        kept = "SELECT count(*) FROM ops.fetches WHERE batch_id = :batch AND kind = 'page' AND outcome = 'captured'"
        _wait(work, self.stage, lambda: work.begun(self.stage))
        pages = _wait(
            work, self.stage, lambda: (n := work.value(kept, batch=work.batch_id) or 0) >= self.pages and int(n)
        )
        yield Hit(f"{pages} pages into {self.stage}", work.house.task())


@dataclass(frozen=True)
class Held:
    """When a stage waits to write to a table, which is locked from outside as soon as the stage before has ended.

    With `let_go` the lock is given up again, and the blow falls so many seconds later: for what is too short to be seen.
    """

    stage: str
    table: str
    after: str | None = None
    let_go: float | None = None

    @contextmanager
    def reached(self, work: Work) -> Iterator[Hit]:
        """The stage stays there until the context ends, unless it is let go."""
        if self.after:
            _wait(work, self.after, lambda: work.ended(self.after))
        engine = work.house.engine()
        connection = engine.connect()
        try:
            connection.execute(text(f"LOCK TABLE {self.table} IN EXCLUSIVE MODE"))
            pid = _wait(work, self.stage, lambda: work.waiting_for(self.table))
            if self.let_go is None:
                yield Hit(f"{self.stage} about to write {self.table}", pid)
            else:
                connection.rollback()
                time.sleep(self.let_go)
                yield Hit(f"{self.let_go:.2f} s into {self.stage}", pid)
        finally:
            with contextlib.suppress(DBAPIError):  # the server may be gone
                connection.rollback()
                connection.close()
            engine.dispose()


def _wait(work: Work, stage: str, condition: Callable[[], _Seen], seconds: float = 1200) -> _Seen:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if seen := condition():
            return seen
        if work.over():
            raise Missed(f"the run ended before {stage} was hit")
        time.sleep(_POLL)
    raise Missed(f"{stage} was not reached in {seconds:.0f} s")
