"""What is done to the setup at a moment: kill -9 of a task, a component, the executor's workers or Postgres, a full disk, a second run."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import psutil

from tests.chaos.moments import Hit, Missed, Moment

if TYPE_CHECKING:
    from tests.chaos.trial import Work


class Act(Protocol):
    """One thing that is done. `tells` is the word by which the setup must name what died; empty when nothing of it did."""

    tells: str

    def strike(self, work: Work, hit: Hit) -> None:
        """Do it. Raises Missed when there is nothing to do it to."""


@dataclass(frozen=True)
class Blow:
    """An act and its moment."""

    moment: Moment
    act: Act


@dataclass(frozen=True)
class KillTask:
    """kill -9 of the process of the task at work; Airflow starts it again."""

    tells: str = ""

    def strike(self, work: Work, hit: Hit) -> None:
        if not hit.pid or not _kill([hit.pid]):
            raise Missed("the task was over before the blow")


@dataclass(frozen=True)
class KillComponent:
    """kill -9 of one of Airflow's components."""

    name: str

    @property
    def tells(self) -> str:
        return self.name

    def strike(self, work: Work, hit: Hit) -> None:
        pid = work.house.component(self.name)
        if pid is None or not _kill([pid]):
            raise Missed(f"{self.name} does not run")


@dataclass(frozen=True)
class KillWorkers:
    """kill -9 of the executor's workers, with the tasks that they run."""

    tells: str = "scheduler"

    def strike(self, work: Work, hit: Hit) -> None:
        if not _kill([*work.house.workers(), *work.house.tasks()]):
            raise Missed("the executor has no workers")


@dataclass(frozen=True)
class KillPostgres:
    """kill -9 of the postmaster and all its backends, as when the machine's memory is out."""

    tells: str = "Postgres"

    def strike(self, work: Work, hit: Hit) -> None:
        pid = work.house.component("Postgres")
        if pid is None:
            raise Missed("Postgres does not run")
        backends = [child.pid for child in psutil.Process(pid).children()]
        _kill([pid, *backends])


@dataclass(frozen=True)
class CrashPostgres:
    """kill -9 of the task's own backend: Postgres ends all others, recovers by itself, and unlogged tables are empty."""

    tells: str = ""  # the server is back within a second or two

    def strike(self, work: Work, hit: Hit) -> None:
        find = "SELECT max(pid) FROM pg_stat_activity WHERE application_name = :name"
        backend = work.value(find, name=f"theodoi pid {hit.pid}")
        if not backend or not _kill([int(str(backend))]):
            raise Missed("the task has no connection")


@dataclass(frozen=True)
class FillDisk:
    """The disk of lake and spool is full until the stage has failed of it, or is over."""

    stage: str
    tells: str = ""

    def strike(self, work: Work, hit: Hit) -> None:
        ballast = work.house.room / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and not (work.failed(self.stage) or work.ended(self.stage)):
                time.sleep(0.05)
        finally:
            ballast.unlink()


@dataclass(frozen=True)
class SecondRun:
    """The same batch is run once more, by hand, while the first run is at work."""

    tells: str = ""

    def strike(self, work: Work, hit: Hit) -> None:
        work.trigger()


def _kill(pids: Iterable[int]) -> int:
    """SIGKILL to each process; returns how many there were."""
    killed = 0
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed
