"""`theodoi run` as a person uses it: a summary to read, a setup that stays up until Ctrl-C, and no process afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import open_folder
from theodoi.airflow_api import AirflowClient

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def start(home: Path, *arguments: str) -> subprocess.Popen:
    """`theodoi …` with a setup of its own, as a terminal would start it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("THEODOI_")} | {"THEODOI_HOME": str(home)}
    command = [sys.executable, "-m", "theodoi.cli", *arguments]
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until(process: subprocess.Popen, words: str) -> str:
    """What the process prints, up to the line that holds `words`, or all of it."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            break
    return "".join(lines)


def left_behind(home: Path) -> list[str]:
    """Command lines of the processes that work in this home."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        try:
            mine = (
                process.environ().get("THEODOI_HOME") == str(home) or str(home / "postgres") in process.info["cmdline"]
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied, TypeError):
            continue
        if mine:
            found.append(f"{process.info['pid']} {' '.join(process.info['cmdline'])[:200]}")
    return found


@pytest.fixture(scope="module")
def first(home) -> tuple[str, list[str], int, list[str]]:
    """The first run: what it printed, the processes while it stayed up, its exit status after Ctrl-C, what it left.

    Ctrl-C comes while a component is being started again.
    """
    process = start(home, "run")
    try:
        printed = read_until(process, "Press Ctrl-C")
        during = left_behind(home)
        [scheduler] = [c for c in psutil.Process(process.pid).children() if "scheduler" in c.cmdline()]
        scheduler.kill()
        printed += read_until(process, "it is started again")
        process.send_signal(signal.SIGINT)
        printed += process.communicate(timeout=120)[0]
    finally:
        process.kill()
    return printed, during, process.returncode, left_behind(home)


def test_the_summary_tells_what_came_in_what_was_found_and_how_to_go_on(first):
    printed, _, status, _ = first
    assert status == 0, printed
    assert re.search(r"^Batch nightly/\d{4}-\d\d-\d\d: published in \d+ s$", printed, re.M), printed
    assert re.search(r"demo-chinhphu +\d+ found +\d+ fetched +\d+ kept +not kept: .*\d+ http error", printed), printed
    assert "demo-khong-ket-noi: 127.0.0.1:" in printed
    for kind in ("decrees", "organisations", "metrics"):
        block = re.search(rf"^  (\d+) {kind}\b.*\n((?:    .*\n)*)", printed, re.M)
        assert block, f"{kind} are not told:\n{printed}"
        assert int(block.group(1)) > 20
        assert len(block.group(2).splitlines()) == 3, f"three examples of {kind}:\n{printed}"
    assert re.search(r"^Quarantine: ", printed, re.M)
    assert len(re.findall(r"^  (captures|articles|findings|staging) +passed, \d+ checks", printed, re.M)) == 4
    assert re.search(r"^Seconds in each stage: discover [\d.]+, crawl [\d.]+, ", printed, re.M)
    for word in (
        "Airflow        http://127.0.0.1:",
        "login admin, password ",
        "make psql",
        "make import",
        "registry/sources/",
    ):
        assert word in printed
    assert "Traceback" not in printed


def test_it_stays_up_until_ctrl_c_and_leaves_no_process(first):
    _, during, _, after = first
    assert sum("airflow" in line for line in during) >= 4
    assert after == []


def test_a_component_that_dies_is_told_and_started_again(first):
    assert "Airflow's scheduler ended by itself (killed by SIGKILL): it is started again" in first[0]


def test_a_second_run_replays(home, first):
    process = start(home, "run", "--once")
    printed = process.communicate(timeout=300)[0]
    assert process.returncode == 0, printed
    assert "replayed" in printed
    address = AirflowClient.of_home(home).url
    assert address not in printed  # it has been stopped
    assert left_behind(home) == []


@pytest.mark.perf
def test_a_second_run_takes_less_than_ninety_seconds(home, first):
    started = time.monotonic()
    start(home, "run", "--once").communicate(timeout=300)
    assert time.monotonic() - started < 90


def test_psql_without_a_running_setup_says_what_to_do(home, first):
    process = start(home, "psql", "--profile", "demo", "--", "-c", "select 1")
    printed = process.communicate(timeout=60)[0]
    assert process.returncode != 0
    assert "make run" in printed


def test_stop_says_when_nothing_runs(home, first):
    process = start(home, "stop")
    assert process.communicate(timeout=60)[0].strip() == "nothing runs in this folder"
