"""The report of a run: its page in the lake, served to those who are logged in, as a browser shows it; and the asset event."""

from __future__ import annotations

import base64
import http.client
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.pipeline.conftest import DAY, Setup, log_in
from theodoi.embedded.processes import wait_until
from theodoi.lake import Lake
from theodoi.report.store import page_address, page_name, page_path

# Other tests change the articles of DAY itself.
REPORTED = DAY - timedelta(days=1)
BATCH = f"nightly/{REPORTED}"
SECTIONS = ["sources", "problems", "gates", "quarantine", "stages", "slowest", "decrees", "organisations", "metrics"]
SCREENS = [(360, 740), (1280, 900)]


@dataclass(frozen=True)
class Reported:
    """A run that has ended, and where its page is."""

    run_id: str  # as in ops.runs
    html: str
    file: Path
    address: str


@pytest.fixture(scope="module")
def reported(setup: Setup) -> Reported:
    """A night that was published."""
    run_id, state = setup.nightly(REPORTED)
    assert state == "success", setup.log(run_id, "report")
    path = page_path(BATCH, "nightly", page_name("nightly", run_id))
    lake = setup.home / "lake" / "demo"
    html = Lake(str(lake)).read_bytes(path).decode()
    address = f"{setup.airflow.url}/theodoi/reports/{page_address('demo', BATCH, 'nightly', run_id)}"
    return Reported(run_id, html, lake / path, address)


def test_the_page_tells_the_run(setup, reported):
    ((counts,),) = setup.rows("SELECT counts FROM ops.runs WHERE run_id = :run", run=reported.run_id)
    assert f"<h1>{BATCH}</h1>" in reported.html
    assert ">Published</span>" in reported.html
    assert f"<strong>{counts['articles']}</strong><span>articles</span>" in reported.html
    assert f"decrees in {counts['decree_mentions']} citations" in reported.html
    assert "refuses connections" in reported.html
    assert "not kept: " in reported.html
    assert reported.html.count("<mark>") >= 12


def test_each_quote_is_marked_in_the_words_of_its_article(setup, reported):
    texts = [text for (text,) in setup.rows("SELECT text FROM warehouse.article_versions")]
    passages = re.findall(r'<blockquote lang="vi">(.*?)<mark>(.*?)</mark>(.*?)</blockquote>', reported.html, re.S)
    assert len(passages) >= 12
    for before, words, after in passages:
        words = unescape((before + words + after).removeprefix("…").removesuffix(" …"))
        assert any(words in text for text in texts), words


def test_the_page_needs_nothing_else(reported):
    for word in ("<script", "<iframe", "@import", "url(", ' src="', "<object"):
        assert word not in reported.html
    links = [part.split('"')[0] for part in reported.html.split('href="')[1:]]
    assert {urlsplit(link).scheme for link in links} <= {"http", "https", "data", ""}


# the api-server ------------------------------------------------------------------------------------------------------


def logged_in(setup: Setup) -> httpx.Client:
    """A client with the cookie that the login page gives a browser."""
    answer = httpx.post(
        f"{setup.airflow.url}/auth/token", json={"username": "admin", "password": setup.airflow.password}
    )
    return httpx.Client(cookies={"_token": answer.json()["access_token"]}, timeout=30)


def asked_plainly(setup: Setup, path: str, token: str) -> http.client.HTTPResponse:
    """A request whose path no client has tidied up."""
    url = urlsplit(setup.airflow.url)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    connection.request("GET", path, headers={"Cookie": f"_token={token}"})
    return connection.getresponse()


def test_a_person_who_is_logged_in_gets_the_page_that_lies_in_the_lake(setup, reported):
    with logged_in(setup) as client:
        answer = client.get(reported.address)
    assert answer.status_code == 200
    assert answer.text == reported.html
    assert answer.headers["content-type"].startswith("text/html; charset=utf-8")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'; style-src 'unsafe-inline'" in answer.headers["content-security-policy"]


