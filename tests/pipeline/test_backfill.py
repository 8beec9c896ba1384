"""Past days by each of the ways to ask for them, on real Airflow: exactly the days asked for, and what an outage left out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from tests.pipeline.conftest import CHECKOUT, Setup, log_in
from theodoi.backfill import BackfillError, active, resume, status
from theodoi.settings import VIETNAM

ENDED = {"success", "failed"}


def theodoi(setup: Setup, *arguments: str) -> tuple[int, str]:
    """Run `theodoi backfill …` as an operator would; returns its status and what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("THEODOI_")}
    done = subprocess.run(
        [sys.executable, "-m", "theodoi.cli", "backfill", *arguments],
        env=environment | {"THEODOI_HOME": str(setup.home)},
        capture_output=True,
        text=True,
        timeout=400,
    )
    return done.returncode, done.stdout + done.stderr


def days(setup: Setup, run_type: str, since: datetime) -> dict[str, str]:
    """State by partition key of the runs of a type that were made since."""
    found = setup.api.request("GET", "dags/nightly/dagRuns", params={"run_type": run_type, "limit": 100})["dag_runs"]
    return {run["partition_key"]: run["state"] for run in found if datetime.fromisoformat(run["queued_at"]) >= since}


def now() -> datetime:
    return datetime.now(VIETNAM)


def over(setup: Setup, seconds: float = 120) -> None:
    """Wait until no backfill is at work: Airflow notices the end of one every half minute."""
    deadline = time.monotonic() + seconds
    while active(setup.api) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_the_estimate_says_what_would_run_and_starts_nothing(setup):
    since = now()
    code, printed = theodoi(setup, "--from", "2026-11-17", "--to", "2026-11-19", "--profile", "demo", "--dry-run")
    assert code == 0, printed
    assert "3 days: 3 to run" in printed
    assert "expected: " in printed or "no night has been recorded yet" in printed
    assert days(setup, "backfill", since) == {}


def test_the_command_runs_exactly_the_days_asked_for_and_tells_each(setup):
    since = now()
    code, printed = theodoi(setup, "--from", "2026-11-18", "--to", "2026-11-19", "--profile", "demo")
    assert code == 0, printed
    assert days(setup, "backfill", since) == {"2026-11-18": "success", "2026-11-19": "success"}
    for day in ("2026-11-18", "2026-11-19"):
        assert f"  {day}  published: " in printed
        assert setup.rows("SELECT count(*) > 0 FROM warehouse.articles WHERE batch_id = :b", b=f"nightly/{day}") == [
            (True,)
        ]
    assert "[2 of 2]" in printed
    # Now there is something to judge by, and nothing left to do.
    code, printed = theodoi(setup, "--from", "2026-11-18", "--to", "2026-11-20", "--profile", "demo", "--dry-run")
    assert "2 have run already" in printed
    assert "1 to run" in printed
    assert "expected: about " in printed


def test_sources_extend_days_that_are_loaded(setup):
    batch = "nightly/2026-11-17"
    sources = "SELECT array_agg(DISTINCT source_id ORDER BY source_id) FROM ops.fetches WHERE batch_id = :b"
    code, printed = theodoi(setup, "--from", "2026-11-17", "--profile", "demo", "--sources", "demo-viendo")
    assert code == 0, printed
    assert setup.rows(sources, b=batch) == [(["demo-viendo"],)]
    code, printed = theodoi(
        setup, "--from", "2026-11-17", "--profile", "demo", "--sources", "demo-viendo,demo-trungdu", "--again"
    )
    assert code == 0, printed
    assert setup.rows(sources, b=batch) == [(["demo-trungdu", "demo-viendo"],)]


def test_the_form_in_airflows_pages_covers_the_days_from_the_first_to_the_last(setup, browser):
    """A person logs in, chooses two days in the calendar and starts the backfill."""
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.expected_conditions import (
        invisibility_of_element_located,
        visibility_of_element_located,
    )
    from selenium.webdriver.support.ui import WebDriverWait

    wait, calendar = WebDriverWait(browser, 30), (By.CSS_SELECTOR, "[placeholder='YYYY/MM/DD']")

    def press(words: str, kind: str = "button") -> None:
        browser.find_element(By.XPATH, f"//{kind}[normalize-space()='{words}']").click()

    over(setup)
    since = now()
    browser.get(f"{setup.airflow.url}/dags/nightly")
    log_in(browser, setup)
    press("Trigger")
    press("Run this Dag for a range of dates", "*")
    for bound, day in (("From", "2026/09/10"), ("To", "2026/09/12")):
        press("Select date and time", f"label[normalize-space()='{bound}']/following::p")
        wait.until(visibility_of_element_located(calendar)).send_keys(day, Keys.ENTER)
        ActionChains(browser).send_keys(Keys.ESCAPE).perform()
        wait.until(invisibility_of_element_located(calendar))
    browser.find_element(By.XPATH, "//*[normalize-space()='3 runs will be triggered.']")
    press("Run Backfill")
    wait.until(lambda _: len(days(setup, "backfill", since)) == 3)
    assert sorted(days(setup, "backfill", since)) == ["2026-09-10", "2026-09-11", "2026-09-12"]
    browser.get("about:blank")  # the page would go on asking
    code, printed = theodoi(setup, "--cancel")
    assert code == 0, printed


