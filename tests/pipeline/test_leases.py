"""Leases on a real Postgres: one holder at a time, whatever is killed, stopped or restarted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from tests.conftest import open_folder
from tests.pipeline.batches import TestBatch
from theodoi import leases, pipeline
from theodoi.contracts import OUTCOMES
from theodoi.database import engine_for
from theodoi.embedded.postgres import EmbeddedPostgres
from theodoi.embedded.processes import wait_until
from theodoi.lake import Lake, Manifest, writing_under
from theodoi.leases import LeaseLost, batch_lock, held, whole_batch
from theodoi.load import publish
from theodoi.load.migrate import migrate
from theodoi.settings import settings

BATCH = "nightly/2026-11-20"

# Takes a lease, says so, and does with it what it is told line by line.
HOLDER = """
import sys
from theodoi import leases
from theodoi.database import engine_for
from theodoi.leases import LeaseLost, batch_lock
url, leases.EXPIRY_SECONDS, stage, shard = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4]
engine = engine_for(url)
with batch_lock(engine, "demo", "nightly/2026-11-20", stage, shard) as lease:
    print("holds", lease.token, flush=True)
    for line in sys.stdin:
        try:
            if line.strip() == "check":
                lease.check()
            elif line.strip() == "commit":
                with engine.begin() as connection:
                    connection.exec_driver_sql("INSERT INTO ops.rules_versions VALUES ('zombie', now())")
                    lease.fence(connection)
            else:
                break
            print("done", flush=True)
        except LeaseLost as error:
            print("lost", error, flush=True)
