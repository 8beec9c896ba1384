"""Leases: who works on which part of a batch, as rows of ops.leases that a heartbeat keeps alive.

Two processes never hold the same lease. One that is not renewed for EXPIRY_SECONDS may be taken over; that of a process on
this machine which is gone, at once. A holder that was taken over (it was stopped, or cut off from Postgres) learns so
from `check` and `fence`: what it does afterwards is refused. A short outage of Postgres loses no lease, since
nobody can take one over meanwhile.

No lock of Postgres is held for longer than one statement, so no login without rights on the schema ops can stand in the way.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from theodoi.database import sql_file

EXPIRY_SECONDS = 60.0
_BEATS = 6  # heartbeats within that time
_LONGEST_PAUSE = 0.5  # between two looks at a lease that another has
_WHOLE = "*"  # the stage of a lease on a whole batch
_UNKNOWN = "?"

_log = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Another process has taken over what this one was working on: nothing of it may be committed any more."""


@dataclass(frozen=True, slots=True)
class _Process:
    """A process that can be told from every other: ids are used again, and each container counts its own."""

    host: str  # with its PID namespace
    pid: int
    start: str  # boot of the machine, clock ticks since then

    @classmethod
    def this(cls) -> _Process:
        return cls(_host(), os.getpid(), _start_of(os.getpid()) or "")

    def is_gone(self) -> bool:
        """Whether it ran on this machine and is no more."""
        return self.host == _host() and _start_of(self.pid) not in {self.start, _UNKNOWN}

    def __str__(self) -> str:
        return f"{self.host} pid {self.pid}"


@dataclass(frozen=True, slots=True)
class _Part:
    """What a lease is on. `scope` is the batch, or `reprocess/` for all reprocesses: they read the captures of others."""

    profile: str | None
    batch_id: str
    stage: str
    shard: str = ""

    @property
    def scope(self) -> str:
        return "reprocess/" if self.batch_id.startswith("reprocess/") else self.batch_id

    @property
    def whole(self) -> bool:
        return self.stage == _WHOLE

    def parameters(self) -> dict[str, object]:
        return {
            "profile": self.profile, "batch_id": self.scope if self.whole else self.batch_id, "stage": self.stage,
            "shard": self.shard, "scope": self.scope, "whole": self.whole,
        }  # fmt: skip

    def __str__(self) -> str:
        return " ".join(part for part in (self.batch_id, self.stage, self.shard) if part)


class Lease:
    """A lease that this process holds; `token` grows with every lease that is given."""

    def __init__(self, engine: Engine, token: int, part: str, sure_until: float) -> None:
        self.token = token
        self._engine, self._part, self._sure_until = engine, part, sure_until
        self._lost = False
        self._over = threading.Event()
        self._beats = threading.Thread(target=self._beat, daemon=True, name=f"lease {token}")

    def check(self) -> None:
        """Raise LeaseLost when another process has taken over. Asks Postgres only when the last heartbeat is too old."""
        if not self._lost and _now() < self._sure_until:
            return
        with self._engine.begin() as connection:
            self.fence(connection)

    def fence(self, connection: Connection) -> None:
        """Let the transaction go on only if the lease is still ours, and keep others from it until its end. Raises LeaseLost."""
        if not self.is_ours(connection):
            raise LeaseLost(
                f"another process has taken over {self._part}: this one gave no sign of life for {EXPIRY_SECONDS:.0f} seconds; "
                "nothing of it is committed"
            )

    def is_ours(self, connection: Connection) -> bool:
        """Whether nobody has taken over; nobody can until the transaction's end."""
        return connection.scalar(text(sql_file("ops/fence_lease.sql")), {"token": self.token}) is not None

    def __enter__(self) -> Lease:
        self._beats.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._beats.join()
        try:
            with self._engine.begin() as connection:
                connection.execute(text(sql_file("ops/give_lease_back.sql")), {"token": self.token})
        except SQLAlchemyError as error:  # it expires by itself, and with this process at once
            _log.warning("the lease of %s could not be given back: %s", self._part, error)

    def _beat(self) -> None:
        while not self._lost and not self._over.wait(EXPIRY_SECONDS / _BEATS):
            asked = _now()
            try:
                with self._engine.begin() as connection:
                    parameters = {"token": self.token, "seconds": EXPIRY_SECONDS}
                    kept = connection.scalar(text(sql_file("ops/renew_lease.sql")), parameters)
            except SQLAlchemyError as error:  # Postgres may be back before the lease expires
                _log.warning("no heartbeat for %s: %s", self._part, " ".join(str(error).split())[:300])
            else:
                self._lost, self._sure_until = kept is None, asked + EXPIRY_SECONDS


@contextmanager
def batch_lock(engine: Engine, profile: str | None, batch_id: str, stage: str = "", shard: str = "") -> Iterator[Lease]:
    """Hold (batch, stage, shard) while the body works; a second run of the same waits here. Yields the lease.

    The batch as a whole is shared meanwhile, so that maintenance keeps off it (see `whole_batch`). The profile is noted
    for the reader: a warehouse has one.
    """
    part = _Part(profile, batch_id, stage, shard)
    lease, pause, silent_since = _take(engine, part), 0.1, _now()
    while lease is None:
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        try:
            lease = _take(engine, part)
            silent_since = _now()
        except OperationalError:  # Postgres may come back, as for the holder's heartbeats
            if _now() - silent_since > EXPIRY_SECONDS:
                raise
    with lease:
        yield lease


@contextmanager
def whole_batch(engine: Engine, profile: str, batch_id: str) -> Iterator[bool]:
    """Hold a batch alone; yields False, at once, when a stage of the batch is at work. Stages wait meanwhile.

    All reprocesses count as one batch, `reprocess/`.
    """
    lease = _take(engine, _Part(profile, batch_id, _WHOLE))
    if lease is None:
        yield False
        return
    with lease:
        yield True


def held(engine: Engine, profile: str, batch_id: str) -> bool:
    """Whether somebody works on the batch: a lease of it is live. Between two stages of a run nobody does."""
    with engine.connect() as connection:
        rows = connection.execute(text(sql_file("ops/live_leases.sql")), {"batch_id": batch_id})
        return any(not _Process(row.host, row.pid, row.process_start).is_gone() for row in rows)


def _take(engine: Engine, part: _Part) -> Lease | None:
    """The lease, or None when another process has it. Takes over at once what a process left that is gone."""
    me = _Process.this()
    dead: list[int] = []
    parameters = part.parameters() | {"host": me.host, "pid": me.pid, "process_start": me.start}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(2):
            asked = _now()
            token = connection.scalar(
                text(sql_file("ops/take_lease.sql")), parameters | {"dead": dead, "seconds": EXPIRY_SECONDS}
            )
            if token is not None:
                return Lease(engine, token, str(part), asked + EXPIRY_SECONDS)
            holders = connection.execute(
                text(sql_file("ops/lease_holders.sql")), part.parameters() | {"wanted_by": str(me)}
            )
            dead = [row.token for row in holders if _Process(row.host, row.pid, row.process_start).is_gone()]
            if not dead:
                break
    return None


@cache
def _host() -> str:
    return f"{socket.gethostname()} {os.readlink('/proc/self/ns/pid')}"


def _start_of(pid: int) -> str | None:
    """When a process of this machine began, None when it is gone, _UNKNOWN when the system does not let us know."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None if _is_free(pid) else _UNKNOWN
    state, *fields = stat.rpartition(")")[2].split()
    if state in "ZX":  # killed, and nobody has asked after it yet
        return None
    return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {fields[18]}"


def _is_free(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _now() -> float:
    """Seconds that go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
