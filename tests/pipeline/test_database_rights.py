"""What a BI login may and may not do, on a server whose administrator is no superuser: he may create roles and databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg2
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.conftest import open_folder
from theodoi.database import engine_for
from theodoi.embedded.postgres import EmbeddedPostgres
from theodoi.embedded.processes import wait_until
from theodoi.load import watchdog
from theodoi.load.migrate import migrate
from theodoi.load.server import prepare_server

# As `theodoi init` made them before BI logins were limited.
OLD = """
CREATE ROLE {name} LOGIN PASSWORD 'secret'; GRANT {name} TO CURRENT_USER;
CREATE ROLE {name}_reader LOGIN PASSWORD 'secret'; GRANT bi_reader TO {name}_reader;
CREATE DATABASE {name} OWNER {name}; GRANT CONNECT ON DATABASE {name} TO bi_reader
"""


@dataclass(frozen=True)
class Server:
    """A server with an administrator who is no superuser."""

    superuser: str  # URLs
    admin: str

    def url(self, user: str, database: str) -> str:
        return make_url(self.admin).set(username=user, password="secret", database=database).render_as_string(False)

    def prepare(self, name: str) -> list[str]:
        told = prepare_server(
            self.admin,
            [self.url(name, name), self.url(f"{name}_airflow", f"{name}_airflow")],
            [self.url(f"{name}_reader", name)],
        )
        migrate(engine_for(self.url(name, name)))
        return told


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with open_folder() as home, EmbeddedPostgres(home) as postgres:
        done(postgres.url(), "CREATE ROLE quan_tri LOGIN PASSWORD 'secret' CREATEROLE CREATEDB")
        admin = make_url(postgres.url()).set(username="quan_tri", password="secret").render_as_string(False)
        yield Server(postgres.url(), admin)


@pytest.fixture(scope="module", params=["fresh", "upgraded"])
def name(request, server: Server) -> str:
    """Name of a warehouse, of its owner, and the beginning of its reader's."""
    name = f"kho_{request.param}"
    if request.param == "upgraded":
        done(server.admin, *OLD.format(name=name).split(";"))
    server.prepare(name)
    return name


@pytest.fixture
def reader(server: Server, name: str):
    with_connections = []

    def connect(database: str = name):
        url = make_url(server.url(f"{name}_reader", database))
        connection = psycopg2.connect(
            host=url.host, port=url.port, user=url.username, password=url.password, dbname=url.database
        )
        connection.autocommit = True
        with_connections.append(connection)
        return connection

    yield connect
    for connection in with_connections:
        connection.close()


@pytest.fixture
def owner(server: Server, name: str):
    return engine_for(server.url(name, name))