print("gave it back", flush=True)
"""


class Holder:
    """Another process with a lease."""

    def __init__(self, url: str, stage: str = "clean", shard: str = "0", expiry: float = 60.0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, url, str(expiry), stage, shard],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def says(self) -> str:
        return self.process.stdout.readline().strip()

    def tell(self, line: str) -> str:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.says()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def holder(url: str, **how: object) -> Iterator[Holder]:
    other = Holder(url, **how)
    try:
        yield other
    finally:
        other.process.send_signal(signal.SIGCONT)
        other.kill()


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def scalar(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        return connection.scalar(text(statement))


def free(engine: Engine, stage: str = "clean", shard: str = "0") -> bool:
    """Whether the lease can be had at once."""
    lease = leases._take(engine, leases._Part("demo", BATCH, stage, shard))
    if lease is None:
        return False
    with lease:
        return True


def test_of_two_processes_the_second_waits_for_the_first(engine, warehouse_url):
    with holder(warehouse_url) as first, holder(warehouse_url) as second:
        told = []
        threads = [threading.Thread(target=lambda p=p: told.append((p, p.says()))) for p in (first, second)]
        for thread in threads:
            thread.start()
        wanted = "SELECT count(wanted_by) FROM ops.leases"
        assert wait_until(lambda: scalar(engine, wanted) == 1 and told, seconds=60), "nobody waits"
        assert len(told) == 1, "both hold it"
        holds, waits = told[0][0], second if told[0][0] is first else first
        assert scalar(engine, "SELECT wanted_by FROM ops.leases").endswith(f"pid {waits.process.pid}")
        assert scalar(engine, "SELECT pid FROM ops.leases") == holds.process.pid
        assert holds.tell("end") == "gave it back"
        for thread in threads:
            thread.join(60)
        assert int(told[1][1].split()[1]) > int(told[0][1].split()[1]), "tokens grow"


def test_ten_threads_and_a_counter_never_meet(engine):
    inside, worst = [0], [0]

    def work() -> None:
        with batch_lock(engine, "demo", BATCH, "clean", "0"):
            inside[0] += 1
            worst[0] = max(worst[0], inside[0])
            time.sleep(0.02)
            inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (worst, inside) == ([1], [0])
    assert scalar(engine, "SELECT count(*) FROM ops.leases") == 0


@pytest.mark.parametrize(("stage", "shard"), [("clean", "1"), ("extract", "0"), ("publish", "")])
def test_other_parts_of_the_batch_do_not_wait(engine, stage, shard):
    with batch_lock(engine, "demo", BATCH, "clean", "0"):
        assert free(engine, stage, shard)
        assert not free(engine)


def test_what_a_killed_process_held_is_taken_over_at_once(engine, warehouse_url):
    with holder(warehouse_url) as other:
        assert other.says().startswith("holds")
        assert held(engine, "demo", BATCH)
        os.kill(other.process.pid, signal.SIGKILL)  # and nobody asks after it: it stays a zombie
        time.sleep(0.1)
        assert not held(engine, "demo", BATCH)
        assert free(engine)


def test_a_process_that_got_the_id_of_a_dead_one_does_not_keep_its_lease(engine, warehouse_url):
    with holder(warehouse_url) as other:
        other.says()
        with engine.begin() as connection:
            connection.execute(text("UPDATE ops.leases SET process_start = 'another boot 1'"))
        assert free(engine)


def test_a_process_elsewhere_is_waited_for_until_it_expires(engine, warehouse_url):
    with holder(warehouse_url) as other:
        other.says()
        with engine.begin() as connection:
            connection.execute(text("UPDATE ops.leases SET host = 'another machine', process_start = 'x', pid = 1"))
        assert held(engine, "demo", BATCH)
        assert not free(engine)
        with engine.begin() as connection:
            connection.execute(text("UPDATE ops.leases SET expires_at = now() - interval '1 s'"))
        assert not held(engine, "demo", BATCH)
        assert free(engine)


def test_a_stopped_process_loses_its_lease_and_commits_nothing_afterwards(engine, warehouse_url):
    with holder(warehouse_url, expiry=2.0) as other:
        other.says()
        assert other.tell("check") == "done"
        os.kill(other.process.pid, signal.SIGSTOP)
        assert not free(engine)
        time.sleep(2)
        with batch_lock(engine, "demo", BATCH, "clean", "0") as mine:
            os.kill(other.process.pid, signal.SIGCONT)
            for what in ("commit", "check"):
                assert other.tell(what).startswith("lost another process has taken over nightly/2026-11-20 clean 0")
            mine.check()
            assert other.tell("end") == "gave it back"
            mine.check()
        assert scalar(engine, "SELECT count(*) FROM ops.rules_versions") == 0


def test_a_lease_that_expired_and_that_nobody_wanted_goes_on(engine, warehouse_url):
    with holder(warehouse_url, expiry=1.5) as other:
        other.says()
        os.kill(other.process.pid, signal.SIGSTOP)
        time.sleep(2)
        os.kill(other.process.pid, signal.SIGCONT)
        assert other.tell("commit") == "done"
        time.sleep(1)
        assert not free(engine)


def test_nobody_takes_over_while_the_holder_commits(engine, warehouse_url):
    with batch_lock(engine, "demo", BATCH, "clean", "0") as mine, engine.connect() as connection:
        mine.fence(connection)
        with engine.begin() as other:
            other.execute(text("SET LOCAL lock_timeout = '3s'"))
            other.execute(text("UPDATE ops.leases SET expires_at = now() - interval '1 s'"))
        assert not free(engine)
        connection.rollback()


def test_a_lease_is_kept_for_hours_without_a_connection(engine, monkeypatch):
    monkeypatch.setattr(leases, "EXPIRY_SECONDS", 1.0)
    url = engine.url.render_as_string(hide_password=False)
    with batch_lock(create_engine(url), "demo", BATCH, "crawl"):
        time.sleep(2.5)
        assert held(engine, "demo", BATCH)
        mine = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert not scalar(engine, f"SELECT count(*) {mine} AND state <> 'idle'")


# a batch as a whole --------------------------------------------------------------------------------------------------


def test_a_whole_batch_is_had_only_while_no_stage_works(engine):
    with batch_lock(engine, "demo", BATCH, "crawl"), whole_batch(engine, "demo", BATCH) as alone:
        assert not alone
    with whole_batch(engine, "demo", BATCH) as alone:
        assert alone
        assert not free(engine)
        with whole_batch(engine, "demo", BATCH) as again, whole_batch(engine, "demo", "nightly/2026-11-21") as other:
            assert (again, other) == (False, True)
    assert free(engine)


def test_all_reprocesses_are_one_batch(engine):
    with batch_lock(engine, "demo", "reprocess/x", "clean", "0"):
        for batch in ("reprocess/", "reprocess/y"):
            with whole_batch(engine, "demo", batch) as alone:
                assert not alone
        assert held(engine, "demo", "reprocess/x") and not held(engine, "demo", "reprocess/y")
    with whole_batch(engine, "demo", "reprocess/") as alone, whole_batch(engine, "demo", BATCH) as other:
        assert alone and other


# Postgres ------------------------------------------------------------------------------------------------------------


def test_a_restart_of_postgres_does_not_lose_a_lease(monkeypatch):
    monkeypatch.setattr(leases, "EXPIRY_SECONDS", 12.0)
    with open_folder() as home, EmbeddedPostgres(home) as server:
        engine = engine_for(server.url())
        migrate(engine)
        with holder(server.url(), expiry=12.0) as other:
            token = other.says()
            server.process.kill()
            server.process.wait()
            time.sleep(3)
            server.start()
            time.sleep(4)
            assert scalar(engine, "SELECT count(*) FROM ops.leases WHERE heartbeat_at > now() - interval '4 s'") == 1
            assert not free(engine)
            assert other.tell("commit") == "done"
            assert f"holds {scalar(engine, 'SELECT token FROM ops.leases')}" == token


def staged_and_empty(engine: Engine, folder: Path) -> Lake:
    """A lake in which BATCH brought nothing; it is staged."""
    lake = Lake(str(folder / "lake"))
    TestBatch(BATCH, []).write(lake)
    publish.stage(engine, lake, BATCH)
    return lake


def test_no_lock_of_ours_is_one_that_any_login_can_take(engine, warehouse_url, tmp_path):
    """A reader of bi takes all advisory locks that it likes, and whatever it may of our tables."""
    lake = staged_and_empty(engine, tmp_path)
    reader = f"reader_{os.getpid()}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {reader} LOGIN PASSWORD 'mat-khau' IN ROLE bi_reader"))
    url = make_url(warehouse_url)
    bi = psycopg2.connect(
        host=url.host,
        port=url.port,
        user=reader,
        password="mat-khau",
        dbname=url.database,
    )
    try:
        with bi.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(n) FROM generate_series(7203411900, 7203411910) AS n")
            cursor.execute("LOCK TABLE bi.decree_timeline IN ACCESS SHARE MODE")
            for statement in (
                "SELECT FROM ops.locks FOR UPDATE",
                "SELECT FROM ops.leases FOR SHARE",
                "LOCK TABLE public.schema_version IN ACCESS SHARE MODE",
                "LOCK TABLE bi.decree_timeline IN ROW EXCLUSIVE MODE",
            ):
                cursor.execute("SAVEPOINT before")
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(statement)
                cursor.execute("ROLLBACK TO before")
        with batch_lock(engine, "demo", BATCH, "publish"):
            publish.publish(engine, lake, BATCH)
    finally:
        bi.close()
        with engine.begin() as connection:
            connection.execute(text(f"DROP ROLE {reader}"))


# what a stage may do after it was taken over -------------------------------------------------------------------------


@pytest.fixture
def run(warehouse_url, tmp_path, monkeypatch) -> Iterator[pipeline.Run]:
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path))
    monkeypatch.setenv("THEODOI_DEMO_URL", warehouse_url)
    (tmp_path / "demo" / "sources").mkdir(parents=True)
    settings.cache_clear()
    made = pipeline.Run("nightly/r", BATCH, "demo", "nightly", "2026-11-20")
    pipeline.begin(made)
    yield made
    settings.cache_clear()


def taken_over(engine: Engine) -> None:
    """Another machine takes over whatever is held."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM ops.leases"))


