"""A publish never takes absent rows for rows: crashes of Postgres, maintenance, lost files, and runs that withdraw too much."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.conftest import open_folder
from tests.pipeline.batches import TestArticle, TestBatch
from tests.pipeline.house import BATCH, House, articles, held_back
from theodoi import pipeline
from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, METRICS, QUARANTINE
from theodoi.database import engine_for
from theodoi.embedded.postgres import EmbeddedPostgres
from theodoi.lake import InputGone
from theodoi.leases import batch_lock
from theodoi.load.migrate import migrate
from theodoi.load.patience import wait_until_up
from theodoi.load.publish import StagingGone, publish, stage
from theodoi.maintain import ended
from theodoi.maintain.work import Work
from theodoi.run import Run
from theodoi.settings import settings


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    """A Postgres that may be killed."""
    with open_folder() as folder, EmbeddedPostgres(folder) as running:
        migrate(engine_for(running.url()))
        admin = create_engine(running.url(), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE empty TEMPLATE postgres"))
        admin.dispose()
        yield running


@pytest.fixture
def fragile(bare_home, server, monkeypatch) -> House:
    """A house on the Postgres that may be killed."""
    admin = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS house WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE house TEMPLATE empty"))
    admin.dispose()
    monkeypatch.setenv("THEODOI_WAREHOUSE_URL", server.url("house"))
    settings.cache_clear()
    return House(server.url("house"))


def crash(server: EmbeddedPostgres) -> None:
    """Kill Postgres as a power cut would, and start it again: unlogged tables come back empty."""
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()


def repeat(run: Run) -> None:
    """What a second attempt of the task `publish` does (theodoi_airflow)."""
    if not pipeline.is_staged(run):
        pipeline.stage(run)
        pipeline.gate_staging(run)
    pipeline.publish(run)


# five ways in which a night was lost ------------------------------------------------------------------------------------


def test_a_crash_of_postgres_before_the_first_publish_loses_nothing(fragile, server):
    fragile.write(*articles(0, 12), quarantine=("q1",))
    run = fragile.run()
    pipeline.stage(run)
    pipeline.gate_staging(run)
    crash(server)
    with pytest.raises(StagingGone, match=r"clear the task `stage`.*articles: 0 rows of 12"):
        pipeline.publish(run)
    assert fragile.rows("SELECT status FROM ops.runs") == [("running",)]
    repeat(run)
    crashed = fragile.served()
    assert fragile.rows("SELECT count(*) FROM warehouse.articles") == [(12,)]
    fragile.load(fragile.run(2))  # undisturbed
    assert fragile.served() == crashed


def test_a_crash_of_postgres_in_a_rerun_leaves_the_published_day(fragile, server):
    fragile.write(*articles(0, 12), quarantine=("q1",))
    fragile.load(fragile.run())
    before = fragile.served()
    again = fragile.run(2)
    pipeline.stage(again)
    pipeline.gate_staging(again)
    crash(server)
    with pytest.raises(StagingGone):
        pipeline.publish(again)
    assert fragile.served() == before
    repeat(again)
    assert fragile.served() == before


def test_a_crash_of_postgres_before_the_gate_is_no_refusal(fragile, server):
    fragile.write(*articles(0, 12))
    run = fragile.run()
    pipeline.stage(run)
    crash(server)
    with pytest.raises(StagingGone):  # a refusal of the gate would not be tried again
        pipeline.gate_staging(run)
    assert fragile.rows("SELECT count(*) FROM ops.gate_results") == [(0,)]


def test_a_publish_that_is_cleared_after_maintenance_leaves_the_published_night(house):
    house.write(*articles(0, 12))
    run = house.run()
    house.load(run)
    before = house.served()
    house.maintain()
    assert (
        house.rows("SELECT count(*) FROM staging.articles") == house.rows("SELECT count(*) FROM ops.staged") == [(0,)]
    )
    with pytest.raises(StagingGone, match="clear the task `stage`"):
        pipeline.publish(run)
    assert house.served() == before
    repeat(run)
    assert house.served() == before


def test_failed_publishes_that_are_cleared_after_maintenance_publish_the_night(house):
    house.write(*articles(0, 12), quarantine=("q1",))
    run = house.run()
    pipeline.stage(run)
    pipeline.gate_staging(run)
    with house.engine.begin() as connection:
        connection.execute(text("ALTER TABLE warehouse.articles RENAME TO away"))
    for _ in range(3):
        with pytest.raises(Exception, match=r"warehouse.articles"):
            pipeline.publish(run)
    pipeline.finish(run, ["publish"])
    with house.engine.begin() as connection:
        connection.execute(text("ALTER TABLE warehouse.away RENAME TO articles"))
    house.maintain()
    with pytest.raises(StagingGone):
        pipeline.publish(run)
    repeat(run)
    assert house.rows("SELECT count(*) FROM warehouse.articles") == [(12,)]
    assert house.rows("SELECT status FROM ops.runs") == [("published",)]
    cleared = house.served()
    house.load(house.run(2))
    assert house.served() == cleared


@pytest.mark.parametrize("how", ["crash", "maintenance"])
def test_a_quarantine_whose_staging_is_gone_stays(fragile, server, how):
    fragile.write(*articles(0, 3), quarantine=("q1", "q2"))
    run = fragile.run()
    fragile.load(run)
    before = fragile.served()
    if how == "crash":
        crash(server)
    else:
        fragile.maintain()
    TestBatch(BATCH, articles(0, 3)).write(fragile.lake)  # all else is there again
    pipeline.stage(run)
    TestBatch(BATCH, articles(0, 3), held_back("q1", "q2")).write(fragile.lake)
    with pytest.raises(StagingGone, match="quarantine: 0 rows of 2"):
        pipeline.publish(run)
    assert fragile.served() == before
    repeat(run)
    assert fragile.served() == before


# what differs is told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["captures", "outcomes", "articles", *(d.name for d in FINDINGS[:1]), "quarantine"])
def test_every_staging_table_is_compared(house, table):
    house.write(*articles(0, 12), quarantine=("q1",))
    run = house.run()
    pipeline.stage(run)
    with house.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM staging.{table} WHERE ctid = (SELECT min(ctid) FROM staging.{table})"))
    for step in (pipeline.gate_staging, pipeline.publish):
        with pytest.raises(StagingGone, match=rf"{table}: \d+ rows of \d+"):
            step(run)


def test_rows_that_were_staged_of_other_rules_are_not_published(house):
    house.write(*articles(0, 3))
    run = house.run()
    pipeline.stage(run)
    manifest = house.lake.manifest(METRICS.name, BATCH, "passed")
    house.lake.write_manifest(type(manifest)(METRICS.name, BATCH, manifest.files, "newer"), "passed")
    with pytest.raises(StagingGone, match="metrics: staged before the lake had what it has now"):
        pipeline.publish(run)


def test_a_batch_that_was_never_staged_is_not_published(house):
    house.write()
    with pytest.raises(StagingGone, match="never staged"):
        publish(house.engine, house.lake, BATCH)
    stage(house.engine, house.lake, BATCH)
    assert publish(house.engine, house.lake, BATCH).counts["articles"] == 0


def test_an_old_batch_whose_articles_are_all_newer_elsewhere_says_so(house):
    newer = [TestArticle(a.url, "Bản mới", datetime(2026, 11, 25, tzinfo=UTC)) for a in articles(0, 2)]
    house.write(*newer, batch_id="nightly/2026-11-24")
    house.load(house.run(1, "nightly/2026-11-24"))
    house.write(*articles(0, 2))
    house.load(house.run(2))
    assert house.rows("SELECT status, note FROM ops.runs WHERE run_id = 'test/2'") == [
        ("nothing_new", "nothing new: the warehouse has newer captures of all 2 articles of this batch")
    ]


# the lake ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", [CAPTURES, ARTICLES, *FINDINGS])
def test_staging_refuses_a_batch_whose_files_are_lost_or_short(house, dataset):
    house.write(*articles(0, 12))
    run = house.run()
    house.load(run)
    before = house.served()
    lake, folder = house.lake, house.lake.folder(dataset.name, BATCH, "passed")
    whole = lake.read_bytes(f"{folder}/shard-00000.parquet")
    cure = {"captures": "gate_captures", "articles": "clean"}.get(dataset.name, "extract")
    if lake.manifest(dataset.name, BATCH, "passed").rows:
        lake.write_shard(dataset, BATCH, "shard-00000", dataset.table([]), "passed")
        with pytest.raises(InputGone, match=rf"has 0 rows and should have \d+: clear the task `{cure}`"):
            pipeline.stage(run)
    lake.delete(f"{folder}/shard-00000.parquet")
    with pytest.raises(InputGone, match=f"is gone from .*: clear the task `{cure}`"):
        pipeline.stage(run)
    lake.write_bytes(f"{folder}/shard-00000.parquet", whole)
    lake.delete(f"{folder}/_manifest.json")
    for step in (pipeline.stage, pipeline.gate_staging, pipeline.publish):
        with pytest.raises(InputGone, match=f"has no passed {dataset.name} .*: clear the task `{cure}`"):
            step(run)
    assert house.served() == before


@pytest.mark.parametrize("gate", ["captures", "articles", "findings"])
def test_a_lost_quarantine_is_told_and_one_of_gates_to_come_is_not_missed(house, gate):
    house.write(*articles(0, 2))
    run = house.run()
    house.lake.delete(f"{house.lake.folder(QUARANTINE.name, BATCH, gate)}/_manifest.json")
    with pytest.raises(InputGone, match=f"no {gate} quarantine"):
        pipeline.stage(run)
    assert pipeline.load.publish_quarantine(house.engine, house.lake, BATCH) == 0


@pytest.mark.parametrize(("step", "cure"), [("captures", "crawl"), ("articles", "clean"), ("findings", "clean")])
def test_a_gate_without_its_input_names_the_task_to_clear(house, step, cure):
    run = house.run()
    with pytest.raises(InputGone, match=f"clear the task `{cure}`"):
        pipeline.gate(run, step)


def test_a_shard_without_its_input_names_the_task_to_clear(house):
    run = house.run()
    for call in (lambda: pipeline.shards(run), lambda: pipeline.clean(run, 0)):
        with pytest.raises(InputGone, match=r"no passed captures.*clear the task `gate_captures`"):
            call()
    with pytest.raises(InputGone, match=r"no passed articles.*clear the task `clean`"):
        pipeline.extract(run, 0)


# runs that nobody works on ----------------------------------------------------------------------------------------------


def test_a_run_that_nobody_works_on_is_closed_when_airflow_cannot_be_asked(house):
    house.run()
    working = ended.close_ended(Work("live", now=datetime.now(UTC) + timedelta(hours=5)))
    assert working.lines == ("none to close",)
    later = Work("live", now=datetime.now(UTC) + timedelta(hours=7))
    with batch_lock(house.engine, "live", BATCH, "extract", "0"):
        assert ended.close_ended(later).lines == ("none to close",)
    assert ended.close_ended(Work("live", now=later.now, dry_run=True)).lines[0].startswith("would close test/1 of ")
    [line] = ended.close_ended(later).lines
    assert line.startswith(f"closed test/1 of {BATCH}: nothing of it has worked since ")
    [(status, note)] = house.rows("SELECT status, note FROM ops.runs")
    assert status == "failed"
    assert note.startswith("ended from outside: ")


def test_a_stage_waits_for_a_postgres_that_is_being_started(fragile, server):
    fragile.write(*articles(0, 2))
    run = fragile.run()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    # Not the other way round: Postgres ends with the thread that started it.
    with ThreadPoolExecutor(1) as pool:
        staged = pool.submit(pipeline.stage, run)
        time.sleep(3)
        assert not staged.done()
        server.start()
        staged.result(timeout=60)


def test_a_wrong_password_is_told_at_once(fragile):
    with pytest.raises(OperationalError, match="password"):
        wait_until_up(engine_for(fragile.url.replace("://postgres:", "://postgres:no", 1)))


# what the gates said ----------------------------------------------------------------------------------------------------


def test_data_docs_are_made_of_what_the_runs_gates_left_in_the_lake(house):
    house.write(*articles(0, 3))
    run = house.run()
    pipeline.stage(run)
    pipeline.gate_staging(run)
    index = pipeline.data_docs(run)
    pages = list((index.parent / "validations").rglob("*.html"))
    assert {p.stem for p in pages} == {"whole batch"}
    assert any("staging_articles" in p.as_posix() for p in pages)
    assert not any("captures_rows" in p.as_posix() for p in pages), "this run had no gate of captures"
