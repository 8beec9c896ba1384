"""What is wrong with Airflow's components though they run: no answer, no heartbeat, workers that take no task."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from theodoi.airflow_api import AirflowClient, AirflowError

BEATING = ("scheduler", "dag-processor", "triggerer")  # the components that report to Airflow's database
BEAT_SECONDS = 15.0  # they report every five
_FIRST_BEAT_SECONDS = 180.0  # from the start of a component; a slow machine takes a minute
_LOOK_SECONDS = 5.0
_ANSWER_SECONDS = 15.0  # a machine under load answers late, and that is no reason to start anything again
_QUEUE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Health:
    """Airflow's own answer: whether it reaches its database, and when each component last reported."""

    database: bool
    beats: dict[str, datetime | None]

    @classmethod
    def ask(cls, airflow: AirflowClient, timeout: float = 5.0) -> Health:
        """Ask `monitor/health`. Raises AirflowError when there is no answer."""
        told = airflow.health(timeout)
        beats = {}
        for component in BEATING:
            name = component.replace("-", "_")
            beat = told.get(name, {}).get(f"latest_{name}_heartbeat")
            beats[component] = datetime.fromisoformat(beat) if beat else None
        return cls(told["metadatabase"]["status"] == "healthy", beats)


class AirflowWatch:
    """Asks Airflow every few seconds at most, however often a fault is asked for."""

    def __init__(self, airflow: AirflowClient) -> None:
        self._airflow = airflow
        self._started: dict[str, datetime] = {}
        self._pids: dict[str, int] = {}
        self._looked = float("-inf")
        self._health: Health | None = None
        self._answered: datetime | None = None
        self._stuck: str | None = None

    def started(self, component: str, pid: int) -> None:
        """Note that a component has been started just now."""
        self._started[component], self._pids[component] = datetime.now(UTC), pid

    def fault(self, component: str) -> str | None:
        """What is wrong with a component, or None when it is well or that cannot be told."""
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._look()
            self._looked = time.monotonic()
        if component == "api-server":
            return self._silence(component, self._answered, "answered", 0) if self._health is None else None
        if self._health is None or not self._health.database:
            return None  # nobody can say
        silence = self._silence(component, self._health.beats[component], "reported", BEAT_SECONDS)
        return silence or (self._stuck if component == "scheduler" else None)

    def _silence(self, component: str, last: datetime | None, verb: str, bearable: float) -> str | None:
        now, started = datetime.now(UTC), self._started[component]
        if last is None or last < started:
            since = (now - started).total_seconds()
            return f"has not {verb} since its start {since:.0f} s ago" if since > _FIRST_BEAT_SECONDS else None
        since = (now - last).total_seconds()
        return f"has not {verb} for {since:.0f} s" if since > bearable else None

    def _look(self) -> None:
        self._health = self._stuck = None
        with contextlib.suppress(AirflowError):
            self._health = Health.ask(self._airflow, _ANSWER_SECONDS)
            self._answered = datetime.now(UTC)
            if self._health.database:
                self._stuck = self._stuck_executor()

    def _stuck_executor(self) -> str | None:
        """Whether the scheduler's workers take no task any more.

        A worker that is killed while it waits keeps the lock of the queue that all read from: those that the executor
        starts in its place wait for ever, while the scheduler reports that all is well.
        """
        beat = self._health.beats["scheduler"] if self._health else None
        if beat is None or beat < self._started["scheduler"]:
            return None
        titles = list(_workers_of(self._pids["scheduler"]))
        if not titles:
            return "has no worker left that runs tasks"
        if not any(title.endswith("<idle>") for title in titles):
            return None
        # What a scheduler before this one handed out stands in the queue until this one finds it orphaned.
        queued = [since for since in self._airflow.queued_since() if since > self._started["scheduler"]]
        now = datetime.now(UTC)
        late = [since for since in queued if (now - since).total_seconds() > _QUEUE_SECONDS]
        return f"leaves {len(late)} tasks in the queue while its workers are idle" if late else None


def _workers_of(scheduler: int) -> Iterator[str]:
    """The titles of LocalExecutor's worker processes, which say what each is at."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(scheduler).children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                title = " ".join(child.cmdline()).strip()
                if title.startswith("airflow worker -- LocalExecutor"):
                    yield title