def test_a_stage_that_was_taken_over_ends_nothing(run):
    with pytest.raises(LeaseLost), pipeline._stage(run, "clean", 0):
        taken_over(run.engine)
    assert scalar(run.engine, "SELECT finished_at FROM ops.stages") is None


def test_a_stage_that_was_taken_over_notes_no_failure(run):
    with pytest.raises(ValueError, match="later"), pipeline._stage(run, "clean", 0):
        taken_over(run.engine)
        raise ValueError("later")
    assert scalar(run.engine, "SELECT note FROM ops.stages") is None


def test_a_publish_that_was_taken_over_leaves_the_warehouse_as_it_was(run, tmp_path):
    lake = staged_and_empty(run.engine, tmp_path)
    row = "INSERT INTO ops.quarantine VALUES ('q', :b, 'captures', 'k', 'e', 'why', 'h', '{}')"
    with run.engine.begin() as connection:
        connection.execute(text(row), {"b": BATCH})
    with batch_lock(run.engine, "demo", BATCH, "publish") as lease:
        taken_over(run.engine)
        with pytest.raises(LeaseLost):
            publish.publish(run.engine, lake, BATCH, fence=lease.fence)
        assert scalar(run.engine, "SELECT count(*) FROM ops.quarantine") == 1
        publish.publish(run.engine, lake, BATCH)
        assert scalar(run.engine, "SELECT count(*) FROM ops.quarantine") == 0


@pytest.mark.parametrize("what", ["shard", "manifest", "file"])
def test_a_stage_that_was_taken_over_writes_nothing_into_the_lake(run, what, tmp_path, monkeypatch):
    monkeypatch.setattr(leases, "EXPIRY_SECONDS", 0.3)
    lake = Lake(str(tmp_path / "lake"))
    lake.write_bytes("held", b"by nobody")
    with batch_lock(run.engine, "demo", BATCH, "clean", "0") as lease, writing_under(lease.check):
        lake.write_bytes("held", b"by us")
        taken_over(run.engine)
        time.sleep(0.5)
        with pytest.raises(LeaseLost):
            match what:
                case "shard":
                    lake.write_shard(OUTCOMES, BATCH, "shard-00000", OUTCOMES.table([]))
                case "manifest":
                    lake.write_manifest(Manifest(OUTCOMES.name, BATCH, {}))
                case "file":
                    lake.write_bytes("new", b"bytes")
    assert [file.path for file in lake.files("")] == ["held"]
    lake.write_bytes("new", b"bytes")


# migrate -------------------------------------------------------------------------------------------------------------


def test_two_migrations_of_an_empty_database_end_as_one(postgres_url):
    name = f"theodoi_test_{os.getpid()}_migrate"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        command = [
            sys.executable, "-c",
            "import sys; from theodoi.database import engine_for; from theodoi.load.migrate import migrate; migrate(engine_for(sys.argv[1]))",
            url,
        ]  # fmt: skip
        both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        assert [(p.communicate()[1], p.returncode) for p in both] == [("", 0), ("", 0)]
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