def test_cancel_and_resume(setup):
    over(setup)
    since = now()
    # As the pages of Airflow send it: their choices are moments in UTC, here of a browser in Vietnam.
    body = {
        "dag_id": "nightly",
        "from_date": "2026-11-01T17:00:00.000Z",
        "to_date": "2026-11-03T17:00:00.000Z",
        "run_backwards": False,
        "max_active_runs": 1,
        "reprocess_behavior": "none",
        "dag_run_conf": {"profile": "demo"},
    }
    setup.api.request("POST", "backfills", json=body)
    assert sorted(days(setup, "backfill", since)) == [f"2026-11-0{n}" for n in (2, 3, 4)]
    code, printed = theodoi(setup, "--from", "2026-11-08", "--profile", "demo")
    assert (code, "Airflow runs one at a time" in printed) == (1, True), printed
    code, printed = theodoi(setup, "--cancel")
    assert code == 0, printed
    assert "is cancelled" in printed
    deadline = time.monotonic() + 120
    while set(days(setup, "backfill", since).values()) - ENDED:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert "failed" in days(setup, "backfill", since).values()
    code, printed = theodoi(setup, "--resume")
    assert code == 0, printed
    assert days(setup, "backfill", since) == {f"2026-11-0{n}": "success" for n in (2, 3, 4)}
    over(setup)
    with pytest.raises(BackfillError, match="nothing is left"):
        resume(setup.api)
    assert status(setup.api)[0].endswith("ended; days: 3 success")


def test_airflows_own_command_covers_the_days_from_the_first_to_the_last(setup):
    over(setup)
    since = now()
    command = [
        sys.executable, "-m", "airflow", "backfill", "create", "--dag-id", "nightly",
        "--from-date", "2026-10-10", "--to-date", "2026-10-12", "--max-active-runs", "1", "--dag-run-conf", '{"profile": "demo"}',
    ]  # fmt: skip
    done = subprocess.run(command, env=setup.airflow.env, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert sorted(days(setup, "backfill", since)) == [f"2026-10-{n}" for n in (10, 11, 12)]
    code, printed = theodoi(setup, "--cancel")
    assert code == 0, printed


def test_one_past_day_over_the_rest_interface(setup):
    """By partition key; as the pages of Airflow start a run, with the day in its form, all other tests do."""
    run = setup.api.trigger("nightly", {"profile": "demo"}, partition_key="2026-10-20")
    assert setup.api.wait("nightly", run, 240) == "success"
    assert setup.rows("SELECT batch_id FROM ops.runs WHERE run_id = :r", r=f"nightly/{run}") == [
        ("nightly/2026-10-20",)
    ]


def test_after_an_outage_of_two_days_the_missed_nights_are_made_up(setup):
    """The scheduler finds that the next night in its books was due two nights ago."""
    since = now()
    newest = (now() - timedelta(hours=2)).date() - timedelta(days=1)
    due = newest - timedelta(days=2)
    expected = [(due + timedelta(days=n)).isoformat() for n in range(3)]
    database = create_engine(setup.airflow.env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    books = text(
        "UPDATE dag SET next_dagrun_partition_key = :key, next_dagrun_partition_date = :date, "
        "next_dagrun_create_after = :after WHERE dag_id = 'nightly'"
    )
    midnight = datetime.combine(due, datetime.min.time(), VIETNAM)
    deadline = time.monotonic() + 240
    while not days(setup, "scheduled", since):
        with database.begin() as connection:
            connection.execute(
                books, {"key": due.isoformat(), "date": midnight, "after": midnight + timedelta(hours=26)}
            )
        time.sleep(2)
        assert time.monotonic() < deadline
    while set((found := days(setup, "scheduled", since)).values()) != {"success"} or len(found) < len(expected):
        assert time.monotonic() < deadline, found
        time.sleep(1)
    assert sorted(found) == expected
    with database.connect() as connection:  # two work at a time, but they are made oldest first
        made = text("SELECT partition_key FROM dag_run WHERE dag_id = 'nightly' AND run_type = 'scheduled' ORDER BY id")
        assert [day for (day,) in connection.execute(made)] == expected
    covered = create_engine(setup.live_url)
    with covered.connect() as connection:
        held = connection.execute(text("SELECT day FROM ops.runs WHERE run_id LIKE 'nightly/scheduled%' ORDER BY day"))
        assert [day.isoformat() for (day,) in held] == expected
