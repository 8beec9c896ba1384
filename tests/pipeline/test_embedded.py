"""The embedded Postgres and the child processes: they start again after a crash and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from tests.conftest import open_folder
from theodoi.embedded.postgres import EmbeddedPostgres

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