def test_without_a_login_there_is_no_report_and_no_list(setup, reported):
    for address in (reported.address, f"{setup.airflow.url}/theodoi/reports/"):
        answer = httpx.get(address)
        assert answer.status_code == 401
        assert "/auth/login" in answer.text
        assert BATCH not in answer.text.replace(
            f"{BATCH}/nightly", ""
        )  # the address itself comes back in the login's link
        assert httpx.get(address, headers={"Authorization": "Bearer made-up"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "demo/../../../../etc/passwd",
        "demo/nightly/../../airflow/secrets.json.html",
        "demo/nightly/..%2f..%2f..%2fsecrets/nightly/x.html",
        "demo/nightly/%2e%2e/nightly/x.html",
        "demo/nightly/2026-11-19/..%2f..%2f/x.html",
        "demo/nightly/2026-11-19/nightly/..%2f..%2f..%2fsecrets.html",
        "demo/nightly/2026-11-19/nightly/never-was.html",
        "demo/nightly/2026-11-19/nightly/x.json",
        "other/nightly/2026-11-19/nightly/x.html",
        "demo/%00/2026-11-19/nightly/x.html",
    ],
)
def test_an_address_that_is_none_is_refused(setup, reported, path):
    with logged_in(setup) as client:
        token = client.cookies["_token"]
    answer = asked_plainly(setup, f"/theodoi/reports/{path}", token)
    assert answer.status == 404
    assert "No such report" in answer.read().decode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_list_names_the_run(setup, reported):
    with logged_in(setup) as client:
        answer = client.get(f"{setup.airflow.url}/theodoi/reports/")
        assert answer.status_code == 200
        assert f'href="{page_address("demo", BATCH, "nightly", reported.run_id)}"' in answer.text


def test_the_proof_of_a_finding_is_a_page_for_those_who_are_logged_in(setup, reported):
    ((metric,),) = setup.rows("SELECT metric_id FROM warehouse.metrics ORDER BY metric_id LIMIT 1")
    address = f"{setup.airflow.url}/theodoi/reports/evidence/demo/{metric}"
    assert httpx.get(address).status_code == 401
    with logged_in(setup) as client:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Sao chép trích dẫn" in answer.text
        assert "✗" not in answer.text
        assert client.get(f"{setup.airflow.url}/theodoi/reports/evidence/demo/none").status_code == 404


def test_the_task_links_to_the_page(setup, reported):
    dag, _, run = reported.run_id.partition("/")
    links = setup.api.request("GET", f"dags/{dag}/dagRuns/{run}/taskInstances/report/links")["extra_links"]
    assert links == {"Run report": urlsplit(reported.address).path}


# the asset -----------------------------------------------------------------------------------------------------------


def events_of(setup: Setup, dag: str, run: str) -> list[dict]:
    found = setup.api.request("GET", "assets/events", params={"source_dag_id": dag, "source_run_id": run})
    return found["asset_events"]


def test_a_publish_is_an_event_of_its_warehouse_alone(setup, reported):
    (event,) = events_of(setup, "nightly", reported.run_id.partition("/")[2])
    assert (event["name"], event["uri"]) == ("theodoi_warehouse_demo", "theodoi://warehouse/demo")
    assert event["source_task_id"] == "announce_demo"
    assert event["partition_key"] == BATCH
    states = {t["task_id"]: t["state"] for t in setup.api.tasks("nightly", reported.run_id.partition("/")[2])}
    assert (states["announce_demo"], states["announce_live"]) == ("success", "skipped")
    ((counts, checksum),) = setup.rows(
        "SELECT counts, content_checksum FROM ops.runs WHERE run_id = :run", run=reported.run_id
    )
    assert event["extra"] == {"batch_id": BATCH, "counts": counts, "checksum": checksum}


def test_a_dag_downstream_is_started_with_the_batch(setup, reported):
    def started() -> list[str]:
        runs = setup.api.request("GET", "dags/after_publish/dagRuns")["dag_runs"]
        return [run["partition_key"] for run in runs if run["state"] == "success"]

    assert wait_until(lambda: BATCH in started(), seconds=60), started()


