"""The setup that is disturbed: `theodoi run` as a person starts it, in a folder of its own, with the demo sites."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.site.expected import UNREACHABLE
from tests.site.serve import SITES
from theodoi.airflow_api import AirflowClient
from theodoi.database import engine_for
from theodoi.embedded import processes
from theodoi.load.migrate import migrate

CHECKOUT = Path(__file__).resolve().parents[2]
RETRY_SECONDS = 2
COMPONENTS = ("scheduler", "api-server", "dag-processor", "triggerer", "Postgres")

_MAIN = {name: re.compile(rf"airflow[ _-]+{name.replace('-', '[-_]')}\b") for name in COMPONENTS[:4]}
_TASK = re.compile(r"airflow worker -- [0-9a-f]{8}-")
_WORKER = re.compile(r"airflow worker -- LocalExecutor")
_WITHIN, _MOST_DEATHS = 600, 3  # the supervisor gives up at the fourth death of a component in ten minutes
_FRESH = "theodoi_fresh"  # a migrated, empty warehouse to copy


class HouseError(RuntimeError):
    """The setup did not come up or did not end; the message says why."""


@dataclass(frozen=True)
class Line:
    """One line that the setup printed, and when it was seen (monotonic seconds)."""

    at: float
    text: str


class House:
    """One running setup. Use as a context: at its end all is stopped, and `left_behind` must be empty."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.room = home / "room"  # lake and spool, so that one file system can be made small below both
        self.lines: list[Line] = []
        self.log = home / "chaos.log"
        self.runs: set[str] = set()  # ids of all runs so far
        self.deaths: dict[str, list[float]] = {}  # when each component was killed
        self._process = None
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> House:
        (self.home / "demo").mkdir(parents=True)
        # Any free ports: another setup may have the usual ones. They stay the same for all nights, as the addresses of the pages do.
        (self.home / "demo" / "ports.json").write_text(json.dumps(dict.fromkeys((*SITES, UNREACHABLE.id), 0)))
        self._make_room()
        self._reader.start()
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._over.set()
        self._reader.join()

    # the process ---------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Start it and wait until it has its first night at work. Raises HouseError."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("THEODOI_", "AIRFLOW"))} | {
            "THEODOI_HOME": str(self.home),
            "THEODOI_RETRY_SECONDS": str(RETRY_SECONDS),
            "THEODOI_DEMO_EDITS": "off",
        }
        since = time.monotonic()
        self._process = processes.start(
            [sys.executable, "-m", "theodoi.cli", "run"], log=self.log, env=environment, cwd=CHECKOUT
        )
        if not processes.wait_until(
            lambda: self.told("Nightly run for", since) is not None,
            seconds=900,  # a machine that does much else
            alive=lambda: self._process.poll() is None,
        ):
            raise HouseError(f"the setup did not start; the end of what it said:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        """Ctrl-C, and a SIGKILL to what does not heed it."""
        if self._process is not None:
            processes.stop(self._process, first=signal.SIGINT, patience=60)
            self._process = None

    def restart(self) -> None:
        """What a person does when the setup is dead: end it and start it again."""
        self.stop()
        self.deaths.clear()
        self.start()

    @property
    def status(self) -> int | None:
        """The exit status when it has ended by itself."""
        return self._process.poll() if self._process else None

    @property
    def day(self) -> str:
        """The Vietnamese day that the demo sites are about, as the setup told it."""
        told = next(line.text for line in self.lines if line.text.startswith("Nightly run for"))
        return told.split()[3]

    def is_spent(self, name: str) -> bool:
        """Whether one more death of a component may be one too many for the supervisor, which ends the setup then."""
        return sum(time.monotonic() - at < _WITHIN for at in self.deaths.get(name, ())) >= _MOST_DEATHS

    def told(self, words: str, since: float) -> Line | None:
        """The first line after a time that holds the words, in any case; none of those that tell of a start."""
        return next(
            (
                line
                for line in list(self.lines)
                if line.at >= since and words.lower() in line.text.lower() and "ready after" not in line.text
            ),
            None,
        )

    def left_behind(self) -> list[str]:
        """Command lines of the processes that still work in this home."""
        found = []
        for process in psutil.process_iter(["pid", "cmdline"]):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, TypeError):
                line = process.info["cmdline"]
                if process.environ().get("THEODOI_HOME") == str(self.home) or str(self.home / "postgres") in line:
                    found.append(f"{process.info['pid']} {' '.join(line)[:120]}")
        return found

    # its parts -----------------------------------------------------------------------------------------------------
    def component(self, name: str) -> int | None:
        """Process id of a component, or None while it does not run."""
        for process in self._children(recursive=False):
            line = _line(process)
            if (name == "Postgres" and str(self.home / "postgres") in line) or (
                name != "Postgres" and _MAIN[name].search(line)
            ):
                return process.pid
        return None

    def workers(self) -> list[int]:
        """Process ids of the executor's workers."""
        return [p.pid for p in self._children() if _WORKER.match(_line(p))]

    def tasks(self) -> list[int]:
        """Process ids of the tasks at work, the youngest last; not those of their children, which bear the same title."""
        titled = [p for p in self._children() if _TASK.match(_line(p))]
        family = {p.pid for p in titled}
        found = []
        for process in titled:
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.ppid() not in family:
                    found.append((process.create_time(), process.pid))
        return [pid for _, pid in sorted(found)]

    def task(self) -> int:
        """Process id of the task that began last; 0 when none is at work."""
        return next(reversed(self.tasks()), 0)

    def whole(self) -> str | None:
        """None when every component runs and answers, else what is wrong."""
        if self.status is not None:
            return f"the setup ended with status {self.status}"
        missing = [name for name in COMPONENTS if self.component(name) is None]
        if missing:
            return f"{', '.join(missing)} not running"
        try:
            health = httpx.get(f"{self.api.url}/api/v2/monitor/health", timeout=5).json()
            ill = [part for part in ("metadatabase", "scheduler") if health[part]["status"] != "healthy"]
            self.engine().connect().close()
        except Exception as error:
            return f"{type(error).__name__} from Airflow or Postgres"
        return f"{', '.join(ill)} not healthy" if ill else None

    @property
    def api(self) -> AirflowClient:
        """Airflow's API; read anew, since a restart may change the port."""
        return AirflowClient.of_home(self.home)

    def urls(self) -> dict[str, str]:
        """Database URLs by profile, and `admin`."""
        urls = json.loads((self.home / "connections.json").read_text())
        password = json.loads((self.home / "secrets.json").read_text())["postgres"]
        admin = make_url(urls["demo"]).set(username="postgres", password=password, database="postgres")
        return urls | {"admin": admin.render_as_string(hide_password=False)}

    def engine(self) -> Engine:
        """The demo warehouse, as its owner."""
        return create_engine(self.urls()["demo"], poolclass=NullPool, connect_args={"connect_timeout": 3})

    # an empty warehouse --------------------------------------------------------------------------------------------
    def empty_copy(self, database: str) -> str:
        """(Re)make a database as an empty, migrated warehouse of the demo's owner; returns its URL."""
        owner = make_url(self.urls()["demo"])
        admin = create_engine(self.urls()["admin"], isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": _FRESH}):
                connection.execute(text(f'CREATE DATABASE "{_FRESH}" OWNER "{owner.username}"'))
                migrate(engine_for(owner.set(database=_FRESH).render_as_string(hide_password=False)))
            connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{database}" TEMPLATE "{_FRESH}" OWNER "{owner.username}"'))
        return owner.set(database=database).render_as_string(hide_password=False)

    def empty(self) -> None:
        """Forget every batch: an empty warehouse, an empty lake."""
        self.empty_copy(str(make_url(self.urls()["demo"]).database))
        self._make_room()

    def _make_room(self) -> None:
        shutil.rmtree(self.room / "lake", ignore_errors=True)
        shutil.rmtree(self.room / "spool", ignore_errors=True)
        for name in ("lake", "spool"):
            (self.room / name).mkdir(parents=True)
            if not (self.home / name).is_symlink():
                (self.home / name).symlink_to(self.room / name)

    # how it works --------------------------------------------------------------------------------------------------
    def _children(self, recursive: bool = True) -> list[psutil.Process]:
        if self._process is None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self._process.pid).children(recursive=recursive)
        return []

    def _read(self) -> None:
        """Note every line of the log as it comes."""
        offset, begun = 0, ""
        while not self._over.wait(0.05):
            if self.log.exists():
                with self.log.open(errors="replace") as file:
                    file.seek(offset)
                    begun += file.read()
                    offset = file.tell()
                *whole, begun = begun.split("\n")
                self.lines += [Line(time.monotonic(), line) for line in whole]


def _line(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return " ".join(process.cmdline())
    return ""
