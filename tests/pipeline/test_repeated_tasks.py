"""Repeated tasks on real Airflow: a publish whose staging is gone, a report that cannot be written, a run ended on Airflow's page."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

import pytest
from sqlalchemy import text

from tests.pipeline.conftest import DAY, Setup
from theodoi.airflow_api import AirflowError
from theodoi.leases import batch_lock
from theodoi.load.publish import content_checksum
from theodoi.maintain import ended
from theodoi.maintain.work import Work

BATCH = f"nightly/{DAY}"
EMPTY = "TRUNCATE staging.captures, staging.outcomes, staging.articles, staging.metrics, staging.quarantine"


@pytest.fixture(scope="module")
def loaded(setup: Setup) -> str:
    """A night whose publish found staging empty at its first attempt, while no page could be written; its run id."""
    reports = setup.home / "lake" / "demo" / "reports"
    reports.parent.mkdir(parents=True, exist_ok=True)
    reports.write_text("no folder")
    with ExitStack() as held:
        held.enter_context(batch_lock(setup.engine, "demo", BATCH, "publish", ""))
        run_id, _ = setup.nightly(wait=False)
        wait_for(setup, run_id, "publish", lambda task: task["state"] == "running")
        empty(setup)
    assert setup.api.wait("nightly", run_id.partition("/")[2], 600) == "success", setup.log(run_id, "publish")
    reports.unlink()
    return run_id


def empty(setup: Setup) -> None:
    """Staging as a crash of Postgres leaves it."""
    with setup.engine.begin() as connection:
        connection.execute(text(EMPTY))


def wait_for(setup: Setup, run_id: str, task_id: str, is_so: Callable[[dict], bool], seconds: float = 600) -> None:
    deadline, tasks = time.monotonic() + seconds, []
    while time.monotonic() < deadline:
        with suppress(AirflowError):  # a busy machine answers at the next look
            tasks = setup.api.tasks("nightly", run_id.partition("/")[2])
        if any(task["task_id"] == task_id and is_so(task) for task in tasks):
            return
        time.sleep(0.5)
    raise AssertionError(f"{task_id}: {[(t['task_id'], t['state']) for t in tasks]}")


def clear(setup: Setup, run_id: str, task_id: str) -> str:
    """Clear a task with those after it, as an operator does; the state that the run ends in."""
    run = run_id.partition("/")[2]
    body = {
        "dry_run": False,
        "task_ids": [task_id],
        "dag_run_id": run,
        "include_downstream": True,
        "only_failed": False,
    }
    setup.api.request("POST", "dags/nightly/clearTaskInstances", json=body)
    return setup.api.wait("nightly", run, 600)


def test_a_publish_that_found_staging_empty_is_mended_by_its_retry(setup, loaded):
    tries = {t["task_id"]: t["try_number"] for t in setup.api.tasks("nightly", loaded.partition("/")[2])}
    assert tries["publish"] == 2
    assert tries["gate_staging"] == 1
    assert setup.rows("SELECT status, note FROM ops.runs WHERE run_id = :run", run=loaded) == [("published", None)]
    assert setup.rows("SELECT count(*) > 20 FROM warehouse.articles WHERE batch_id = :batch", batch=BATCH) == [(True,)]


def test_a_page_that_cannot_be_written_makes_no_run_red(setup, loaded):
    # The line stands early in a log that grows with every line that the run's summary gains.
    assert "Report of the run as a page: not written" in setup.log(loaded, "report", characters=1_000_000)


@pytest.mark.parametrize("task_id", ["publish", "gate_staging"])
def test_a_cleared_task_whose_staging_is_gone_leaves_the_night(setup, loaded, task_id):
    before = content_checksum(setup.engine, BATCH)
    empty(setup)
    assert clear(setup, loaded, task_id) == "success", setup.log(loaded, task_id)
    assert content_checksum(setup.engine, BATCH) == before


def test_a_run_that_withdraws_too_much_is_refused_at_once(setup, loaded):
    before = content_checksum(setup.engine, BATCH)
    # As if the rules of today found no article any more: rows that another publish left are withdrawn by this one.
    with setup.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO warehouse.articles SELECT (jsonb_populate_record(a, jsonb_build_object('article_id', 'x' || a.article_id, "
                "'article_version_id', 'x' || a.article_version_id))).* FROM warehouse.articles AS a WHERE batch_id = :batch"
            ),
            {"batch": BATCH},
        )
        connection.execute(
            text(
                "INSERT INTO warehouse.article_versions SELECT (jsonb_populate_record(v, jsonb_build_object('article_id', 'x' || v.article_id, "
                "'article_version_id', 'x' || v.article_version_id))).* FROM warehouse.article_versions AS v "
                "JOIN warehouse.articles AS a USING (article_version_id) WHERE a.batch_id = :batch"
            ),
            {"batch": BATCH},
        )
    run_id, _ = setup.nightly(wait=False)
    assert setup.api.wait("nightly", run_id.partition("/")[2], 600) == "failed"
    [task] = [t for t in setup.api.tasks("nightly", run_id.partition("/")[2]) if t["task_id"] == "publish"]
    assert (task["state"], task["try_number"]) == ("failed", 1)
    assert setup.rows("SELECT status FROM ops.runs WHERE run_id = :run", run=run_id) == [("refused",)]
    conf = {"profile": "demo", "day": DAY.isoformat(), "allow_withdrawals": True}
    allowed = setup.api.trigger("nightly", conf)
    assert setup.api.wait("nightly", allowed, 600) == "success"
    assert content_checksum(setup.engine, BATCH) == before


@pytest.mark.parametrize("how", ["marked failed", "deleted"])
def test_a_run_that_was_ended_on_airflows_page_is_closed(setup, loaded, how):
    run_id, _ = setup.nightly(wait=False)
    run = run_id.partition("/")[2]

    def state_of(dag: str, run: str) -> str | None:
        try:
            return setup.api.run_state(dag, run)
        except AirflowError:
            return "absent"

    with batch_lock(setup.engine, "demo", BATCH, "stage", ""):
        wait_for(setup, run_id, "stage", lambda task: task["state"] == "running")
        with batch_lock(setup.engine, "demo", BATCH, "other", ""):  # its task still works
            assert ended.ended_runs(setup.engine, "demo", Work("demo").now, state_of) == []
        setup.api.request("PATCH", f"dags/nightly/dagRuns/{run}", json={"state": "failed"})
        if how == "deleted":
            setup.api.request("DELETE", f"dags/nightly/dagRuns/{run}")
    deadline = time.monotonic() + 60
    found: list = []
    while not found and time.monotonic() < deadline:
        found = ended.ended_runs(setup.engine, "demo", Work("demo").now, state_of)
        time.sleep(0.5)
    assert [r.run_id for r in found] == [run_id]
    ended.close(setup.engine, found)
    [(status, note, over)] = setup.rows(
        "SELECT status, note, finished_at IS NOT NULL FROM ops.runs WHERE run_id = :run", run=run_id
    )
    assert (status, over) == ("failed", True)
    assert note.startswith("ended from outside: Airflow has ")
