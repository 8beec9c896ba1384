"""The nightly DAG on real Airflow, Postgres and HTTP. The tests build on each other's batch and run in this order.

What a night does to the warehouse in other cases is tested in `test_night.py`, without Airflow.
"""

from __future__ import annotations

import os
import random
import re
import signal
import threading
import time
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from tests.pipeline.conftest import Setup
from tests.pipeline.night import BATCH, DAY, NightHouse
from tests.pipeline.warehouse import settings_of
from tests.site.expected import of_day
from theodoi.leases import batch_lock
from theodoi.load.publish import content_checksum

STAGES = (
    "discover", "crawl", "gate_captures", "clean", "commit_clean", "gate_articles", "extract", "commit_extract",
    "gate_findings", "stage", "gate_staging", "publish", "update_statistics",
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(setup: Setup) -> str:
    """The checksum of the batch of DAY, loaded once."""
    run_id, state = setup.nightly()
    assert state == "success", setup.rows("SELECT status, note FROM ops.runs") or setup.log(run_id, "begin")
    assert setup.rows("SELECT batch_id, day FROM ops.runs WHERE run_id = :run", run=run_id) == [(BATCH, DAY)]
    return content_checksum(setup.engine, BATCH)


def test_the_dags_parse_and_tell_their_story(setup):
    assert setup.api.request("GET", "importErrors")["total_entries"] == 0
    for dag in ("nightly", "import_archive"):
        assert len(setup.api.request("GET", f"dags/{dag}/details")["doc_md"]) > 400
    tasks = [t["task_id"] for t in setup.api.request("GET", "dags/nightly/tasks")["tasks"]]
    assert len(tasks) == 19


def test_each_module_is_loaded_once(setup):
    plugins = setup.api.request("GET", "plugins")["plugins"]
    assert [p["name"] for p in plugins if "PLUGINS_FOLDER" in p["source"]] == ["theodoi"]


def test_a_night_loads_the_articles_of_its_day(setup, loaded):
    sheet = setup.sites.expected()
    due = {e.url for e in of_day(sheet, 0)}
    served = {url for (url,) in setup.rows("SELECT url FROM warehouse.articles WHERE batch_id LIKE 'nightly/%'")}
    assert due <= served, f"missing: {sorted(due - served)}"
    right = {e.url for site in sheet.values() for e in site.values() if e.outcome == "article" and e.url == e.canonical}
    assert served <= right, f"no articles: {sorted(served - right)}"


def test_what_was_not_kept_says_why(setup, loaded):
    sheet = {e.url: e for site in setup.sites.expected().values() for e in site.values()}
    outcomes = setup.rows(
        "SELECT f.url, coalesce(c.outcome, f.outcome), f.reason, c.outcome_reason FROM ops.fetches AS f "
        "LEFT JOIN warehouse.captures AS c USING (capture_id) WHERE f.kind = 'page' AND f.batch_id = :batch",
        batch=BATCH,
    )
    for url, outcome, reason, other in outcomes:
        if outcome not in {"article", "duplicate"}:
            assert reason or other, f"{url} is {outcome} without a reason"
        if url in sheet and outcome in {"soft_404", "no_text", "not_vietnamese", "list_page"}:
            assert sheet[url].outcome == outcome, url
    counts = Counter(outcome for _, outcome, _, _ in outcomes)
    assert {"article", "soft_404", "no_text", "not_vietnamese", "http_error", "robots_disallowed"} <= counts.keys(), (
        counts
    )


def test_an_unreachable_site_and_an_empty_feed_are_told_in_a_sentence(setup, loaded):
    told = setup.rows(
        "SELECT source_id, outcome, reason FROM ops.fetches WHERE batch_id = :batch AND kind <> 'page' AND reason IS NOT NULL",
        batch=BATCH,
    )
    assert any(source == "demo-khong-ket-noi" for source, _, _ in told)
    assert any(outcome == "empty" for _, outcome, _ in told), told
    assert not any("Traceback" in reason for _, _, reason in told)


def test_what_robots_txt_forbids_is_never_asked_for(setup, loaded):
    assert not [r for r in setup.sites.requests if r.path.startswith("/noi-bo/")]
    first = {}
    for request in setup.sites.requests:
        first.setdefault(request.site, request.path)
    assert set(first.values()) == {"/robots.txt"}


@pytest.mark.parametrize("table", ["decree_mentions", "organisation_mentions", "system_mentions", "metrics"])
def test_every_finding_is_proven_by_its_article(setup, loaded, table):
    wrong = setup.rows(
        f"SELECT count(*) FROM warehouse.{table} AS m JOIN warehouse.article_versions AS v USING (article_version_id) "
        "WHERE substr(v.text, (m.start_char + 1)::int, (m.end_char - m.start_char)::int) <> m.quote"
    )
    assert wrong == [(0,)]
    assert setup.rows(f"SELECT count(*) > 10 FROM warehouse.{table}") == [(True,)]


def test_what_was_given_back_diacritics_is_marked_and_keeps_what_was_printed(setup, loaded):
    rows = setup.rows(
        "SELECT a.article_version_id, v.text, v.text_raw, v.repaired_spans FROM warehouse.articles AS a "
        "JOIN warehouse.article_versions AS v USING (article_version_id) WHERE a.repaired"
    )
    [(version, whole, raw, spans)] = rows  # the one page of the demo that lost some
    assert len(whole) == len(raw)
    assert sum(len(printed.split()) for _, _, printed in spans) > 40
    for start, end, printed in spans:
        assert raw[start:end] == printed != whole[start:end]
    marked = "SELECT start_char, end_char, repaired FROM warehouse.metrics WHERE article_version_id = :version"
    metrics = setup.rows(marked, version=version)
    assert {repaired for *_, repaired in metrics} == {True, False}
    for low, high, repaired in metrics:
        assert repaired == any(start < high and low < end for start, end, _ in spans)
    assert setup.rows("SELECT count(*) FROM bi.metric_claims WHERE repaired") == [
        (sum(repaired for *_, repaired in metrics),)
    ]


def test_the_gates_recorded_their_checks(setup, loaded):
    assert setup.rows("SELECT count(DISTINCT gate), count(*) >= 40 FROM ops.gate_results") == [(4, True)]


def test_killing_the_task_of_every_stage_and_retrying_ends_the_same(setup, loaded):
    """Each stage is stopped at its lock, let go, and killed with SIGKILL some moments later; the retry does the rest."""
    # A fresh fetch of another day, so that the crawl has work to lose.
    day = date(2026, 11, 19)
    batch = f"nightly/{day}"
    setup.sites.slow("demo-chinhphu", 0.05)
    killer = Killer(setup, batch)
    try:
        with killer:
            _, state = setup.nightly(day)
    finally:
        setup.sites.slow("demo-chinhphu", 0)
    assert state == "success"
    assert killer.killed == set(STAGES)
    killed = content_checksum(setup.engine, batch)
    url = setup.engine.url.render_as_string(hide_password=False)
    with settings_of(setup.home, url):
        NightHouse(url, setup.home, setup.sites).night(day)
    assert content_checksum(setup.engine, batch) == killed
    assert setup.rows(
        "SELECT count(*) FROM (SELECT 1 FROM warehouse.captures WHERE batch_id = :batch GROUP BY url, digest HAVING count(*) > 1) AS x",
        batch=batch,
    ) == [(0,)]
    left = "SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE outcome = 'captured') FROM ops.fetches WHERE batch_id = :batch AND kind = 'page'"
    kept = "SELECT count(*) FROM warehouse.captures WHERE batch_id = :batch"
    assert setup.rows(left, batch=batch) == [(0, *setup.rows(kept, batch=batch)[0])]


def test_a_stage_that_fails_says_why_in_one_line(setup, loaded):
    """A file lies where the stage's folder should be: an error of the house, not of a site."""
    day = date(2026, 10, 5)
    folder = setup.home / "lake" / "demo" / "outcomes" / "batch=nightly"
    (folder / str(day)).write_text("in the way")
    run_id, state = setup.nightly(day)
    assert state == "failed"
    [(status, note)] = setup.rows("SELECT status, note FROM ops.runs WHERE run_id = :run", run=run_id)
    assert status == "failed"
    assert re.fullmatch(r"failed in clean(?:_0)? \((\w+): .+\)\. The warehouse is as it was; .+", note), note
    (folder / str(day)).unlink()


class Killer:
    """Kills the first attempt of every stage of a batch a moment after it has begun to work.

    It holds the leases that the stages take, sees in ops.leases which process waits for one, gives it back and sends
    SIGKILL after a random part of a fifth of a second.
    """

    def __init__(self, setup: Setup, batch: str) -> None:
        self._setup, self._batch = setup, batch
        self._threads: list[threading.Thread] = []
        self._over = threading.Event()
        self.killed: set[str] = set()

    def __enter__(self) -> Killer:
        held = []
        for stage in STAGES:
            shard = "0" if stage in {"clean", "extract"} else ""
            ready = threading.Event()
            thread = threading.Thread(target=self._guard, args=(stage, shard, ready))
            thread.start()
            self._threads.append(thread)
            held.append(ready)
        assert all(ready.wait(10) for ready in held)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _guard(self, stage: str, shard: str, ready: threading.Event) -> None:
        # A commit is over in a few hundredths of a second.
        moment = 0.0 if stage.startswith("commit_") else random.Random(stage).random() / 5
        with batch_lock(self._setup.engine, "demo", self._batch, stage, shard) as lease:
            ready.set()
            pid = self._waiting(lease.token)
        if pid is None:
            return
        self._until_at_work(stage, shard, pid)
        if self._over.wait(moment):
            return
        os.kill(pid, signal.SIGKILL)
        self.killed.add(stage)

    def _until_at_work(self, stage: str, shard: str, pid: int) -> None:
        """Return when the process has the lease. Some stages have theirs for few hundredths of a second."""
        query = text("SELECT FROM ops.leases WHERE stage = :stage AND shard = :shard AND pid = :pid")
        parameters = {"stage": stage, "shard": shard, "pid": pid}
        with self._setup.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while connection.execute(query, parameters).first() is None and not self._over.wait(0.002):
                pass

    def _waiting(self, token: int) -> int | None:
        """Process id of the task that waits for the lease."""
        query = text("SELECT wanted_by FROM ops.leases WHERE token = :token")
        engine = create_engine(self._setup.engine.url)
        while not self._over.is_set():
            with engine.connect() as connection:
                name = connection.scalar(query, {"token": token})
            if name:
                return int(name.rpartition(" ")[2])
            time.sleep(0.05)
        return None