def test_a_schedule_without_partitions_is_not_started_as_the_events_have_keys(setup, reported):
    """After the test above: Airflow decides about both DAGs in one transaction."""
    assert setup.api.request("GET", "dags/unpartitioned")["is_paused"] is False
    assert setup.api.request("GET", "dags/unpartitioned/dagRuns")["total_entries"] == 0
    assert setup.api.request("GET", "dags/unpartitioned/assets/queuedEvents")["total_entries"] == 0


def test_a_day_without_articles_makes_no_event_and_has_its_page(setup):
    day = DAY.replace(month=3)
    run_id, state = setup.nightly(day)
    assert state == "success", setup.log(run_id, "report")
    assert setup.rows("SELECT status FROM ops.runs WHERE run_id = :run", run=run_id) == [("nothing_new",)]
    assert events_of(setup, "nightly", run_id.partition("/")[2]) == []
    states = {t["task_id"]: t["state"] for t in setup.api.tasks("nightly", run_id.partition("/")[2])}
    assert {states[task] for task in ("announce_demo", "announce_live")} == {"skipped"}
    path = page_path(f"nightly/{day}", "nightly", page_name("nightly", run_id))
    assert "Nothing new" in Lake(str(setup.home / "lake" / "demo")).read_bytes(path).decode()


def test_a_refused_run_has_its_page_and_makes_no_event(setup, tmp_path):
    for n in range(24):
        (tmp_path / f"bai-{n}.html").write_text(
            f'<html lang="vi"><head><title>Tin số {n}</title></head><body><article><h1>Tin số {n} của Sở Nội vụ trong ngày</h1>'
            + "".join(
                f"<p>{paragraph} Huyện Thử Nghiệm đã nhận hồ sơ của người dân, bản tin số {n}.</p>"
                for paragraph in GARBLED.split("\n\n")
            )
            + "</article></body></html>"
        )
    name, conf = "report-refused", {"files": [str(tmp_path)], "name": "report-refused", "profile": "demo"}
    run = setup.api.trigger("import_archive", conf)
    assert setup.api.wait("import_archive", run, 240) == "failed"
    path = page_path(f"import/{name}", "import_archive", page_name("import_archive", f"import_archive/{run}"))
    html = Lake(str(setup.home / "lake" / "demo")).read_bytes(path).decode()
    for words in ("Refused", "The gate articles refused batch", "This run published nothing", 'id="gates"'):
        assert words in html
    assert re.search(r'<span class="tag refused">refused</span> [^<]+<span class="sub">gate articles', html)
    assert 'id="quarantine"' in html and "articles, for example" in html
    assert 'id="decrees"' not in html
    assert events_of(setup, "import_archive", run) == []
    links = setup.api.request("GET", f"dags/import_archive/dagRuns/{run}/taskInstances/report/links")["extra_links"]
    assert links["Run report"].endswith("/" + path.partition("import_archive.")[2])


GARBLED = "Sở Nội vụ th\ufffd\ufffdng b\ufffdo k\ufffdt qu\ufffd gi\ufffdi quy\ufffdt th\ufffd t\ufffdc h\ufffdnh ch\ufffdnh.\n\nUBND t\ufffdnh \ufffd\ufffd giao Bộ Nội vụ r\ufffd so\ufffdt."

# a browser -----------------------------------------------------------------------------------------------------------


def show(browser, address: str, size: tuple[int, int], scheme: str = "light") -> None:
    """Open a page on a screen of this size (CSS pixels) in light or dark."""
    width, height = size
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get_log("browser")  # forget what earlier pages complained of
    browser.get(address)


def keep_picture(browser, name: str) -> None:
    """Where THEODOI_TEST_PICTURES names a folder, a picture of the whole page is put there to be looked at."""
    folder = os.environ.get("THEODOI_TEST_PICTURES")
    if folder:
        picture = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})["data"]
        (Path(folder) / f"{name}.png").write_bytes(base64.b64decode(picture))


