"""The supervisor with real children: what dies or hangs is started again within a limit, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from theodoi.embedded import processes
from theodoi.embedded.supervisor import Component, ComponentLost, Policy, Supervisor

FAST = Policy(limit=3, within=60, pauses=(0.0, 0.1, 0.2), told_after=0.2, restarted_after=0.8, excused=0.5)
LEAVES_CHILDREN = """
import subprocess, sys, time
inner = "import os, subprocess, sys, time; subprocess.Popen(['sleep', '600'], start_new_session=True); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", inner])
time.sleep(600)
"""


class House:
    """A supervisor with what it said, and ways to make components of small commands."""

    def __init__(self, folder: Path, policy: Policy = FAST) -> None:
        self.said: list[str] = []
        self.folder = folder
        self.supervisor = Supervisor(self.said.append, policy)

    def component(self, name: str, command: list[str] | None = None, **more: object) -> Component:
        log = self.folder / f"{name}.log"

        def start() -> subprocess.Popen:
            return processes.start(command or ["sleep", "600"], log=log)

        return self.supervisor.add(Component(name, log, start=start, process=start(), **more))

    def watch_until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.said
            self.supervisor.watch()
            time.sleep(0.02)

    def watch_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.supervisor.watch()
            time.sleep(0.02)

    def kill(self, component: Component) -> int:
        pid = component.process.pid
        os.kill(pid, signal.SIGKILL)
        component.process.wait()
        return pid


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    processes.adopt_orphans()
    made = House(tmp_path)
    yield made
    processes.stop(*(c.process for c in made.supervisor._components if c.process is not None), patience=1)
    processes.end_adopted()
    processes.adopt_orphans(False)


def runs(component: Component) -> bool:
    return component.process is not None and component.process.poll() is None and component.due is None


def test_what_was_killed_is_started_again_and_said(house):
    component = house.component("scheduler")
    pid = house.kill(component)
    house.watch_until(lambda: runs(component))
    assert component.process.pid != pid
    assert house.said == ["scheduler ended by itself (killed by SIGKILL): it is started again"]


@pytest.mark.parametrize(
    ("script", "end"),
    [
        ("echo no space left on device >&2; exit 3", "exit status 3"),
        ("echo ready; exit 0", "exit status 0"),
        ("echo out of memory; kill -9 $$", "killed by SIGKILL"),
    ],
)
def test_what_cannot_be_kept_alive_ends_the_setup_with_its_name_and_the_end_of_its_log(house, script, end):
    house.component("triggerer", ["sh", "-c", script])
    with pytest.raises(ComponentLost) as lost:
        house.watch_for(10)
    assert str(lost.value).startswith(
        f"triggerer ended by itself ({end}), after 3 restarts within 1 minutes; the end of "
    )
    assert str(lost.value).splitlines()[-1] in script
    assert len(house.said) == 3


def test_restarts_of_long_ago_do_not_count(house):
    house.supervisor._policy = Policy(limit=1, within=0.5, pauses=(0.0,), excused=0)
    component = house.component("scheduler")
    for _ in range(3):
        house.kill(component)
        house.watch_until(lambda: runs(component))
        time.sleep(0.6)
    assert len(house.said) == 3


def test_each_restart_waits_longer_than_the_one_before(house):
    house.supervisor._policy = Policy(limit=3, pauses=(0.0, 0.5, 1.0))
    component = house.component("scheduler")
    waited = []
    for _ in range(3):
        house.kill(component)
        began = time.monotonic()
        house.watch_until(lambda: runs(component))
        waited.append(time.monotonic() - began)
    assert waited[0] < 0.4 < waited[1] < 0.9 < waited[2]


def test_a_short_fault_is_neither_told_nor_mended(house):
    ill: list[str] = ["has not reported for 20 s"]
    component = house.component("scheduler", fault=lambda: ill[0] if ill else None)
    pid = component.process.pid
    house.watch_for(0.1)
    ill.clear()
    house.watch_for(1.0)
    assert component.process.pid == pid
    assert house.said == []


def test_a_component_that_hangs_is_told_and_then_started_again(house):
    ill = ["has not reported for 20 s"]
    component = house.component("scheduler", fault=lambda: ill[0] if ill else None)
    pid = component.process.pid
    os.kill(pid, signal.SIGSTOP)
    house.watch_until(lambda: bool(house.said))
    assert house.said == ["scheduler has not reported for 20 s"]
    assert component.process.pid == pid
    house.watch_until(lambda: component.due is not None or component.process.pid != pid, 15)
    ill.clear()
    house.watch_until(lambda: runs(component))
    assert not psutil.pid_exists(pid)
    assert house.said[1:] == ["scheduler has not reported for 20 s: it is started again"]


def test_one_that_recovers_by_itself_is_told_to_be_well(house):
    ill = ["does not answer"]
    component = house.component("api-server", fault=lambda: ill[0] if ill else None)
    pid = component.process.pid
    house.watch_until(lambda: bool(house.said))
    ill.clear()
    house.watch_for(0.2)
    assert house.said == ["api-server does not answer", "api-server is well again"]
    assert component.process.pid == pid


def test_what_needs_a_server_that_is_away_waits_for_it_and_its_deaths_do_not_count(house):
    away: list[str] = []
    server = house.supervisor.add(
        Component("Postgres", house.folder / "none.log", fault=lambda: away[0] if away else None)
    )
    component = house.component("scheduler", ["sh", "-c", "sleep 600"], needs=server)
    away.append("does not answer at db.example:5432")
    house.kill(component)
    house.watch_for(1.2)
    assert component.due is not None
    assert house.said == [
        "scheduler ended by itself (killed by SIGKILL): it is started again",
        "Postgres does not answer at db.example:5432",
    ]
    away.clear()
    house.watch_until(lambda: runs(component))
    assert not component.restarts
    assert house.said[2:] == ["Postgres is well again"]


def test_a_death_shortly_after_the_restart_of_what_it_needs_does_not_count(house):
    server = house.component("Postgres")
    component = house.component("scheduler", needs=server)
    house.kill(server)
    house.watch_until(lambda: runs(server))
    house.kill(component)
    house.watch_until(lambda: runs(component))
    assert len(server.restarts) == 1
    assert not component.restarts


def test_what_a_dead_component_left_is_ended_and_what_others_have_stays(house):
    component = house.component("scheduler", [sys.executable, "-c", LEAVES_CHILDREN])
    other = house.component("triggerer", [sys.executable, "-c", LEAVES_CHILDREN])
    assert processes.wait_until(
        lambda: len(psutil.Process(component.process.pid).children(recursive=True)) == 2, seconds=10
    )
    assert processes.wait_until(
        lambda: len(psutil.Process(other.process.pid).children(recursive=True)) == 2, seconds=10
    )
    left = psutil.Process(component.process.pid).children(recursive=True)
    kept = psutil.Process(other.process.pid).children(recursive=True)
    house.kill(component)
    house.watch_until(lambda: runs(component))
    psutil.wait_procs(left, timeout=5)
    assert not [p for p in left if p.is_running()]
    assert all(p.is_running() for p in kept)


def test_adopted_orphans_that_end_leave_no_zombie(house):
    # Its children end by themselves after it has: they become ours, and nobody else waits for them.
    house.component("scheduler", ["sh", "-c", "(sleep 0.3 &) ; (sleep 0.4 &) ; exec sleep 600"])
    house.watch_for(1.0)
    mine = psutil.Process().children()
    assert [p for p in mine if p.status() == psutil.STATUS_ZOMBIE] == []


def test_children_that_somebody_else_waits_for_keep_their_exit_status(house):
    house.component("scheduler")
    with subprocess.Popen(["sh", "-c", "exit 7"]) as other:
        house.watch_for(0.3)
        assert other.wait() == 7
