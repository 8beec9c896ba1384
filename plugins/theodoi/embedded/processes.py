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
_started: set[int] = set()  # ids of the children that `start` made


def adopt_orphans(adopt: bool = True) -> None:
    """Make this process the parent of whatever its descendants leave behind, so that stop_orphans() finds it."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0)


def start(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: int | None = None,
    group: int | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
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
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=prepare,
        )
    _started.add(process.pid)
    return process


def stop(*children: subprocess.Popen[bytes], first: int = signal.SIGTERM, patience: float = 10.0) -> None:
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


def is_alive(process: subprocess.Popen[bytes]) -> bool:
    """Whether a child has not ended."""
    return process.poll() is None


def ask(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """Send a signal to a child that may have ended already."""
    if process.poll() is None:
        os.kill(process.pid, number)


def stop_orphans(patience: float = 5.0) -> None:
    """End every descendant that is still there (see adopt_orphans): asked first, killed after `patience` seconds."""
    left = psutil.Process().children(recursive=True)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, left = psutil.wait_procs(left, timeout=patience)
    _kill([*left, *psutil.Process().children(recursive=True)])


def reap() -> None:
    """Take the exit status of adopted orphans that have ended."""
    for orphan in _adopted():
        with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
            if orphan.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(orphan.pid, os.WNOHANG)


def end_adopted() -> None:
    """End what children left to us when they died, with its descendants."""
    _kill([process for orphan in _adopted() for process in _family(orphan.pid)])


def _adopted() -> list[psutil.Process]:
    """Our children that we did not start: neither by `start` nor in our own session, as `subprocess` does."""
    ours = os.getsid(0)
    return [c for c in psutil.Process().children() if c.pid not in _started and _session_of(c) != ours]


def end_of(process: subprocess.Popen[bytes]) -> str:
    """How a child that has ended did so: "exit status 1" or "killed by SIGKILL"."""
    code = process.returncode
    if code is None or code >= 0:
        return f"exit status {code}"
    with contextlib.suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"


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


def size(log: Path) -> int:
    """Bytes of a log, to read on from there (see read_from)."""
    return log.stat().st_size if log.exists() else 0


def read_from(log: Path, begin: int) -> str:
    """What was written to a log behind its first `begin` bytes."""
    if not log.exists():
        return ""
    with log.open("rb") as stream:
        stream.seek(begin)
        return stream.read().decode(errors="replace")


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for an error message."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"


def _session_of(process: psutil.Process) -> int | None:
    try:
        return os.getsid(process.pid)
    except OSError:
        return None


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
