"""A whole setup whose components are killed one after another: each is told in time and started again, and none is left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import open_folder
from theodoi.airflow_api import AirflowClient, AirflowError, AirflowGone
from theodoi.airflow_watch import BEATING, Health
from theodoi.embedded.postgres import answers
from theodoi.maintain.components import components
from theodoi.settings import settings

# Set-ups of their own, killed part by part: minutes each. test_chaos.py kills a part in every run of the suite.
pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
TOLD_WITHIN = 30.0  # seconds
UP_AGAIN_WITHIN = 240.0  # a loaded machine with two cores needs a minute to start a component

# What `theodoi run` does between its nightly run and Ctrl-C, with little patience for a component that hangs.
KEEP_UP = """
import signal, sys, time
from datetime import date
from theodoi.embedded.commands import FAILURES
from theodoi.embedded.stack import Stack
from theodoi.embedded.supervisor import Policy
say = lambda line: print(line, flush=True)
try:
    with Stack(say, Policy(limit=8, pauses=(0.0, 0.5), told_after=5.0, restarted_after=30.0)) as stack:
        stack.serve_demo(date(2026, 11, 20))
        say("up")
        while True:
            stack.watch()
            time.sleep(0.5)
except FAILURES as error:
    print(error, flush=True)
    sys.exit(1)
except KeyboardInterrupt:
    sys.exit(130)
"""

AIRFLOW = {
    "api-server": "airflow api_server",
    "scheduler": "airflow scheduler",
    "dag-processor": "airflow dag-processor",
    "triggerer": "airflow triggerer",
}


class Running:
    """A setup in a process of its own, what it says, and its components."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said: list[str] = []
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("THEODOI_", "AIRFLOW__"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEEP_UP],
            cwd=CHECKOUT,
            env=environment | {"THEODOI_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.taken = 0  # a port that another program took while Airflow started
        self._mark = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))

    def listen(self) -> None:
        """Forget what was said until now."""
        self._mark = len(self.said)

    def hears(self, words: str, seconds: float) -> str:
        """The first line since `listen` that holds `words`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.said[self._mark :]:
                if words in line:
                    return line
            time.sleep(0.1)
        raise AssertionError(f"nothing said of {words!r} within {seconds:.0f} s: {self.said}")

    def runs_a_dag(self, run_id: str) -> bool:
        """Whether a run of maintenance that was triggered comes to its end, whatever is started again meanwhile."""

        def ended() -> bool:
            try:
                return self.airflow.run_state("maintenance", run_id) in {"success", "failed"}
            except AirflowGone:
                return False

        return eventually(ended)

    def child(self, words: str) -> psutil.Process:
        for process in psutil.Process(self.process.pid).children():
            if words in " ".join(process.cmdline()):
                return process
        raise LookupError(words)

    @property
    def airflow(self) -> AirflowClient:
        return AirflowClient.of_home(self.home)

    def reports(self, component: str, since: float) -> bool:
        """Whether a component has reported after a moment (seconds since 1970)."""
        try:
            beat = Health.ask(self.airflow).beats[component]
        except AirflowError:
            return False
        return beat is not None and beat.timestamp() > since


def eventually(condition: Callable[[], bool], seconds: float = UP_AGAIN_WITHIN) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.5)
    return False


def left_behind(home: Path) -> list[str]:
    """Command lines of the processes that work in this home."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        try:
            words = " ".join(process.info["cmdline"] or [])
            if str(home) in words or process.environ().get("THEODOI_HOME") == str(home):
                found.append(words[:200])
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def _running(home: Path) -> Iterator[Running]:
    started = Running(home)
    other = socket.socket()
    try:
        # Airflow has chosen its port and migrates its database: another program takes that port meanwhile.
        secrets = home / "airflow" / "secrets.json"
        assert eventually(lambda: secrets.exists() and "port" in json.loads(secrets.read_text() or "{}"), 120)
        other.bind(("127.0.0.1", json.loads(secrets.read_text())["port"]))
        other.listen()
        started.hears("up", 900)
        started.taken = other.getsockname()[1]
        yield started
    finally:
        other.close()
        started.process.send_signal(signal.SIGTERM)
        started.process.wait(90)
    assert left_behind(home) == []


@pytest.fixture
def running(_running: Running) -> Running:
    _running.listen()
    return _running


def test_a_port_that_is_taken_between_choice_and_bind_is_left_in_one_line(running):
    moved = [line for line in running.said if "moves to port" in line and str(running.taken) in line]
    port = AirflowClient.of_home(running.home).url.rpartition(":")[2]
    assert moved == [f"  Airflow moves to port {port}: another program took {running.taken}"]


