"""A whole setup whose components are killed one after another: each is told in time and started again, and none is left."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import open_folder
from theodoi.embedded.airflow_api import AirflowClient, AirflowError
from theodoi.embedded.airflow_watch import Health
from theodoi.embedded.postgres import answers
from theodoi.maintain.components import components
from theodoi.settings import settings

CHECKOUT = Path(__file__).resolve().parents[2]
TOLD_WITHIN = 30.0  # seconds
UP_AGAIN_WITHIN = 240.0  # a loaded machine with two cores needs a minute to start a component

# What `theodoi run` does between its nightly run and Ctrl-C, with restarts of a component that hangs after 20 s.
KEEP_UP = """
import signal, sys, time
from datetime import date
from theodoi.embedded.commands import FAILURES
from theodoi.embedded.stack import Stack
from theodoi.embedded.supervisor import Policy
say = lambda line: print(line, flush=True)
try:
    with Stack(say, Policy(limit=int(sys.argv[1]), pauses=(0.0, 1.0), told_after=5.0, restarted_after=20.0)) as stack:
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


class Running:
    """A setup in a process of its own, what it says, and its components."""

    def __init__(self, home: Path, limit: int = 20) -> None:
        self.home = home
        self.said: list[str] = []
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("THEODOI_", "AIRFLOW__"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEEP_UP, str(limit)],
            cwd=CHECKOUT,
            env=environment | {"THEODOI_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def hears(self, words: str, seconds: float) -> str:
        """The next line that holds `words`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                line = self._lines.get(timeout=0.5)
            except queue.Empty:
                continue
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"nothing said of {words!r} within {seconds:.0f} s: {self.said}")

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
def running(home: Path) -> Iterator[Running]:
    started = Running(home)
    try:
        started.hears("up", 300)
        yield started
    finally:
        started.process.send_signal(signal.SIGTERM)
        started.process.wait(60)
    assert left_behind(home) == []


def test_all_that_listens_listens_on_loopback(running):
    """The log servers of Airflow's scheduler and triggerer listened on all interfaces."""
    places = set()
    for process in psutil.Process(running.process.pid).children(recursive=True):
        places |= {c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert places == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("component", "words"),
    [
        ("triggerer", "airflow triggerer"),
        ("dag-processor", "airflow dag-processor"),
        ("scheduler", "airflow scheduler"),
    ],
)
def test_a_component_that_was_killed_is_told_and_reports_again(running, component, words):
    old = running.child(words)
    killed = time.time()
    old.kill()
    running.hears(f"Airflow's {component} ended by itself (killed by SIGKILL): it is started again", TOLD_WITHIN)
    assert eventually(lambda: running.reports(component, killed + 1))
    assert running.child(words).pid != old.pid


def test_an_api_server_that_was_killed_answers_again_at_its_address(running):
    url = running.airflow.url
    running.child("airflow api_server").kill()
    running.hears("Airflow's api-server ended by itself (killed by SIGKILL): it is started again", TOLD_WITHIN)

    def answers_again() -> bool:
        try:
            return Health.ask(running.airflow).database
        except AirflowError:
            return False

    assert eventually(answers_again)
    assert running.airflow.url == url


def test_the_demo_sites_come_back_at_their_ports(running):
    before = (running.home / "demo" / "ports.json").read_text()
    running.child("serve.py").kill()
    running.hears("The server of the demo sites ended by itself (killed by SIGKILL)", TOLD_WITHIN)
    assert eventually(lambda: '"ready"' in (running.home / "logs" / "demo-sites.log").read_text())
    assert (running.home / "demo" / "ports.json").read_text() == before


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
    running.hears("Airflow's scheduler has no worker left that runs tasks", TOLD_WITHIN)
    running.hears("it is started again", 60)
    run_id = running.airflow.trigger("maintenance", {"profile": "demo"})
    assert running.airflow.wait("maintenance", run_id, UP_AGAIN_WITHIN) in {"success", "failed"}


def test_an_executor_that_leaves_tasks_in_the_queue_is_started_again(running):
    """One waiting worker holds the queue's lock; the others are alive and look well when it dies."""
    scheduler = running.child("airflow scheduler")
    workers = [c for c in scheduler.children() if "LocalExecutor: <idle>" in " ".join(c.cmdline())]
    for worker in workers[:-1]:
        worker.kill()
    run_id = running.airflow.trigger("maintenance", {"profile": "demo"})
    running.hears("tasks in the queue while its workers are idle", 60)
    running.hears("it is started again", 60)
    assert running.airflow.wait("maintenance", run_id, UP_AGAIN_WITHIN) in {"success", "failed"}


def test_a_scheduler_that_hangs_is_told_and_started_again(running):
    hung = running.child("airflow scheduler")
    stopped = time.time()
    hung.send_signal(signal.SIGSTOP)
    assert "has not reported for" in running.hears("Airflow's scheduler has not reported for", TOLD_WITHIN)
    running.hears("it is started again", 60)
    assert eventually(lambda: running.reports("scheduler", stopped + 20))
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
    import json

    return json.loads((home / "secrets.json").read_text())["postgres"]


def test_one_that_cannot_be_kept_alive_ends_the_setup_with_its_name_and_the_end_of_its_log(home, running):
    """Killed again within the time, with one restart allowed; the setup of before has to end first."""
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(60) == 130
    assert left_behind(home) == []
    short = Running(home, limit=1)
    try:
        short.hears("up", 300)
        short.child("airflow triggerer").kill()
        short.hears("it is started again", TOLD_WITHIN)
        assert eventually(lambda: _alive(short, "airflow triggerer"), 30)
        short.child("airflow triggerer").kill()
        lost = short.hears("Airflow's triggerer ended by itself (killed by SIGKILL), after 1 restarts", TOLD_WITHIN)
        assert f"the end of {home / 'logs' / 'triggerer.log'}:" in lost
        assert short.process.wait(60) == 1
        assert left_behind(home) == []
    finally:
        short.process.kill()


def test_a_sigterm_in_the_middle_of_a_restart_leaves_nothing_behind(home, running):
    middle = Running(home)
    try:
        middle.hears("up", 300)
        middle.child("postgres -D").kill()
        middle.hears("Postgres ended by itself", TOLD_WITHIN)
        middle.process.send_signal(signal.SIGTERM)
        assert middle.process.wait(60) == 130
        assert left_behind(home) == []
    finally:
        middle.process.kill()


def _alive(running: Running, words: str) -> bool:
    try:
        return running.child(words).is_running()
    except LookupError:
        return False
