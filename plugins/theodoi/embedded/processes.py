"""Child processes that cannot outlive us: each ends with its parent, and stop() leaves none of their descendants."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Make this process the parent of whatever its descendants leave behind, so that stop_all() finds it."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: int | None = None,
    group: int | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen:
    """Start a command in a session of its own, output appended to `log`, that gets `death_signal` when we die.

    `user` and `group` (ids) drop root's privileges first. Call it from the main thread: the kernel ties the
    death signal to the thread that forked.
    """
    parent = os.getpid()

    def prepare() -> None:
        if user is not None and group is not None:
            os.setgroups([])
            os.setgid(group)
            os.setuid(user)
        # After the change of user, which would clear it.
        _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=prepare,
        )


def stop(*children: subprocess.Popen, first: int = signal.SIGTERM, patience: float = 10.0) -> None:
    """Ask children to end, all at once, and kill what is left of them and their descendants after `patience` seconds.

    Returns when all are gone.
    """
    family = [process for child in children for process in _family(child.pid)]
    deadline = time.monotonic() + patience
    for child in children:
        ask(child, first)
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
    _kill([process for process in family if process.is_running()])
    for child in children:
        child.wait()


def ask(process: subprocess.Popen, number: int = signal.SIGTERM) -> None:
    """Send a signal to a child that may have ended already."""
    if process.poll() is None:
        os.kill(process.pid, number)


def stop_orphans() -> None:
    """End every descendant that is still there (see adopt_orphans)."""
    _kill(psutil.Process().children(recursive=True))


def wait_until(condition: Callable[[], bool], *, seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
    """Poll until the condition holds; False when the time is up or `alive` says that waiting is in vain."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        if not alive():
            return False
        time.sleep(0.1)
    return False


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for an error message."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)
