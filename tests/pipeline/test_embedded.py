"""The embedded Postgres and the child processes: they start again after a crash and never outlive their parent."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from tests.conftest import open_folder
from theodoi.embedded import rights
from theodoi.embedded.postgres import EmbeddedPostgres, PostgresError, answering

START_AND_WAIT = """
import sys, time
from pathlib import Path
from theodoi.embedded.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.url(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def value(url: str, statement: str) -> object:
    engine = create_engine(url)
    with engine.begin() as connection:
        return connection.scalar(text(statement))


def servers_of(home: Path) -> list[psutil.Process]:
    return [p for p in psutil.process_iter(["cmdline"]) if str(home / "postgres") in (p.info["cmdline"] or [])]


def gone(home: Path) -> bool:
    deadline = time.monotonic() + 15
    while servers_of(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not servers_of(home)


def test_what_was_written_is_there_after_a_restart(home):
    with EmbeddedPostgres(home) as server:
        value(server.url(), "CREATE TABLE kept (a int); INSERT INTO kept VALUES (7); SELECT 1")
    assert gone(home)
    with EmbeddedPostgres(home) as server:
        assert value(server.url(), "SELECT a FROM kept") == 7


def test_text_is_sorted_and_folded_by_code_points_as_in_production(home):
    with EmbeddedPostgres(home) as server:
        assert (
            value(server.url(), "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'postgres'")
            == "bC.UTF-8"
        )
        assert value(server.url(), "SELECT lower('ĐƯỜNG SỐ')") == "đường số"


def test_it_listens_on_loopback_and_asks_for_the_password(home):
    with EmbeddedPostgres(home) as server:
        addresses = {
            c.laddr.ip for p in servers_of(home) for c in p.net_connections() if c.status == psutil.CONN_LISTEN
        }
        assert addresses == {"127.0.0.1"}
        with pytest.raises(Exception, match="password authentication failed"):
            value(server.url().replace(server.password, "wrong"), "SELECT 1")
        assert (home / "secrets.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_ends_with_the_process_that_started_it(home, blow):
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(home)], stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout.readline().startswith("postgresql")
        os.kill(starter.pid, blow)
    assert gone(home)


def test_it_starts_again_after_the_server_itself_was_killed(home):
    server = EmbeddedPostgres(home)
    server.start()
    for process in servers_of(home):
        process.kill()
    assert gone(home)
    server.stop()
    with EmbeddedPostgres(home) as again:
        assert value(again.url(), "SELECT 1") == 1


def test_a_port_that_another_program_has_is_left_to_it_in_one_line(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        (home / "postgres.port").write_text(str(taken))
        said: list[str] = []
        with EmbeddedPostgres(home, said.append) as server:
            assert value(server.url(), "SELECT 1") == 1
            assert server.port != taken
            assert said == [f"  Postgres moves to port {server.port}: another program took {taken}"]
            assert (home / "postgres.port").read_text() == str(server.port)
    with EmbeddedPostgres(home, said.append) as again:  # and stays where it is
        assert again.port == server.port
    assert len(said) == 1


def test_a_restart_keeps_port_and_data_although_connections_were_open(home):
    with EmbeddedPostgres(home) as server:
        fault = answering(server.url())
        port = server.port
        value(server.url(), "CREATE TABLE kept (a int); INSERT INTO kept VALUES (7); SELECT 1")
        connection = create_engine(server.url()).connect()
        connection.execute(text("SELECT 1"))
        server.process.kill()
        server.process.wait()
        server.start_again()
        connection.invalidate()
        connection.close()
        assert fault() is None
        assert server.port == port
        assert value(server.url(), "SELECT a FROM kept") == 7


def test_a_server_that_is_away_is_a_fault_with_its_address(home):
    with EmbeddedPostgres(home) as server:
        url = server.url()
    assert answering(url)() == f"does not answer at 127.0.0.1:{server.port}"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as another user")
def test_a_folder_that_was_closed_since_never_makes_an_empty_database_elsewhere(home):
    inner = home / "closed" / "home"
    inner.mkdir(parents=True)
    with EmbeddedPostgres(inner) as server:
        value(server.url(), "CREATE TABLE kept (a int); INSERT INTO kept VALUES (7); SELECT 1")
    (home / "closed").chmod(0o700)
    with pytest.raises(PostgresError, match=f"chmod o\\+x {home / 'closed'}"):
        EmbeddedPostgres(inner).start()
    (home / "closed").chmod(0o711)
    with EmbeddedPostgres(inner) as server:
        assert value(server.url(), "SELECT a FROM kept") == 7


# rights --------------------------------------------------------------------------------------------------------------

CLOSED = {
    "": 0o711,
    "lake": 0o700,
    "spool": 0o700,
    "logs": 0o700,
    "airflow": 0o700,
    "data_docs": 0o700,
    "postgres": 0o700,
    "secrets.json": 0o600,
    "connections.json": 0o600,
    "airflow/secrets.json": 0o600,
}
WRITE = """
import os, pwd, sys
from pathlib import Path
import psycopg2
from sqlalchemy import create_engine, text
from theodoi.embedded import rights
from theodoi.embedded.postgres import EmbeddedPostgres
create_engine("postgresql+psycopg2://")
home = Path(sys.argv[1])
if len(sys.argv) > 3:  # whom the interpreter, which has been read by now, need not belong to
    os.setgroups([])
    os.setgid(pwd.getpwnam(sys.argv[3]).pw_gid)
    os.setuid(pwd.getpwnam(sys.argv[3]).pw_uid)
if sys.argv[2] == "upgrade":
    rights.close(home)
with EmbeddedPostgres(home) as server, create_engine(server.url()).begin() as connection:
    connection.execute(text("CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS a"))
    print(connection.scalar(text("SELECT sum(a) FROM kept")))
"""


def write_as(user: str | None, home: Path, what: str) -> str:
    """Start Postgres as a user, keep a row there the first time, and say its value."""
    arguments = [str(home), what, *([user] if user else [])]
    done = subprocess.run(
        [sys.executable, "-c", WRITE, *arguments], capture_output=True, text=True, cwd="/", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("user", [None, "daemon"], ids=["this user", "an ordinary user"])
def test_an_older_setup_is_closed_to_others_and_keeps_its_data(home, user):
    if user is not None:
        if os.geteuid() != 0:
            pytest.skip("only root can be somebody else; the other case is that of an ordinary user")
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)
    assert write_as(user, home, "first") == "7"
    # As the versions before left it: folders and files that everybody may read.
    for name in ("lake/demo", "spool", "logs", "airflow", "data_docs"):
        (home / name).mkdir(parents=True, exist_ok=True)
    for name in ("connections.json", "airflow/secrets.json"):
        (home / name).write_text("{}")
    for place in (home, *home.rglob("*")):
        if "postgres" not in place.parts:
            place.chmod(0o755 if place.is_dir() else 0o644)
            if user is not None:
                shutil.chown(place, user)
    assert write_as(user, home, "upgrade") == "7"
    assert {name: stat.S_IMODE((home / name).stat().st_mode) for name in CLOSED} == CLOSED


def test_rights_can_be_closed_twice(home):
    rights.close(home / "new")
    rights.close(home / "new")
    assert stat.S_IMODE((home / "new" / "lake").stat().st_mode) == 0o700
