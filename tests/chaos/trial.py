"""One disturbed run from its start to the comparison with the undisturbed one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tests.chaos.archive import write_archive
from tests.chaos.blows import Blow
from tests.chaos.catalogue import CALM, Disturbance
from tests.chaos.house import CHECKOUT, House, HouseError
from tests.chaos.moments import Missed
from tests.chaos.outcome import Outcome, half_files, read_outcome
from theodoi.airflow_api import AirflowError
from theodoi.database import engine_for

TELL_WITHIN = 30  # seconds
_RUN_LIMIT = 600  # seconds that a run may take after its last blow
_DEAD_AFTER = 180  # seconds in which a setup must be whole again
_SMALL_DISK = "32m"
_AT_END = {"success", "failed"}


@dataclass
class Struck:
    """A blow that fell: where, when (monotonic), and how long until the setup named what died."""

    blow: Blow
    words: str
    at: float
    told_after: float | None = None


@dataclass
class Result:
    """What came of one entry of the catalogue."""

    entry: Disturbance
    seconds: float = 0.0
    struck: list[Struck] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    ended: str = ""
    differs: str = ""
    left: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def untold(self) -> list[str]:
        """Parts that died and were not named in time."""
        return [
            s.blow.act.tells
            for s in self.struck
            if s.blow.act.tells and (s.told_after is None or s.told_after > TELL_WITHIN)
        ]

    @property
    def good(self) -> bool:
        """Every blow fell, every death was told, nothing is left over, and the content is that of an undisturbed run."""
        return bool(self.skipped) or not (self.missed or self.untold or self.left or self.differs)


class Work:
    """The runs of one batch while they are disturbed."""

    def __init__(self, house: House, dag: str, batch_id: str, conf: dict) -> None:
        self.house, self.dag, self.batch_id, self.conf = house, dag, batch_id, conf
        self.runs: list[str] = []
        self._connection: Connection | None = None
        self._asked, self._over = 0.0, False

    def trigger(self) -> None:
        """Run the batch by hand (again)."""
        self._add(self.house.api.trigger(self.dag, self.conf))

    def adopt(self, seconds: float = 60) -> None:
        """Take the run that the setup starts by itself. Raises LookupError when it starts none."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(AirflowError, OSError):
                newest = self.house.api.request(
                    "GET", f"dags/{self.dag}/dagRuns", params={"order_by": "-run_after", "limit": 1}
                )
                for run in newest["dag_runs"]:
                    if run["dag_run_id"] not in self.house.runs:
                        self._add(run["dag_run_id"])
                        return
            time.sleep(0.1)
        raise LookupError(f"the setup started no run of {self.dag}")

    def _add(self, run: str) -> None:
        self.runs.append(run)
        self.house.runs.add(run)

    def states(self, runs: list[str]) -> list[str] | None:
        """States of runs, or None while nobody answers."""
        with contextlib.suppress(AirflowError, OSError):
            return [self.house.api.run_state(self.dag, run) for run in runs]
        return None

    def over(self) -> bool:
        """Whether the first run has ended, or the setup that works on it; Airflow is asked once a second."""
        if time.monotonic() > self._asked + 1:
            self._asked = time.monotonic()
            self._over = (self.states(self.runs[:1]) or ["unknown"])[0] in _AT_END
        return self._over or self.house.status is not None

    def begun(self, stage: str) -> bool:
        """Whether the first run has begun a stage, or a shard of it."""
        return bool(self._stage("bool_or(true)", stage))

    def ended(self, stage: str | None) -> bool:
        """Whether the first run has done a stage."""
        return bool(self._stage("bool_and(finished_at IS NOT NULL)", stage))

    def failed(self, stage: str) -> bool:
        """Whether a stage of the first run has said why it failed."""
        return bool(self._stage("bool_or(finished_at IS NULL AND note IS NOT NULL)", stage))

    def waiting_for(self, table: str) -> int:
        """Process id of the task that waits for a lock on a table; 0 when none does."""
        name = self.value(
            "SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
            "WHERE NOT l.granted AND l.relation = CAST(:name AS regclass) AND a.application_name LIKE 'theodoi pid %'",
            name=table,
        )
        return int(str(name).rpartition(" ")[2]) if name else 0

    def value(self, statement: str, **parameters: object) -> object:
        """One value of the warehouse, or None while Postgres does not answer."""
        try:
            if self._connection is None:
                self._connection = self.house.engine().connect().execution_options(isolation_level="AUTOCOMMIT")
            return self._connection.scalar(text(statement), parameters)
        except DBAPIError:
            self.close()
            return None

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(DBAPIError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None

    def _stage(self, what: str, stage: str | None) -> object:
        return self.value(
            f"SELECT {what} FROM ops.stages WHERE run_id = :run AND stage = :stage",
            run=f"{self.dag}/{self.runs[0]}",
            stage=stage,
        )


class Trials:
    """Tries entries one after the other in one setup; each result is compared with the reference of its kind."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.fresh = True  # the setup has just begun its own first night
        self._references: dict[str, Outcome] = {}

    def try_one(self, entry: Disturbance) -> Result:
        """Disturb one run, wait for its end, help as an operator would, and compare."""
        result = Result(entry)
        if entry.impossible:
            result.skipped = entry.impossible
            return result
        with self._disk(entry, result):
            if not result.skipped:
                try:
                    self._try(entry, result)
                except (AirflowError, HouseError, LookupError, OSError, SQLAlchemyError) as error:
                    result.differs = f"not brought to its end: {type(error).__name__}: {str(error)[:300]}"
                    self.house.restart()
                    self.fresh = True
        return result

    def _try(self, entry: Disturbance, result: Result) -> None:
        work = self._work(entry)
        self._begin(work, entry)
        started = time.monotonic()
        try:
            for blow in entry.blows:
                self._strike(work, blow, result)
            result.ended = self._end(work)
            self._listen(result)
            outcome = read_outcome(self.house.engine(), work.batch_id)
            result.left = self._left(work)
        finally:
            result.seconds = time.monotonic() - started
            work.close()
        result.differs = outcome.differs_from(self.reference(entry.dag))

    def _begin(self, work: Work, entry: Disturbance) -> None:
        """Start the run that is to be disturbed: in an empty warehouse, or in one that has the batch already."""
        if any(self.house.is_spent(blow.act.tells) for blow in entry.blows):
            self.house.empty()
            self.house.restart()
            self.fresh = True
        if self.fresh and not (entry.dag == "nightly" and not entry.again and not entry.small_disk):
            self._undisturbed()
        if entry.again and read_outcome(self.house.engine(), work.batch_id) != self.reference(entry.dag):
            self.house.empty()
            self._undisturbed()
        if self.fresh:
            work.adopt()
            self.fresh = False
            return
        if not entry.again:
            self.house.empty()
        work.trigger()

    def _undisturbed(self) -> None:
        """A night that nothing disturbs: the one that the setup begins by itself, else one by hand."""
        work = self._work(CALM)
        if self.fresh:
            work.adopt()
        else:
            work.trigger()
        self.fresh = False
        self._end(work)
        work.close()

    # the blows -----------------------------------------------------------------------------------------------------
    def _strike(self, work: Work, blow: Blow, result: Result) -> None:
        try:
            with blow.moment.reached(work) as hit:
                at = time.monotonic()
                blow.act.strike(work, hit)
                if blow.act.tells:
                    self.house.deaths.setdefault(blow.act.tells, []).append(at)
        except Missed as missed:
            result.missed.append(f"{blow.moment.stage}: {missed}")
        else:
            result.struck.append(Struck(blow, hit.words, at))

    def _listen(self, result: Result) -> None:
        """Note when the setup named what died."""
        for struck in result.struck:
            while struck.blow.act.tells:
                line = self.house.told(struck.blow.act.tells, struck.at)
                if line is not None:
                    struck.told_after = line.at - struck.at
                    break
                if time.monotonic() > struck.at + TELL_WITHIN + 5:
                    break
                time.sleep(0.2)

    # the end -------------------------------------------------------------------------------------------------------
    def _end(self, work: Work) -> str:
        """Wait for the end of all runs; help as an operator would. Returns how it ended."""
        helped = []
        for _ in range(3):
            states = self._wait(work)
            wrong = self._mend()
            if wrong:
                helped.append(f"started again by hand ({wrong})")
                work.adopt() if work.dag == "nightly" else work.trigger()
                work.runs = work.runs[-1:]
                continue
            if states is None:
                self._give_up(work)
                helped.append("did not end")
            elif "failed" in states:
                helped.append("red, run again")
            else:
                return "by itself" if not helped else ", ".join(helped)
            work.trigger()
            work.runs = work.runs[-1:]
        return ", ".join([*helped, "still not green"])

    def _wait(self, work: Work) -> list[str] | None:
        """States of all runs when they have ended; None when they do not, or the setup is dead."""
        deadline = time.monotonic() + _RUN_LIMIT
        whole_at = looked_at = time.monotonic()
        while time.monotonic() < deadline:
            states = work.states(work.runs)
            if states and set(states) <= _AT_END:
                return states
            if self.house.status is not None or time.monotonic() > whole_at + _DEAD_AFTER:
                return None
            if time.monotonic() > looked_at + 5:
                looked_at = time.monotonic()
                whole_at = whole_at if self.house.whole() else looked_at
            time.sleep(1)
        return None

    def _mend(self) -> str | None:
        """Give the setup a minute to be whole; start it again when it is not. Returns what was wrong."""
        deadline = time.monotonic() + _DEAD_AFTER
        while (wrong := self.house.whole()) and self.house.status is None and time.monotonic() < deadline:
            time.sleep(1)
        if wrong:
            self.house.restart()
        return wrong

    def _give_up(self, work: Work) -> None:
        for run in work.runs:
            with contextlib.suppress(AirflowError, OSError):
                self.house.api.request("PATCH", f"dags/{work.dag}/dagRuns/{run}", json={"state": "failed"})

    def _left(self, work: Work) -> list[str]:
        """What must not be there when all runs have ended."""
        deadline = time.monotonic() + 20
        while self.house.tasks() and time.monotonic() < deadline:
            time.sleep(0.5)
        left = [f"{n} task processes" for n in [len(self.house.tasks())] if n]
        running = work.value("SELECT count(*) FROM ops.runs WHERE status = 'running' OR finished_at IS NULL")
        left += [f"{running} runs in ops.runs without an end"] if running else []
        return left + half_files(self.house.room)

    # what is run ---------------------------------------------------------------------------------------------------
    def _work(self, entry: Disturbance) -> Work:
        day = self.house.day
        if entry.dag == "nightly":
            return Work(self.house, entry.dag, f"nightly/{day}", {"profile": "demo", "day": day})
        conf = {"profile": "demo", "name": "archive", "files": [str(self._archive())], "unit_mb": 1}
        return Work(self.house, entry.dag, "import/archive", conf)

    def _archive(self) -> Path:
        folder = self.house.home / "archive"
        return folder if folder.exists() else write_archive(folder, date.fromisoformat(self.house.day))

    def reference(self, dag: str) -> Outcome:
        """The outcome of an undisturbed batch, made when it is first asked for."""
        if dag not in self._references:
            home = self.house.home / "reference"
            home.mkdir(exist_ok=True)
            if not (home / "demo").exists():
                (home / "demo").symlink_to(self.house.home / "demo")
            url = self.house.empty_copy("theodoi_reference")
            name, files = (self.house.day, []) if dag == "nightly" else ("archive", [str(self._archive())])
            environment = {k: v for k, v in os.environ.items() if not k.startswith("THEODOI_")} | {
                "THEODOI_HOME": str(home),
                "THEODOI_DEMO_URL": url,
            }
            command = [sys.executable, "-m", "tests.chaos.reference", dag, name, *files]
            done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"the reference could not be made:\n{done.stderr[-3000:]}")
            batch = f"nightly/{name}" if dag == "nightly" else f"import/{name}"
            self._references[dag] = read_outcome(engine_for(url), batch)
        return self._references[dag]

    @contextmanager
    def _disk(self, entry: Disturbance, result: Result) -> Iterator[None]:
        """A small file system below lake and spool, for an entry that asks for it."""
        if not entry.small_disk:
            yield
            return
        room = str(self.house.room)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={_SMALL_DISK}", "tmpfs", room],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            result.skipped = f"no small disk can be mounted here ({done.stderr.strip()})"
        try:
            yield
        finally:
            if done.returncode == 0:
                subprocess.run(["umount", "--lazy", room], check=True)