def test_all_that_listens_listens_on_loopback(running):
    """The log servers of Airflow's scheduler and triggerer listened on all interfaces."""
    places = set()
    for process in psutil.Process(running.process.pid).children(recursive=True):
        places |= {c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert places == {"127.0.0.1"}


def test_components_that_were_killed_are_told_and_work_again(running):
    names = {f"Airflow's {name}": words for name, words in AIRFLOW.items()} | {
        "The server of the demo sites": "serve.py"
    }
    ports, url = (running.home / "demo" / "ports.json").read_text(), running.airflow.url
    old = [running.child(words) for words in names.values()]
    for process in old:
        process.kill()
    killed = time.time()
    for name in names:
        running.hears(f"{name} ended by itself (killed by SIGKILL): it is started again", TOLD_WITHIN)
    assert time.time() - killed < TOLD_WITHIN
    assert eventually(lambda: all(running.reports(component, killed + 5) for component in BEATING))
    assert running.airflow.url == url
    assert (running.home / "demo" / "ports.json").read_text() == ports
    assert {running.child(words).pid for words in names.values()}.isdisjoint(process.pid for process in old)


def test_health_has_a_line_for_each_component(running, monkeypatch):
    monkeypatch.setenv("THEODOI_HOME", str(running.home))
    monkeypatch.delenv("THEODOI_AIRFLOW_URL", raising=False)
    settings.cache_clear()
    try:
        found = components()
    finally:
        settings.cache_clear()
    assert [check.well for check in found] == [True] * 4, found
    assert [check.sentence.split()[1] for check in found] == ["api-server", "scheduler", "dag-processor", "triggerer"]


def test_an_executor_whose_waiting_workers_were_killed_is_started_again(running):
    """The killed worker keeps the lock of the queue: those made in its place would leave every task in the queue."""
    scheduler = running.child("airflow scheduler")
    workers = [c for c in scheduler.children() if "LocalExecutor: <idle>" in " ".join(c.cmdline())]
    assert workers
    for worker in workers:
        worker.kill()
    killed = time.time()
    running.hears("Airflow's scheduler has no worker left that runs tasks", TOLD_WITHIN)
    running.hears("it is started again", 90)
    assert eventually(lambda: running.reports("scheduler", killed + 30))


def test_an_executor_that_leaves_tasks_in_the_queue_is_started_again(running):
    """One waiting worker holds the queue's lock; the others are alive and look well when it dies."""
    scheduler = running.child("airflow scheduler")
    workers = [c for c in scheduler.children() if "LocalExecutor: <idle>" in " ".join(c.cmdline())]
    for worker in workers[:-1]:
        worker.kill()
    run_id = running.airflow.trigger("maintenance", {"profile": "demo"})
    running.hears("tasks in the queue while its workers are idle", 60)
    running.hears("it is started again", 90)
    assert running.runs_a_dag(run_id)


def test_a_scheduler_that_hangs_is_told_and_started_again(running):
    hung = running.child("airflow scheduler")
    stopped = time.time()
    hung.send_signal(signal.SIGSTOP)
    assert "has not reported for" in running.hears("Airflow's scheduler has not reported for", TOLD_WITHIN)
    running.hears("it is started again", 90)
    assert eventually(lambda: running.reports("scheduler", stopped + 30))
    assert not hung.is_running()


def test_a_postgres_that_was_killed_is_back_and_so_is_all_that_needs_it(running):
    server = running.child("postgres -D")
    port = (running.home / "postgres.port").read_text()
    killed = time.time()
    server.kill()
    running.hears("Postgres ended by itself (killed by SIGKILL): it is started again", TOLD_WITHIN)
    url = f"postgresql+psycopg2://postgres:{_secret(running.home)}@127.0.0.1:{port}/postgres"
    assert eventually(lambda: answers(url))
    assert eventually(lambda: all(running.reports(c, killed + 10) for c in ("scheduler", "dag-processor", "triggerer")))


def test_no_zombie_is_left(running):
    def zombies() -> list[psutil.Process]:
        return [c for c in psutil.Process(running.process.pid).children() if c.status() == psutil.STATUS_ZOMBIE]

    assert eventually(lambda: not zombies(), 10)


def _secret(home: Path) -> str:
    return json.loads((home / "secrets.json").read_text())["postgres"]


def test_one_that_cannot_be_kept_alive_ends_the_setup_with_its_name_and_the_end_of_its_log(home, running):
    """The last test: it ends the setup."""
    killed: set[int] = set()

    def end_it_once_more() -> bool:
        with contextlib.suppress(LookupError, psutil.NoSuchProcess):
            triggerer = running.child("airflow triggerer")
            if triggerer.pid not in killed:
                killed.add(triggerer.pid)
                triggerer.kill()
        return running.process.poll() is not None

    assert eventually(end_it_once_more, 120)
    lost = running.hears("Airflow's triggerer ended by itself (killed by SIGKILL), after 8 restarts", 10)
    assert f"the end of {home / 'logs' / 'triggerer.log'}:" in lost
    assert running.process.returncode == 1
    assert left_behind(home) == []