def done(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def asked(connection, *statements: str) -> object:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def test_the_administrator_is_no_superuser(server):
    engine = create_engine(server.admin)
    with engine.connect() as connection:
        assert not connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    engine.dispose()


def test_it_reads_the_schema_bi(reader):
    assert asked(reader(), "SELECT count(*) FROM bi.decree_timeline") == 0


REFUSED = {
    "a temporary table": ("CREATE TEMPORARY TABLE x (y integer)", "permission denied to create temporary tables"),
    "a table in public": ("CREATE TABLE public.x (y integer)", "permission denied for schema public"),
    "a table in bi": ("CREATE TABLE bi.x (y integer)", "permission denied for schema bi"),
    "a schema": ("CREATE SCHEMA x", "permission denied for database"),
    "the texts": ("SELECT * FROM warehouse.articles", "permission denied for schema warehouse"),
    "the runs": ("SELECT * FROM ops.runs", "permission denied for schema ops"),
    "staging": ("SELECT * FROM staging.articles", "permission denied for schema staging"),
    "a change": ("DELETE FROM bi.decree_timeline", "permission denied for view|cannot delete from view"),
    "a lock on a lease": ("SELECT FROM ops.leases FOR SHARE", "permission denied for schema ops"),
    "a lock on the publish": ("SELECT FROM ops.locks FOR UPDATE", "permission denied for schema ops"),
    "a lock on the migration": ("LOCK public.schema_version IN ACCESS SHARE MODE", "permission denied"),
    "a lock on a view": ("LOCK bi.decree_timeline IN SHARE MODE", "permission denied for view"),
    "a database": ("CREATE DATABASE x", "permission denied to create database"),
    "a role": ("CREATE ROLE x", "permission denied to create role"),
    "a file of the server": ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
    "a program": ("COPY (SELECT 1) TO PROGRAM 'true'", "permission denied to COPY to or from an external program"),
    "an import of a file": ("SELECT lo_import('/etc/passwd')", "permission denied for function lo_import"),
    "another's session": ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'", "permission denied to terminate"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_may_not_have(reader, server, what):
    statement, sentence = REFUSED[what]
    other = create_engine(server.superuser)
    with other.connect(), pytest.raises(psycopg2.Error, match=sentence):
        asked(
            reader(),
            "SET default_transaction_read_only = off",
            *(() if "DATABASE" in statement else ("BEGIN",)),
            statement,
        )
    other.dispose()


@pytest.mark.parametrize("database", ["{name}_airflow", "{other}"])
def test_it_enters_no_other_database_of_ours(reader, server, name, database):
    other = "kho_khac"
    if "other" in database:
        server.prepare(other)
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        reader(database.format(name=name, other=f"{other}_airflow"))


def test_what_only_a_superuser_can_forbid_is_told(server, name):
    told = "\n".join(server.prepare(name))
    assert "BI logins can enter the database postgres, as everybody can: its owner can forbid it" in told
    assert "can make large objects, which the watchdog removes" in told
    assert f"database {name}_airflow" not in told


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("statement_timeout", "5min"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("idle_session_timeout", "10min"),
        ("transaction_timeout", "10min"),
        ("lock_timeout", "10s"),
        ("default_transaction_read_only", "on"),
    ],
)
def test_its_sessions_begin_with_limits(reader, parameter, value):
    assert asked(reader(), f"SHOW {parameter}") == value


def test_it_has_twenty_connections_at_most(reader):
    for _ in range(20):
        reader()
    with pytest.raises(psycopg2.OperationalError, match="too many connections for role"):
        reader()


def test_a_limit_that_the_operator_set_stays_and_one_that_the_login_set_does_not(server, name, reader):
    login = f"{name}_reader"
    done(server.admin, f"ALTER ROLE {login} CONNECTION LIMIT 30")
    done(
        server.url(login, name),
        "SET default_transaction_read_only = off",
        f"ALTER ROLE {login} SET statement_timeout = 0",
    )
    try:
        server.prepare(name)
        assert asked(reader(), "SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user") == 30
        assert asked(reader(), "SHOW statement_timeout") == "5min"
    finally:
        done(server.admin, f"ALTER ROLE {login} CONNECTION LIMIT 20")


def test_large_objects_fail_at_first_and_are_removed_where_a_login_insists(reader, owner, name):
    with pytest.raises(psycopg2.Error, match="read-only transaction"):
        asked(reader(), "SELECT lo_from_bytea(0, 'x')")
    asked(reader(), "SET default_transaction_read_only = off", "SELECT lo_from_bytea(0, 'x'), lo_from_bytea(0, 'y')")
    assert f"removed 2 large objects of {name}_reader" in watchdog.watch(owner)
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_largeobject_metadata")) == 0


# the watchdog --------------------------------------------------------------------------------------------------------

UNLIMITED = ("SET statement_timeout = 0", "SET idle_session_timeout = 0", "SET idle_in_transaction_session_timeout = 0")
STATES = {
    "active": ("SELECT pg_sleep(60)",),
    "idle in transaction": ("BEGIN", "SELECT 1"),
    "idle": (),
}


@pytest.mark.parametrize("state", STATES)
def test_a_session_that_took_its_limits_off_is_ended(reader, owner, name, state):
    connection, ended = reader(), threading.Event()

    def work() -> None:
        try:
            asked(connection, *UNLIMITED, *STATES[state])
        except psycopg2.Error:
            ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(1.5)
    assert watchdog.watch(owner, minutes=5) == []
    young = reader()
    told = watchdog.watch(owner, minutes=1.2 / 60)
    assert [line.partition(" for ")[0] for line in told] == [f"ended a session of {name}_reader in {name}: {state}"]
    thread.join(10)
    assert ended.is_set() == (state == "active")
    with pytest.raises(psycopg2.Error):
        asked(connection, "SELECT 1")
    assert asked(young, "SELECT 1") == 1


def test_it_ends_them_in_databases_of_others_too(reader, owner, name):
    connection = reader("postgres")
    asked(connection, *UNLIMITED)
    time.sleep(1.2)
    assert watchdog.watch(owner, minutes=1 / 60)[0].startswith(f"ended a session of {name}_reader in postgres: idle")


def test_sessions_of_others_are_left_alone(server, owner, name):
    with engine_for(server.url(name, name)).connect(), create_engine(server.admin).connect() as connection:
        connection.execute(text("SELECT 1"))
        time.sleep(1.2)
        assert watchdog.watch(owner, minutes=1 / 60) == []
        assert connection.scalar(text("SELECT 1")) == 1


def test_a_login_that_it_may_not_end_is_named(server, owner, name):
    assert f"{name}_reader" not in watchdog.unwatched(owner)
    done(server.admin, "CREATE ROLE nguoi_khac LOGIN", "GRANT bi_reader TO nguoi_khac")
    try:
        assert "nguoi_khac" in watchdog.unwatched(owner)
        done(server.admin, f"GRANT nguoi_khac TO {name}")
        assert "nguoi_khac" not in watchdog.unwatched(owner)
    finally:
        done(server.admin, "DROP ROLE nguoi_khac")


def test_it_goes_on_when_the_server_is_away_for_a_while(owner, monkeypatch):
    monkeypatch.setattr(watchdog, "EVERY_SECONDS", 0.05)
    away = engine_for(owner.url.set(port=1).render_as_string(False))
    told, rounds, over = [], [], threading.Event()
    engines = [away]

    def say(sentence: str) -> None:
        told.append(sentence)
        engines[:] = [owner]

    def round_done() -> None:
        rounds.append(1)
        over.set()

    watchdog.keep_watch(engines, say, over, round_done)
    assert told[0].startswith("no round: ") and "secret" not in told[0] and rounds


def test_the_command_watches_until_it_is_told_to_end(server, name, tmp_path):
    urls = {f"THEODOI_{which}_URL": server.url(name, name) for which in ("WAREHOUSE", "DEMO")}
    beat = tmp_path / "beat"
    process = subprocess.Popen(
        [sys.executable, "-m", "theodoi.cli", "watchdog", "--beat", str(beat)],
        env=os.environ | urls,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert wait_until(beat.exists, seconds=60, alive=lambda: process.poll() is None)
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in told and not beat.exists()


def test_a_reader_does_not_keep_a_migration_from_making_the_views_anew(reader, server, name, owner):
    connection = reader()
    asked(connection, "SET idle_in_transaction_session_timeout = 0", "BEGIN", "SELECT count(*) FROM bi.decree_timeline")
    began = time.monotonic()
    migrate(owner)
    assert time.monotonic() - began < 30
    with pytest.raises(psycopg2.Error):
        asked(connection, "SELECT 1")


# a superuser's server ------------------------------------------------------------------------------------------------


def test_a_superuser_closes_what_others_cannot(server):
    """The last test on this server: it closes Postgres' own databases."""
    name = "kho_rieng"
    done(server.superuser, "CREATE ROLE lang_gieng LOGIN PASSWORD 'secret'")
    told = prepare_server(server.superuser, [server.url(name, name)], [server.url(f"{name}_reader", name)])
    assert told == []
    migrate(engine_for(server.url(name, name)))
    reader = create_engine(server.url(f"{name}_reader", name))
    with reader.connect() as connection, pytest.raises(Exception, match="permission denied for function lo_from_bytea"):
        connection.execute(text("SET TRANSACTION READ WRITE"))
        connection.execute(text("SELECT lo_from_bytea(0, 'x')"))
    reader.dispose()
    for database in ("postgres", "template1"):
        with pytest.raises(Exception, match="permission denied for database"):
            create_engine(server.url(f"{name}_reader", database)).connect()
        for login in ("lang_gieng", "quan_tri"):  # who could enter still can
            create_engine(server.url(login, database)).connect().close()