def sideways(browser) -> int:
    """CSS pixels by which the page is wider than the screen."""
    return browser.execute_script("return document.scrollingElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("size", SCREENS, ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_opens_from_disk_without_complaint_or_sideways_scrolling(browser, reported, size, scheme):
    show(browser, reported.file.as_uri(), size, scheme)
    keep_picture(browser, f"run-{size[0]}-{scheme}")
    assert browser.get_log("browser") == []
    assert sideways(browser) <= 0
    sections = browser.execute_script("return [...document.querySelectorAll('main > section')].map(s => s.id)")
    assert [s for s in sections if s in SECTIONS] == SECTIONS
    # Each heading, table and quote can be found by a reader that does not see.
    assert browser.execute_script(
        "return [...document.querySelectorAll('section')].every(s => document.getElementById(s.getAttribute('aria-labelledby')))"
    )
    assert browser.execute_script("return [...document.querySelectorAll('table')].every(t => t.caption && t.tHead)")
    assert browser.execute_script("return document.documentElement.lang") == "en"
    assert browser.execute_script("return [...document.querySelectorAll('blockquote')].every(q => q.lang == 'vi')")


# Contrast as WCAG 2.2 has it (1.4.3), of each text against the first painted background behind it.
FAINT_TEXTS = """
const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
const behind = e => { for (; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c; } return [255, 255, 255]; };
return [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())).map(e => {
  const [a, b] = [light(numbers(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
  return [(a + .05) / (b + .05), e.tagName, e.className, e.textContent.slice(0, 40)];
}).filter(x => x[0] < 4.5);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_in_light_and_dark(browser, reported, scheme):
    show(browser, reported.file.as_uri(), SCREENS[1], scheme)
    assert browser.execute_script(FAINT_TEXTS) == []
    background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(n) for n in re.findall(r"\d+", background)[:3]) / 3
    assert brightness < 60 if scheme == "dark" else brightness > 200


def test_a_person_logs_in_and_follows_the_link_on_the_task(browser, setup, reported):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    dag, _, run = reported.run_id.partition("/")
    show(browser, f"{setup.airflow.url}/dags/{dag}/runs/{quote(run)}/tasks/report", SCREENS[1])
    log_in(browser, setup)
    browser.find_element(By.LINK_TEXT, "Details").click()
    link = browser.find_element(By.LINK_TEXT, "Run report")
    keep_picture(browser, "task")
    link.click()
    WebDriverWait(browser, 20).until(lambda b: len(b.window_handles) > 1 or "/theodoi/reports/" in b.current_url)
    browser.switch_to.window(browser.window_handles[-1])
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.ID, "stages"))
    assert urlsplit(browser.current_url).path == urlsplit(reported.address).path
    assert browser.title.startswith(BATCH)
    assert [line for line in browser.get_log("browser") if "/theodoi/" in line["message"]] == []


def test_the_menu_leads_to_the_list_and_the_list_to_the_page(browser, setup, reported):
    """After the test above: the browser is logged in."""
    from selenium.webdriver.common.by import By

    show(browser, f"{setup.airflow.url}/", SCREENS[1])
    browser.find_element(
        By.XPATH, "//nav//*[normalize-space()='Browse'] | //button[normalize-space()='Browse']"
    ).click()
    keep_picture(browser, "menu")
    entry = browser.find_element(By.PARTIAL_LINK_TEXT, "Run reports")
    for size in SCREENS:
        show(browser, entry.get_attribute("href") if size == SCREENS[0] else browser.current_url, size)
        keep_picture(browser, f"list-{size[0]}")
        assert browser.get_log("browser") == []
        assert sideways(browser) <= 0
    browser.find_element(By.CSS_SELECTOR, f"a[href$='{page_name('nightly', reported.run_id)}']").click()
    assert browser.find_element(By.ID, "stages")
