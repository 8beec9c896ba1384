"""The dashboards in a real Superset: every chart's query answers with rows, every dashboard opens without an error, and a second import changes nothing."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

from tests.pipeline.conftest import CHECKOUT, Setup

pytestmark = [pytest.mark.bi, pytest.mark.timeout(900)]

PYTHON = CHECKOUT / ".venv-bi" / "bin" / "python"
FOLDER = CHECKOUT / "bi" / "superset"
SPEC = yaml.safe_load((FOLDER / "dashboards.yaml").read_text(encoding="utf-8"))
SCREENSHOTS = os.environ.get(
    "THEODOI_SCREENSHOTS"
)  # a folder for pictures of the dashboards (make test-bi does not ask)


@dataclass(frozen=True)
class Superset:
    """A Superset that serves the demo warehouse."""

    address: str
    password: str

    def client(self) -> httpx.Client:
        login = {"username": "admin", "password": self.password, "provider": "db"}
        token = httpx.post(f"{self.address}/api/v1/security/login", json=login, timeout=60).json()["access_token"]
        return httpx.Client(base_url=self.address, timeout=60, headers={"Authorization": f"Bearer {token}"})

    def charts(self) -> dict[str, dict]:
        with self.client() as client:
            found = client.get("/api/v1/chart/", params={"q": "(page_size:100)"}).json()["result"]
        return {chart["slice_name"]: chart for chart in found}


def serve(action: str, home: Path) -> str:
    command = [PYTHON, FOLDER / "serve.py", action, "--home", home, "--profile", "demo"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def superset(loaded_setup: Setup) -> Iterator[Superset]:
    if not PYTHON.exists():
        pytest.skip("Superset's environment is not there: make test-bi makes it")
    home = loaded_setup.home
    serve("start", home)
    folder = home / "superset"
    yield Superset((folder / "address").read_text(), (folder / "password").read_text())
    assert "stopped" in serve("stop", home)


def test_every_chart_answers_with_rows(superset: Superset) -> None:
    charts = superset.charts()
    assert set(charts) == {chart["title"] for chart in SPEC["charts"].values()}
    faults = {}
    with superset.client() as client:
        for title, chart in charts.items():
            answer = client.get(f"/api/v1/chart/{chart['id']}/data/")
            result = answer.json().get("result", [{}])[0]
            if answer.status_code != 200 or result.get("error") or not result.get("rowcount"):
                faults[title] = answer.text[:500]
    assert faults == {}


def test_maps_name_the_islands_and_mix_no_divisions(superset: Superset) -> None:
    charts = superset.charts()
    with superset.client() as client:
        for chart in (c for c in SPEC["charts"].values() if c["kind"] == "map"):
            [result] = client.get(f"/api/v1/chart/{charts[chart['title']]['id']}/data/").json()["result"]
            rows = result["data"]
            assert {"quần đảo Hoàng Sa (Đà Nẵng)", "quần đảo Trường Sa (Khánh Hòa)", "Biển Đông"} <= {
                r["name"] for r in rows
            }
            assert sum(r["kind"] == "province" for r in rows) == chart["vintage"]


def test_every_dashboard_opens_without_an_error(superset: Superset, browser) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    browser.set_window_size(1300, 2300)
    browser.get(f"{superset.address}/login/")
    browser.find_element(By.ID, "username").send_keys("admin")
    browser.find_element(By.ID, "password").send_keys(superset.password)
    browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
    WebDriverWait(browser, 30).until(lambda b: "/login" not in b.current_url)
    browser.implicitly_wait(0)
    for dashboard in SPEC["dashboards"]:
        browser.get(f"{superset.address}/superset/dashboard/{dashboard['slug']}/?standalone=2")
        charts = [name for row in dashboard["rows"] for name in row]

        def drawn(b, charts=charts) -> bool:
            b.execute_script("window.scrollBy(0, 400)")
            return len(
                b.find_elements(By.CSS_SELECTOR, "[data-test-chart-id] .slice_container, .slice_container")
            ) >= len(charts)

        WebDriverWait(browser, 90, poll_frequency=1).until(drawn)
        WebDriverWait(browser, 90).until(
            lambda b: not b.find_elements(By.CSS_SELECTOR, ".loading, [data-test=loading-indicator]")
        )
        time.sleep(1)  # charts are drawn on a canvas, in frames
        shown = browser.find_element(By.TAG_NAME, "body").text
        assert [
            words for words in ("Unexpected error", "No results", "Network error", "Error:") if words in shown
        ] == [], dashboard["slug"]
        assert all(SPEC["charts"][name]["title"] in shown for name in charts)
        if SCREENSHOTS:
            browser.execute_script("window.scrollTo(0, 0)")
            browser.save_screenshot(str(Path(SCREENSHOTS) / f"{dashboard['slug']}.png"))
    asked = [entry["message"] for entry in browser.get_log("browser") if "Failed to load resource" in entry["message"]]
    assert [message for message in asked if superset.address not in message] == []


def test_a_second_import_replaces_what_is_there(superset: Superset, loaded_setup: Setup) -> None:
    before = {title: chart["id"] for title, chart in superset.charts().items()}
    serve("start", loaded_setup.home)
    again = Superset((loaded_setup.home / "superset" / "address").read_text(), superset.password)
    assert {title: chart["id"] for title, chart in again.charts().items()} == before
