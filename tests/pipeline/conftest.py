"""A whole setup for the tests of the pipeline: Postgres, a warehouse of its own, Airflow's four components, the demo sites."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.conftest import GUARD
from tests.mailbox import Mailbox, mailbox
from tests.pipeline.house import bare_home, house  # noqa: F401 (fixtures for the tests beside)
from tests.pipeline.night import DAY, Night, _night_template, night_house, ports_of_our_own  # noqa: F401
from tests.pipeline.night import published_night as published_night
from tests.pipeline.object_store import store  # noqa: F401 (a fixture for the tests beside)
from tests.site.serve import DemoSites

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Setup:
    """What a test needs of the running setup."""

    airflow: object  # EmbeddedAirflow
    sites: DemoSites
    home: Path
    engine: Engine  # of the demo warehouse
    live_url: str
    mail: Mailbox  # what the setup mails to its operator

    @property
    def api(self):
        return self.airflow.api

    def nightly(self, day: date = DAY, *, refresh: bool = False, wait: bool = True) -> tuple[str, str | None]:
        """Run the nightly DAG for a day by hand; returns (run id as in ops.runs, final state or None)."""
        run_id = self.api.trigger("nightly", {"profile": "demo", "day": day.isoformat(), "refresh": refresh})
        return f"nightly/{run_id}", self.api.wait("nightly", run_id, 240) if wait else None

    def rows(self, statement: str, **parameters: object) -> list[tuple]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), parameters)]

    def log(self, run_id: str, task: str, characters: int = 3000) -> str:
        """The end of the log of a task's last attempt, for an assertion's message."""
        dag, _, run = run_id.partition("/")
        files = sorted((self.home / "logs" / "tasks").glob(f"dag_id={dag}/run_id={run}/task_id={task}/**/*.log"))
        return files[-1].read_text(errors="replace")[-characters:] if files else "(no log)"


def _bundle(name: str, folder: Path) -> dict:
    """A folder of DAGs: the project's own, or those that stand for other people's downstream of it."""
    classpath = "airflow.dag_processing.bundles.local.LocalDagBundle"
    return {"name": name, "classpath": classpath, "kwargs": {"path": str(folder)}}


def _mail_server(port: int) -> dict[str, str]:
    """Airflow's connection `smtp_default`, to a server without TLS and login."""
    extra = {"disable_ssl": True, "disable_tls": True, "from_email": "theodoi@theodoi.invalid"}
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": extra}
    return {"AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(connection)}


@pytest.fixture(scope="session")
def _running(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Setup, str]]:
    """Airflow and the demo sites around DAY, started once for all tests; the setup, and the prefix of its databases."""
    from theodoi.database import engine_for
    from theodoi.embedded.airflow import EmbeddedAirflow
    from theodoi.embedded.databases import prepare

    home = tmp_path_factory.mktemp("theodoi")
    ports_of_our_own(home / "demo")
    prefix = f"theodoi_test_{uuid.uuid4().hex[:6]}"
    urls = prepare(postgres_url, home, prefix)
    environment = {
        "THEODOI_ALERT_MAIL": "operator@theodoi.invalid",
        "THEODOI_HOME": str(home),
        "THEODOI_RETRY_SECONDS": "1",
        "PYTHONPATH": os.pathsep.join(["", GUARD, str(CHECKOUT / "plugins")]),
        # No DAG changes while tests run; to parse all of them every half minute is a third of a core.
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(
            [_bundle("dags-folder", CHECKOUT / "dags"), _bundle("tests", Path(__file__).parent / "dags")]
        ),
    }
    try:
        with (
            DemoSites(home / "demo", DAY) as sites,
            mailbox() as mail,
            EmbeddedAirflow(
                home, CHECKOUT, urls["airflow"], extra_env=environment | _mail_server(mail.port), port=0
            ) as airflow,
        ):
            yield Setup(airflow, sites, home, engine_for(urls["demo"]), urls["live"], mail), prefix
    finally:
        _drop(postgres_url, prefix, f"{prefix}_demo", f"{prefix}_airflow")
        admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            for role in (f"{prefix}_reader", prefix, f"{prefix}_demo", f"{prefix}_airflow"):
                connection.execute(text(f"DROP ROLE IF EXISTS {role}"))
        admin.dispose()


@pytest.fixture(scope="module")
def setup(_running: tuple[Setup, str], postgres_url: str) -> Setup:
    """The running setup with empty warehouses, an empty lake and sites as at the start: no module meets another's batches."""
    return _anew(*_running, postgres_url)


@pytest.fixture(scope="module")
def loaded_setup(_running: tuple[Setup, str], postgres_url: str, published_night: Night) -> Setup:
    """The running setup with the published night in warehouse and lake; Airflow knows no run of it."""
    return _anew(*_running, postgres_url, published_night)


def _anew(setup: Setup, prefix: str, postgres_url: str, night: Night | None = None) -> Setup:
    from theodoi.database import engine_for
    from theodoi.embedded.databases import prepare
    from theodoi.embedded.processes import wait_until
    from theodoi.load.migrate import migrate

    assert wait_until(lambda: not _at_work(setup), seconds=180), _at_work(setup)
    _end_questions(setup)
    _drop(postgres_url, prefix, f"{prefix}_demo")
    urls = prepare(postgres_url, setup.home, prefix)
    for folder in ("lake", "spool"):
        shutil.rmtree(setup.home / folder, ignore_errors=True)
    if night is not None:
        night.restore(urls["demo"])
        night.link(setup.home)
    for profile in ("live", "demo"):
        migrate(engine_for(urls[profile]))
    setup.sites.restore()
    return setup


def _at_work(setup: Setup) -> list[str]:
    """Runs that are not over, such as the last one of a backfill that a test has cancelled. Those of `review` but wait."""
    found = setup.api.request("GET", "dags/~/dagRuns", params={"state": ["queued", "running"], "limit": 100})[
        "dag_runs"
    ]
    return [f"{run['dag_id']} {run['dag_run_id']} {run['state']}" for run in found if run["dag_id"] != "review"]


def _end_questions(setup: Setup) -> None:
    """Take away the required actions that nobody has answered: their batches go."""
    path = "dags/review/dagRuns"
    for run in setup.api.request("GET", path, params={"state": ["queued", "running"], "limit": 100})["dag_runs"]:
        setup.api.request("PATCH", f"{path}/{run['dag_run_id']}", json={"state": "failed"})
        setup.api.request("DELETE", f"{path}/{run['dag_run_id']}")


def _drop(postgres_url: str, *databases: str) -> None:
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for database in databases:
            connection.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Headless Chromium, driven as a person would use it."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("needs chromium and chromedriver (Debian's packages chromium and chromium-driver)")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium's own refuses to work for root
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    chrome.implicitly_wait(20)
    yield chrome
    chrome.quit()


def log_in(browser, setup: Setup) -> None:
    """Fill in the login page that Airflow shows."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    browser.find_element(By.NAME, "username").send_keys("admin")
    browser.find_element(By.NAME, "password").send_keys(setup.airflow.password)
    browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
    WebDriverWait(browser, 20).until(lambda b: "/auth/" not in b.current_url)
