"""Maintenance on a real night of the demo sites: alerts, learnt versions, retention, compaction; and its DAG on real Airflow."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, make_url, text

from tests import stages
from tests.conftest import copy_of, open_folder
from tests.pipeline.conftest import Setup
from tests.pipeline.warehouse import Warehouse, settings_of
from tests.site.expected import of_day
from tests.site.serve import SITES, DemoSites
from theodoi import pipeline
from theodoi.cli import main
from theodoi.contracts import ARTICLES, CAPTURES, METRICS, OUTCOMES
from theodoi.lake import Lake
from theodoi.leases import batch_lock, whole_batch
from theodoi.load.publish import content_checksum
from theodoi.maintain import alerts, compaction, disk, learnt, night, retention, sources
from theodoi.maintain.alerts import Alert
from theodoi.maintain.work import Work
from theodoi.scrape.crawl import commit_captures
from theodoi.settings import VIETNAM, settings
from theodoi.warc import Page, SegmentWriter, index_files, read_record

DAY = date(2026, 11, 20)
BATCH = f"nightly/{DAY}"
MORNING = datetime(2026, 11, 21, 6, 0, tzinfo=VIETNAM)


@dataclass
class House(Warehouse):
    """A warehouse and a lake of a test's own, in which the night of DAY has been published."""

    url: str
    home: Path

    def work(self, now: datetime = MORNING, **how: object) -> Work:
        return Work("demo", now=now, **how)

    def later(self, days: float, **how: object) -> Work:
        """Maintenance so many days after the night's run, by the clock of this machine."""
        return self.work(datetime.now(UTC) + timedelta(days=days), **how)

    def run(self, number: int, day: date = DAY) -> pipeline.Run:
        return pipeline.Run(f"test/{number}", f"nightly/{day}", "demo", "nightly", day.isoformat())

    def load(self, run: pipeline.Run) -> str:
        """Everything behind the crawl; the checksum of what is served then."""
        stages.crawl(run)
        stages.carry_through(run)
        return content_checksum(self.engine, run.batch_id)

    def segments(self) -> list[str]:
        # The half of one that a killed process leaves has another name, and is removed by `lake_files`.
        return [name for name in self.lake.names(f"warc/batch={BATCH}") if name.endswith(".warc.gz")]

    def all_read(self) -> int:
        """Every capture that the lake or the warehouse names can be read at its place; returns their number."""
        served = self.rows("SELECT capture_id, digest, warc, warc_offset, warc_length FROM warehouse.captures")
        columns = ["capture_id", "digest", "warc", "warc_offset", "warc_length"]
        everywhere = [*served]
        for stage in ("raw", "passed"):
            rows = [tuple(r[c] for c in columns) for r in self.lake.read(CAPTURES, BATCH, stage).to_pylist()]
            assert sorted(r[0] for r in rows) == sorted(r[0] for r in served)
            everywhere += rows
        for _, digest, warc, offset, length in everywhere:
            assert read_record(self.lake, warc, offset, length).digest == digest
        return len(served)


@pytest.fixture(scope="module")
def published(postgres_url: str, _template: str) -> Iterator[House]:
    """The night of DAY from the demo sites' own pages, two records to a segment, through all gates."""
    with open_folder() as folder, copy_of(_template, postgres_url) as url:
        home = folder / "home"
        (home / "demo").mkdir(parents=True)
        (home / "demo" / "ports.json").write_text(json.dumps(dict.fromkeys(SITES, 0)))
        house = House(url, home)
        with settings_of(home, url):
            with DemoSites(home / "demo", DAY) as sites:
                writer = SegmentWriter(house.lake, BATCH, home / "spool")
                for number, article in enumerate(of_day(sites.expected(), 0)):
                    answer = httpx.get(article.url)
                    writer.add(
                        Page(
                            article.url, MORNING, answer.content, article.site, 200, tuple(answer.headers.items()), found_by="feed"
                        )
                    )  # fmt: skip
                    if number % 2:
                        writer.close()
                writer.close()
            commit_captures(house.lake, BATCH)
            house.load(house.run(1))
        yield house


@pytest.fixture
def house(published: House, postgres_url: str, tmp_path: Path) -> Iterator[House]:
    """A copy of the published night."""
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    with copy_of(make_url(published.url).database or "", postgres_url) as url, settings_of(home, url):
        yield House(url, home)


def set_(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """Settings of a test: THEODOI_<NAME>."""
    for name, value in values.items():
        monkeypatch.setenv(f"THEODOI_{name}", str(value))
    settings.cache_clear()


# alerts --------------------------------------------------------------------------------------------------------------


class Webhook:
    """A receiver on loopback that gives the answers that it is told to give, the last one for ever."""

    def __init__(self, *answers: int) -> None:
        self.got: list[dict] = []
        hook, left = self, list(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook/secret"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def webhook(*answers: int) -> Iterator[Webhook]:
    hook = Webhook(*answers)
    try:
        yield hook
    finally:
        hook.close()


def test_a_night_that_is_published_raises_no_alert(house):
    outcome = night.night_published(house.work())
    assert outcome.alarm is None
    assert outcome.lines[0].startswith(f"The night of {DAY} was published on ")
    assert house.rows("SELECT count(*) FROM ops.alerts") == [(0,)]


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ("DELETE FROM ops.runs", "no run of it has begun"),
        ("UPDATE ops.runs SET status = 'refused', published_at = NULL, note = 'The gate articles refused'", "its run refused. The gate articles refused"),
        ("UPDATE ops.runs SET status = 'nothing_new'", "brought no article at all"),
        ("UPDATE ops.runs SET status = 'running', published_at = NULL, started_at = '2026-11-20T20:00Z'", "its run began on 2026-11-21 at 03:00 and still works"),
    ],
)  # fmt: skip
def test_a_night_that_is_missing_at_six_is_one_alert_until_it_is_published(house, happened, told):
    house.do(happened)
    for _ in range(2):
        outcome = night.night_published(house.work())
        assert told in outcome.alarm
    assert house.rows("SELECT kind, subject, sentence, cleared_at FROM ops.alerts") == [
        (night.KIND, BATCH, outcome.alarm, None)
    ]
    house.do("DELETE FROM ops.runs")
    house.do(
        "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status, published_at) VALUES ('again', :batch, 'nightly', :day, 'published', now())",
        batch=BATCH,
        day=DAY,
    )
    outcome = night.night_published(house.work())
    assert outcome.alarm is None
    assert outcome.lines[-1] == f"cleared: {night.KIND} of {BATCH}"
    assert house.rows("SELECT count(*) FILTER (WHERE cleared_at IS NULL), count(*) FROM ops.alerts") == [(0, 1)]


def test_a_night_is_due_at_six_in_vietnam():
    assert night.due_day(MORNING) == DAY
    assert night.due_day(MORNING - timedelta(seconds=1)) == DAY - timedelta(days=1)
    assert night.due_day(MORNING.astimezone(UTC)) == DAY


def test_where_no_source_is_switched_on_no_night_is_due(house):
    house.do("DELETE FROM ops.runs")
    assert night.night_published(house.work()).alarm
    for file in (house.home / "demo" / "sources").glob("*.yaml"):
        file.write_text(file.read_text().replace("enabled: true", "enabled: false"))
    outcome = night.night_published(house.work())
    assert outcome.alarm is None
    assert house.rows("SELECT count(*) FROM ops.alerts WHERE cleared_at IS NULL") == [(0,)]


def test_a_dry_run_alerts_nobody(house, monkeypatch):
    house.do("DELETE FROM ops.runs")
    with webhook(200) as hook:
        set_(monkeypatch, ALERT_URL=hook.url)
        outcome = night.night_published(house.work(dry_run=True))
    assert outcome.lines == (f"would alert: {outcome.alarm}",)
    assert (hook.got, house.rows("SELECT count(*) FROM ops.alerts")) == ([], [(0,)])


def test_an_alert_is_sent_once(house, monkeypatch):
    wrong = [Alert(disk.KIND, "/data", "Only 1 GB is free.")]
    with webhook(200) as hook:
        set_(monkeypatch, ALERT_URL=hook.url)
        for _ in range(2):
            alerts.keep(house.work(), [disk.KIND], wrong)
    [message] = hook.got
    assert message["text"] == "Theodoi (demo): Only 1 GB is free. Look closer: theodoi health --profile demo"
    assert (message["kind"], message["subject"]) == (disk.KIND, "/data")


def test_an_alert_is_told_again_when_its_state_changes_and_once_when_it_is_over(house, monkeypatch):
    told: list[tuple[str, str]] = []

    def mail(message: alerts.Message) -> None:
        told.append((message.happened, message.text))

    with webhook(200) as hook:
        set_(monkeypatch, ALERT_URL=hook.url)
        for state, sentence in (("absent", "No run."), ("absent", "No run yet."), ("refused", "Refused."), ("", "")):
            wrong = [Alert(night.KIND, BATCH, sentence, state)] if sentence else []
            for _ in range(2):
                alerts.keep(house.work(channels={"mail": mail}), [night.KIND], wrong)
    assert told == [
        ("raised", "Theodoi (demo): No run."),
        ("changed", "Theodoi (demo): changed: Refused."),
        ("cleared", "Theodoi (demo): over: Refused."),
    ]
    assert [message["happened"] for message in hook.got] == ["raised", "changed", "cleared"]


def test_a_channel_that_fails_is_told_later_and_the_other_one_not_twice(house, monkeypatch):
    answers = iter(["SMTPConnectError", None])
    with webhook(200) as hook:
        set_(monkeypatch, ALERT_URL=hook.url)
        for _ in range(2):
            wrong = [Alert(disk.KIND, "/data", "Only 1 GB is free.")]
            alerts.keep(house.work(channels={"mail": lambda _: next(answers)}), [disk.KIND], wrong)
    assert len(hook.got) == 1
    assert house.rows("SELECT channel FROM ops.alert_messages ORDER BY 1") == [("THEODOI_ALERT_URL",), ("mail",)]


def test_a_source_that_is_silent_for_longer_than_usual_is_an_alert_until_it_writes(house):
    assert sources.sources_well(house.work()).lines == ("all sources are well",)
    [(source,)] = house.rows("SELECT source_id FROM warehouse.captures WHERE outcome = 'article' ORDER BY 1 LIMIT 1")

    def night_of(day: date, with_article: bool) -> None:
        values = {"batch": f"nightly/{day}", "day": day, "source": source}
        house.do(
            "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status, published_at) VALUES (:batch, :batch, 'nightly', :day, 'published', now())",
            **values,
        )
        if with_article:
            house.do(
                "INSERT INTO warehouse.captures (capture_id, batch_id, source_id, url, captured_at, status, digest, warc, warc_offset, warc_length, payload_bytes, outcome) "
                "VALUES (:batch, :batch, :source, :batch, now(), 200, 'd', 'w', 0, 1, 1, 'article')",
                **values,
            )

    for back in (2, 4, 6, 8):
        night_of(DAY - timedelta(days=back), True)
    night_of(DAY + timedelta(days=2), False)
    assert house.rows(
        "SELECT state, silent_days, usual_gap_days FROM bi.source_health WHERE source_id = :s", s=source
    ) == [("well", 2, 2)]
    night_of(DAY + timedelta(days=3), False)
    sources.sources_well(house.work())
    opened = "SELECT kind, subject FROM ops.alerts WHERE cleared_at IS NULL AND subject = :s"
    assert house.rows(opened, s=source) == [(sources.SILENT, source)]
    night_of(DAY + timedelta(days=4), True)
    sources.sources_well(house.work())
    assert house.rows(opened, s=source) == []


def test_a_receiver_that_fails_is_asked_again_and_told_and_stops_nothing(house, monkeypatch):
    monkeypatch.setattr(alerts, "_PAUSE_SECONDS", 0.01)
    wrong = [Alert(disk.KIND, "/data", "Only 1 GB is free."), Alert(disk.KIND, "/home", "Only 2 GB are free.")]
    with webhook(500, 503, 500, 200) as hook:
        set_(monkeypatch, ALERT_URL=hook.url)
        lines = alerts.keep(house.work(), [disk.KIND], wrong)
        assert len(hook.got) == 3
        assert lines[-1].startswith("alert: THEODOI_ALERT_URL did not take an alert (answer 500)")
        assert "secret" not in str(house.rows("SELECT * FROM ops.alerts"))
        lines = alerts.keep(house.work(), [disk.KIND], wrong)
        assert lines[-1] == "alerts sent: 2"
    assert house.rows("SELECT kind FROM ops.alerts WHERE cleared_at IS NOT NULL") == [("channel_failed",)]


def test_a_refusal_is_not_repeated_and_a_dead_receiver_is_told(house, monkeypatch):
    monkeypatch.setattr(alerts, "_PAUSE_SECONDS", 0.01)
    wrong = [Alert(disk.KIND, "/data", "Only 1 GB is free.")]
    with webhook(404) as hook:
        set_(monkeypatch, ALERT_URL=hook.url)
        assert "answer 404" in alerts.keep(house.work(), [disk.KIND], wrong)[-1]
        assert len(hook.got) == 1
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        set_(monkeypatch, ALERT_URL=f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        assert "ConnectError" in alerts.keep(house.work(), [disk.KIND], wrong)[-1]


def test_a_full_disk_is_an_alert_that_names_the_biggest_folders(house, monkeypatch):
    set_(monkeypatch, DISK_MIN_PERCENT=0, DISK_MIN_GB=10**9)
    outcome = disk.disk_space(house.work())
    assert outcome.alarm.startswith("Only ") and "lake/demo" in outcome.alarm
    set_(monkeypatch, DISK_MIN_PERCENT=99.9, DISK_MIN_GB=0)
    assert disk.disk_space(house.work()).alarm
    set_(monkeypatch, DISK_MIN_PERCENT=0, DISK_MIN_GB=0)
    outcome = disk.disk_space(house.work())
    assert outcome.alarm is None
    assert house.rows("SELECT count(*), count(cleared_at) FROM ops.alerts") == [(1, 1)]


# health --------------------------------------------------------------------------------------------------------------


def health(capsys) -> tuple[int, dict[str, str]]:
    status = main(["health", "--profile", "demo"])
    lines = capsys.readouterr().out.splitlines()
    return status, {line.split()[1]: line for line in lines}


def test_health_says_a_line_each_and_is_well_when_all_is_well(house, capsys):
    """The nights until yesterday, by this machine's clock, are in the warehouse."""
    due = night.due_day(datetime.now(UTC))
    for back in range(3):
        house.do(
            "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status, published_at, started_at, finished_at) "
            "VALUES (:run, :batch, 'nightly', :day, 'published', now(), CAST(:day AS date) + 1, now()) ON CONFLICT DO NOTHING",
            run=f"n{back}",
            batch=f"nightly/{due - timedelta(days=back)}",
            day=due - timedelta(days=back),
        )
    house.do("DELETE FROM ops.runs WHERE batch_id = :batch AND run_id LIKE 'test/%'", batch=BATCH)
    status, lines = health(capsys)
    assert status == 0, lines
    assert all(line.startswith("ok ") for line in lines.values())
    assert list(lines) == ["airflow", "night", "days", "disk", "stages", "runs", "quarantine", "alerts"]
    assert "Days missing in the last 14: none." in lines["days"]

    house.do("DELETE FROM ops.runs WHERE run_id = 'n1'")
    status, lines = health(capsys)
    missing = due - timedelta(days=1)
    assert status == 1
    assert f"{missing}. Run them: theodoi backfill --profile demo --from {missing} --to {missing}" in lines["days"]
    assert lines["days"].startswith("WRONG")


def test_health_sees_a_stage_that_hangs_and_an_open_alert(house, capsys):
    run = house.run(2)
    pipeline.begin(run)
    house.do(
        "INSERT INTO ops.stages (run_id, stage, started_at) VALUES (:run, 'crawl', now() - interval '7 hours')",
        run=run.run_id,
    )
    alerts.keep(house.work(), ["other"], [Alert("other", "x", "Something else is wrong.")])
    status, lines = health(capsys)
    assert status == 1
    assert (
        lines["stages"].startswith("WRONG")
        and "crawl of nightly/2026-11-20 has been at work for 420 minutes" in lines["stages"]
    )
    assert lines["alerts"].startswith("WRONG") and "Something else is wrong." in lines["alerts"]


def test_health_says_in_one_line_why_it_cannot_check(house, capsys, monkeypatch):
    set_(monkeypatch, DEMO_URL=house.url.rpartition("/")[0] + "/absent")
    assert health(capsys)[0] == 1
    shutil.rmtree(house.home / "demo" / "sources")
    status, lines = health(capsys)
    assert (status, list(lines)) == (1, ["airflow", "setup"])
    assert lines["setup"].startswith("WRONG setup      there is no folder of source files at ")


# learnt tables -------------------------------------------------------------------------------------------------------


def past_nights(house: House, *, nights: int, pages: dict[str, int], kept: float = 0.5) -> None:
    """Nights before DAY in which sources brought so many pages, as the warehouse holds them."""
    for back in range(1, nights + 1):
        day = DAY - timedelta(days=back)
        house.do(
            "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status, counts, started_at, published_at, finished_at) VALUES "
            "(:batch, :batch, 'nightly', :day, 'published', CAST(:counts AS jsonb), CAST(:day AS date) + 1, CAST(:day AS date) + 1, CAST(:day AS date) + 1)",
            batch=f"nightly/{day}",
            day=day,
            counts=json.dumps(
                {
                    "articles": 10,
                    "decree_mentions": 20,
                    "decree_relations": 3,
                    "decree_events": 3,
                    "organisation_mentions": 50,
                    "system_mentions": 5,
                    "metrics": 90,
                }
            ),
        )
        for source, number in pages.items():
            house.do(
                "INSERT INTO warehouse.sources (source_id, name, kind) VALUES (:s, :s, 'newspaper') ON CONFLICT DO NOTHING",
                s=source,
            )
            house.do(
                "INSERT INTO warehouse.captures (capture_id, batch_id, source_id, url, captured_at, status, digest, warc, warc_offset, "
                "warc_length, payload_bytes, outcome) SELECT :batch || :s || n, :batch, :s, 'http://x/' || n, :day, 200, 'A', 'w', 0, 1, 1, "
                "CASE WHEN n <= :articles THEN 'article' ELSE 'no_text' END FROM generate_series(1, :pages) AS n",
                batch=f"nightly/{day}",
                s=source,
                day=day,
                pages=number,
                articles=int(number * kept),
            )


def compared(house: House, run: pipeline.Run, gate: str) -> dict[str, tuple[bool, str]]:
    found = house.rows(
        "SELECT sentence, success, observed FROM ops.gate_results WHERE run_id = :run AND gate = :gate AND column_name LIKE '%_to_baseline'",
        run=run.run_id,
        gate=gate,
    )
    return {sentence: (success, observed) for sentence, success, observed in found}


def test_the_gates_of_the_next_night_compare_it_with_the_baseline(house):
    cold = compared(house, house.run(1), "captures")
    assert {observed for _, observed in cold.values()} == {"not evaluated: there is no baseline yet"}
    past_nights(house, nights=6, pages={"demo-viendo": 200, "demo-songchu": 12, "gone": 30})
    line, _ = learnt.learn(house.work()).lines
    assert line.startswith("baselines 2026-11-21: 15 rows from 7 nights from 2026-10-24 to 2026-11-20")
    run = house.run(2)
    house.load(run)
    assert house.rows("SELECT learnt_versions FROM ops.runs WHERE run_id = :run", run=run.run_id) == [
        ({"baselines": "2026-11-21"},)
    ]
    warm = compared(house, run, "captures")
    success, observed = warm["A source should bring at least a third of its usual number of pages."]
    assert not success
    assert "demo-viendo: 0.0" in observed
    assert "gone" not in observed  # no source that is switched on
    success, _ = warm["A source should not bring more than four times its usual number of pages."]
    assert success
    assert all(
        observed is None or "there is no baseline" not in observed
        for _, observed in compared(house, run, "findings").values()
    )
    assert house.rows("SELECT status FROM ops.runs WHERE run_id = :run", run=run.run_id) == [("published",)]


def test_a_baseline_is_a_mean_over_nights_and_silent_nights_count(house):
    past_nights(house, nights=6, pages={"steady": 10})
    house.do(
        "DELETE FROM warehouse.captures WHERE source_id = 'steady' AND batch_id = :b",
        b=f"nightly/{DAY - timedelta(days=2)}",
    )
    learnt.learn(house.work())
    usual = dict(house.rows("SELECT measure, usual FROM ops.baselines WHERE subject = 'steady'"))
    assert usual == {"captures": pytest.approx(50 / 7), "articles": pytest.approx(25 / 7), "article_share": 0.5}


def test_nights_from_before_a_dataset_was_there_say_nothing_of_it(house):
    past_nights(house, nights=6, pages={"steady": 10})
    house.do("UPDATE ops.runs SET counts = counts - 'decree_events'")
    learnt.learn(house.work())
    subjects = {s for (s,) in house.rows("SELECT subject FROM ops.baselines WHERE measure = 'findings_per_article'")}
    assert "decree_relations" in subjects and "decree_events" not in subjects


def test_too_few_nights_make_no_baseline(house):
    past_nights(house, nights=3, pages={"demo-viendo": 200})
    line, _ = learnt.learn(house.work()).lines
    assert line.startswith("baselines: nothing to learn from yet (4 nights")
    assert house.rows("SELECT count(*) FROM ops.learnt_versions") == [(0,)]


def test_a_version_is_made_once_and_a_run_keeps_the_one_that_it_began_with(house):
    past_nights(house, nights=6, pages={"demo-viendo": 200})
    learnt.learn(house.work())
    first = house.rows("SELECT * FROM ops.baselines ORDER BY 1, 2, 3")
    run = house.run(2)
    pipeline.begin(run)
    house.do("DELETE FROM warehouse.captures WHERE source_id = 'demo-viendo' AND batch_id <> :b", b=BATCH)
    assert "has been made already" in learnt.learn(house.work()).lines[0]
    assert house.rows("SELECT * FROM ops.baselines ORDER BY 1, 2, 3") == first
    learnt.learn(house.work(MORNING + timedelta(days=1)))
    assert house.rows("SELECT version, current FROM ops.learnt_versions ORDER BY 1") == [
        ("2026-11-21", False),
        ("2026-11-22", True),
    ]
    pipeline.begin(run)  # retried from its first task
    with house.engine.connect() as connection:
        assert learnt.frozen(connection, run.run_id) == {"baselines": "2026-11-21"}
        assert learnt.current_versions(connection) == {"baselines": "2026-11-22"}


def test_versions_that_no_run_names_are_forgotten_in_time(house, monkeypatch):
    past_nights(house, nights=6, pages={"demo-viendo": 200})
    set_(monkeypatch, KEEP_RUNS_DAYS=2)
    for after in range(4):
        learnt.learn(house.work(MORNING + timedelta(days=after)))
        if after == 0:
            pipeline.begin(house.run(2))
    kept = [version for (version,) in house.rows("SELECT version FROM ops.learnt_versions ORDER BY 1")]
    assert kept == ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]
    learnt.learn(house.work(MORNING + timedelta(days=4)))
    kept = [version for (version,) in house.rows("SELECT version FROM ops.learnt_versions ORDER BY 1")]
    assert kept == ["2026-11-21", "2026-11-23", "2026-11-24", "2026-11-25"]
    assert kept == [version for (version,) in house.rows("SELECT DISTINCT version FROM ops.baselines ORDER BY 1")]


def test_a_dry_run_learns_nothing(house):
    past_nights(house, nights=6, pages={"demo-viendo": 200})
    line, _ = learnt.learn(house.work(dry_run=True)).lines
    assert "rows from 7 nights" in line
    assert house.rows("SELECT (SELECT count(*) FROM ops.learnt_versions), (SELECT count(*) FROM ops.baselines)") == [
        (0, 0)
    ]


# retention -----------------------------------------------------------------------------------------------------------

RETENTION = (retention.staging_rows, retention.lake_files, retention.ops_rows, retention.reports)


def everything(house: House) -> tuple:
    """What retention may change: files of the lake, and rows of staging and ops."""
    tables = house.rows(
        "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('staging', 'ops') ORDER BY 1"
    )
    return (
        [f.path for f in house.lake.files("")],
        {table: house.rows(f"SELECT count(*) FROM {table}")[0][0] for (table,) in tables},
    )


def test_nothing_goes_before_its_time_nor_in_a_dry_run_nor_when_all_is_kept_for_ever(house, monkeypatch):
    before = everything(house)
    for duty in RETENTION:
        duty(house.later(2))
    assert everything(house) == before
    for duty in RETENTION:
        assert any(line.startswith("would remove") for line in duty(house.later(400, dry_run=True)).lines)
    assert everything(house) == before
    set_(
        monkeypatch,
        **{f"KEEP_{name}_DAYS": 0 for name in ("STAGING", "STAGES", "REJECTED", "FETCHES", "RUNS", "UNDO", "REPORTS")},
    )
    lines = [line for duty in RETENTION for line in duty(house.later(4000)).lines if "half written" not in line]
    assert len(lines) == 7 and all("kept for ever" in line for line in lines)
    assert everything(house) == before


def test_what_is_served_and_what_a_replay_needs_stays_for_ever(house):
    served = content_checksum(house.engine, BATCH)
    staged = house.rows("SELECT count(*) FROM staging.metrics")[0][0]
    assert staged > 0
    lines = [line for duty in RETENTION for line in duty(house.later(400)).lines]
    assert house.rows("SELECT count(*) FROM staging.metrics") == [(0,)]
    assert content_checksum(house.engine, BATCH) == served
    assert house.all_read()
    for dataset in (OUTCOMES, ARTICLES, METRICS):
        assert house.lake.manifest(dataset.name, BATCH) is None
        assert house.lake.read(dataset, BATCH, "passed").num_rows
    assert not house.lake.files(house.lake.folder("articles", BATCH, "parts"))
    assert [line for line in lines if line.startswith("removed") and not line.startswith("removed 0 ")]
    assert house.rows("SELECT count(*) FROM ops.stages")[0][0] > 0, "the newest published run keeps its details"
    assert house.load(house.run(2)) == served


def test_a_batch_that_a_run_works_on_is_left_alone(house):
    pipeline.begin(house.run(2))
    before = everything(house)
    soon = house.later(6.9)  # a run that began longer ago has died
    for duty in RETENTION:
        duty(soon)
    assert everything(house) == before


def test_a_stage_at_work_keeps_maintenance_off_and_a_run_that_begins_waits_for_it(house):
    with batch_lock(house.engine, "demo", BATCH, "crawl", ""):
        assert retention.staging_rows(house.later(400)).lines == ("removed 0 staging rows, 0.0 MB",)
    began = threading.Event()
    with whole_batch(house.engine, "demo", BATCH) as alone:
        assert alone
        run = threading.Thread(target=lambda: (pipeline.begin(house.run(2)), began.set()))
        run.start()
        assert not began.wait(1)
    assert began.wait(10)
    run.join()


def test_of_old_runs_the_newest_published_one_of_each_batch_stays(house):
    again = house.run(2)
    pipeline.begin(again)
    pipeline.gate_staging(again)
    pipeline.publish(again)
    pipeline.finish(again, [])
    failed = house.run(3)
    pipeline.begin(failed)
    pipeline.finish(failed, ["crawl"])
    retention.ops_rows(house.later(400))
    assert house.rows("SELECT run_id FROM ops.runs") == [("test/2",)]
    assert house.rows("SELECT DISTINCT run_id FROM ops.gate_results") == [("test/2",)]


def test_of_old_fetches_stays_what_a_later_crawl_asks_about(house):
    fetches = [
        ("http://a/rss", "feed", "done", "parsed"), ("http://a/robots.txt", "robots", "done", "parsed"),
        ("http://a/1", "page", "done", "captured"), ("http://a/2", "page", "done", "other_day"), ("http://a/3", "page", "done", "http_error"),
    ]  # fmt: skip
    for url, kind, state, outcome in fetches:
        house.do(
            "INSERT INTO ops.fetches (batch_id, url, source_id, kind, state, outcome) VALUES (:b, :u, 'a', :k, :s, :o)",
            b=BATCH, u=url, k=kind, s=state, o=outcome,
        )  # fmt: skip
    [*_, line] = retention.ops_rows(house.later(400)).lines
    assert line.startswith("removed 3 fetches that found nothing to keep, ")
    assert house.rows("SELECT url FROM ops.fetches ORDER BY 1") == [("http://a/1",), ("http://a/rss",)]


def test_of_old_reports_each_batch_keeps_its_newest(house):
    aged = time.time() - 400 * 86400
    for number, name in enumerate(("one.html", "two.html", "three.html")):
        house.lake.write_bytes(f"reports/batch={BATCH}/{name}", b"<p>report</p>")
        os.utime(Path(house.lake.root) / f"reports/batch={BATCH}/{name}", (aged + number, aged + number))
    retention.reports(house.work(datetime.now(UTC)))
    assert house.lake.names(f"reports/batch={BATCH}") == ["three.html"]


def test_old_rejected_bytes_and_halves_of_files_go(house):
    aged = time.time() - 400 * 86400
    for path in ("rejected/batch=import/x/1.bin", "warc/batch=import/x/seg-00001.warc.gz.4711.tmp"):
        for name in (path, path.replace("1", "2", 1)):
            house.lake.write_bytes(name, b"bytes")
        os.utime(Path(house.lake.root) / path, (aged, aged))
    lines = retention.lake_files(house.work(datetime.now(UTC))).lines
    assert "removed 1 files that a killed process left half written, 0.0 MB" in lines
    assert "removed 1 files of rejected bytes, 0.0 MB" in lines
    assert [f.path for folder in ("rejected", "warc/batch=import") for f in house.lake.files(folder)] == [
        "rejected/batch=import/x/2.bin",
        "warc/batch=import/x/seg-00002.warc.gz.4711.tmp",
    ]


def test_old_logs_go_with_their_folders_and_links_stay(tmp_path):
    old, new = tmp_path / "dag_id=a" / "run_id=1" / "1.log", tmp_path / "dag_id=a" / "run_id=2" / "1.log"
    for path in (old, new):
        path.parent.mkdir(parents=True)
        path.write_text("line\n")
    aged = time.time() - 40 * 86400
    os.utime(old, (aged, aged))
    os.utime(old.parent, (aged, aged))
    (tmp_path / "latest").symlink_to(new.parent)
    before = datetime.now(UTC) - timedelta(days=30)
    assert retention.delete_old_files(tmp_path, before, dry_run=True) == (1, 5)
    assert old.exists()
    assert retention.delete_old_files(tmp_path, before, dry_run=False) == (1, 5)
    assert not old.exists() and new.exists() and (tmp_path / "latest").is_symlink()


# compaction ----------------------------------------------------------------------------------------------------------


def test_small_segments_become_one_and_a_rerun_gives_the_same(house):
    served, segments, captures = content_checksum(house.engine, BATCH), house.segments(), house.all_read()
    assert len(segments) > 5
    assert compaction.compact(house.later(8, dry_run=True)).lines == (
        f"{BATCH}: would put {len(segments)} segments together into 1",
    )
    assert compaction.compact(house.later(8)).lines == (f"{BATCH}: {len(segments)} segments are now 1",)
    assert len(index_files(house.lake, BATCH)) == 1
    assert len(house.lake.manifest(CAPTURES.name, BATCH, "passed").files) == 1
    assert house.all_read() == captures
    assert "are kept until a day after" in compaction.compact(house.later(8.5)).lines[0]
    assert f"{len(segments)} old segments removed" in compaction.compact(house.later(9.5)).lines[0]
    assert len(house.segments()) == 1
    assert house.all_read() == captures
    assert compaction.compact(house.later(10)).lines == ("no batch has small files to put together",)
    assert house.load(house.run(2)) == served
    assert house.all_read() == captures


def test_segments_are_put_together_up_to_a_size_and_what_is_fetched_later_goes_on_behind(house):
    captures = house.all_read()
    biggest = max(f.size for f in house.lake.files(f"warc/batch={BATCH}"))
    compaction.compact_batch(house.engine, house.lake, BATCH, MORNING, target=3 * biggest)
    made = index_files(house.lake, BATCH)
    assert 1 < len(made) < 10
    writer = SegmentWriter(house.lake, BATCH, house.home / "spool")
    writer.add(
        Page("http://127.0.0.1/new", MORNING, b"<p>new</p>", "demo-viendo", 200, (("Content-Type", "text/html"),))
    )
    writer.close()
    commit_captures(house.lake, BATCH)
    assert house.lake.read(CAPTURES, BATCH).num_rows == captures + 1
    later = MORNING + timedelta(days=2)
    compaction.compact_batch(house.engine, house.lake, BATCH, later)
    assert house.lake.read(CAPTURES, BATCH).num_rows == captures + 1
    for row in house.lake.read(CAPTURES, BATCH).to_pylist():
        assert read_record(house.lake, row["warc"], row["warc_offset"], row["warc_length"]).digest == row["digest"]


def test_rows_that_come_back_with_old_places_are_set_right_before_the_old_segments_go(house):
    """A publish task that is cleared by hand, or a reprocess that failed, may bring old places back."""
    old = house.rows("SELECT capture_id, warc, warc_offset FROM warehouse.captures")
    compaction.compact(house.later(8))
    for capture, warc, offset in old:
        house.do(
            "UPDATE warehouse.captures SET warc = :w, warc_offset = :o WHERE capture_id = :c",
            c=capture,
            w=warc,
            o=offset,
        )
    compaction.compact(house.later(10))
    assert house.all_read()


def test_a_batch_at_work_or_a_reprocess_puts_compaction_off(house):
    segments = house.segments()
    with batch_lock(house.engine, "demo", "reprocess/x", "clean", "0"):
        assert compaction.compact(house.later(8)).lines == (f"{BATCH}: at work, left for the next time",)
    house.do(
        "INSERT INTO ops.runs (run_id, batch_id, dag_id, status, started_at) VALUES ('r', 'reprocess/y', 'reprocess', 'running', now())"
    )
    assert compaction.compact(house.later(6.9)).lines == ("no batch has small files to put together",)
    assert house.segments() == segments


@pytest.mark.parametrize("damage", ["overwritten", "missing"])
def test_a_batch_with_a_damaged_segment_stays_as_it_is_and_is_told(house, damage):
    segments, indexes = house.segments(), index_files(house.lake, BATCH)
    victim = Path(house.lake.root) / f"warc/batch={BATCH}" / segments[1]
    if damage == "missing":
        victim.unlink()
    else:
        victim.write_bytes(b"no gzip member" + victim.read_bytes()[14:])
    outcome = compaction.compact(house.later(8))
    assert outcome.alarm.startswith(f"{BATCH}: warc/batch={BATCH}/")
    pipeline.begin(house.run(2))
    assert index_files(house.lake, BATCH) == indexes
    assert house.segments() == [s for s in segments if damage == "overwritten" or s != victim.name]


COMPACT = """
import sys
from datetime import datetime
from theodoi.lake import Lake
from theodoi.database import engine_for
from theodoi.maintain.compaction import compact_batch
url, root, batch, now = sys.argv[1:]
engine, lake = engine_for(url), Lake(root)
with engine.connect():
    print("ready", flush=True)
sys.stdin.readline()
compact_batch(engine, lake, batch, datetime.fromisoformat(now))
"""


def _journal(lake: Lake) -> dict:
    path = f"{lake.folder(CAPTURES.name, BATCH)}/_compaction.json"
    return json.loads(lake.read_bytes(path)) if lake.exists(path) else {}


# What can be seen from outside when a step is done: the kill comes in the step after it.
STEPS = {
    "the journal is written": lambda house: bool(_journal(house.lake)),
    "the new segment is written": lambda house: (
        (new := next(iter(_journal(house.lake).get("groups", ())), None)) is not None
        and f"{new}.warc.gz" in house.segments()
    ),
    "the manifest is switched": lambda house: len(house.lake.manifest(CAPTURES.name, BATCH).files) == 1,
    "the passed captures follow": lambda house: len(house.lake.manifest(CAPTURES.name, BATCH, "passed").files) == 1,
    "the warehouse follows": lambda house: house.rows("SELECT count(DISTINCT warc) FROM warehouse.captures") == [(1,)],
    "all is switched": lambda house: bool(_journal(house.lake).get("switched_at")),
    **{f"{ms} ms have passed": lambda house, ms=ms: not time.sleep(ms / 1000) for ms in (10, 30, 60, 100, 150)},
}


@pytest.mark.parametrize("step", STEPS)
def test_a_compaction_killed_at_any_moment_loses_nothing(house, step):
    served, captures, segments = content_checksum(house.engine, BATCH), house.all_read(), len(house.segments())
    command = [sys.executable, "-c", COMPACT, house.url, house.lake.root, BATCH, MORNING.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n")
        process.stdin.flush()
        while not STEPS[step](house) and process.poll() is None:
            pass
        process.kill()
    assert house.all_read() == captures
    # What a run of the batch does first, and what a refresh would commit then.
    pipeline.begin(house.run(2))
    assert house.all_read() == captures
    assert commit_captures(house.lake, BATCH).rows == captures
    assert len(index_files(house.lake, BATCH)) in {1, segments}
    house.do("DELETE FROM ops.runs WHERE run_id = 'test/2'")
    compaction.compact_batch(house.engine, house.lake, BATCH, MORNING)
    compaction.compact_batch(house.engine, house.lake, BATCH, datetime.now(UTC) + timedelta(days=2))
    assert len(house.segments()) == 1
    assert house.all_read() == captures
    assert content_checksum(house.engine, BATCH) == served


# the DAG -------------------------------------------------------------------------------------------------------------

DUTIES = (
    "ended_runs", "night", "sources", "disk", "list_of_laws", "learnt_tables", "stories", "corrections", "staging_rows", "lake_files", "ops_rows", "reports", "compaction", "airflow_tables", "task_logs",
)  # fmt: skip


def maintain(setup: Setup, **conf: object) -> tuple[str, str, dict[str, str], dict[str, list[str]]]:
    """Run the DAG by hand; returns (run id, state, state by task, lines by duty)."""
    run_id = setup.api.trigger("maintenance", conf)
    state = setup.api.wait("maintenance", run_id, 240)
    return run_id, state, *results(setup, run_id)


def results(setup: Setup, run_id: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    states = {t["task_id"]: t["state"] for t in setup.api.tasks("maintenance", run_id)}
    path = f"dags/maintenance/dagRuns/{run_id}/taskInstances/{{}}/xcomEntries/return_value"
    lines = {d: setup.api.request("GET", path.format(d), params={"deserialize": True})["value"] for d in DUTIES}
    return states, lines


def airflow_rows(setup: Setup, statement: str, **parameters: object) -> list[tuple]:
    engine = create_engine(setup.airflow.env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    with engine.begin() as connection:
        done = connection.execute(text(statement), parameters)
        return [tuple(row) for row in done] if done.returns_rows else []


def test_the_dag_tells_its_story_and_has_a_task_for_each_duty(setup):
    from theodoi.maintain.duties import DUTIES as known

    details = setup.api.request("GET", "dags/maintenance/details")
    assert len(details["doc_md"]) > 1000
    assert details["timetable_summary"] == "0 6 * * *" and "Asia/Ho_Chi_Minh" in str(details)
    tasks = {t["task_id"] for t in setup.api.request("GET", "dags/maintenance/tasks")["tasks"]}
    assert tasks == {*DUTIES, "summary"} == {*known, "summary"}


def test_started_by_hand_it_says_what_it_would_do_and_fails_where_a_night_is_missing(setup):
    """The demo's sources are switched on, and yesterday, by this machine's clock, is no day of the demo."""
    run_id, state, states, lines = maintain(setup, profile="demo")
    assert state == "failed"
    assert {task for task, s in states.items() if s == "failed"} == {"night", "summary"}, states
    assert lines["night"][0].startswith("would alert: The night of ")
    assert lines["airflow_tables"][0].startswith("would remove rows of Airflow: ")
    assert setup.rows("SELECT count(*) FROM ops.alerts") == [(0,)]
    [log] = (setup.home / "logs" / "tasks").glob(f"dag_id=maintenance/run_id={run_id}/task_id=summary/*.log")
    told = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert told.index("night (FAILED)") + 1 == told.index(f"  {lines['night'][0]}")


def test_for_real_it_raises_the_alert_and_cleans_airflows_own_tables_and_logs(setup):
    airflow_rows(
        setup,
        "INSERT INTO log (dttm, event, owner) VALUES (now() - interval '200 days', 'theodoi test of cleaning', 'x')",
    )
    old = setup.home / "logs" / "tasks" / "dag_id=gone" / "run_id=1" / "attempt=1.log"
    old.parent.mkdir(parents=True)
    old.write_text("{}\n")
    aged = time.time() - 100 * 86400
    os.utime(old, (aged, aged))
    _, _, states, lines = maintain(setup, profile="demo", dry_run=False)
    assert {task for task, s in states.items() if s == "failed"} == {"night", "summary"}, states
    due = night.due_day(datetime.now(UTC))
    assert setup.rows("SELECT kind, subject FROM ops.alerts WHERE cleared_at IS NULL") == [
        (night.KIND, f"nightly/{due}")
    ]
    assert "1 of log" in lines["airflow_tables"][0]
    assert airflow_rows(setup, "SELECT count(*) FROM log WHERE event = 'theodoi test of cleaning'") == [(0,)]
    assert airflow_rows(setup, "SELECT count(*) FROM dag_run WHERE dag_id = 'maintenance'")[0][0] >= 2
    assert lines["task_logs"] == ["removed 1 task logs, 0.0 MB"]
    assert not old.exists()


def test_the_schedule_works_for_real_and_a_profile_without_sources_has_nothing_to_tell(setup):
    """A backfill starts runs as the schedule does: with the params' defaults."""
    yesterday = datetime.now(VIETNAM).date() - timedelta(days=1)
    asked = {
        "dag_id": "maintenance",
        "from_date": f"{yesterday}T00:00:00+07:00",
        "to_date": f"{yesterday}T23:00:00+07:00",
    }
    setup.api.request("POST", "backfills", json=asked)
    deadline = time.monotonic() + 60
    while not (
        runs := airflow_rows(setup, "SELECT run_id FROM dag_run WHERE dag_id = 'maintenance' AND run_type = 'backfill'")
    ):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    [(run_id,)] = runs
    assert setup.api.wait("maintenance", run_id, 240) == "success"
    states, lines = results(setup, run_id)
    assert set(states.values()) == {"success"}
    assert lines["night"] == ["no source is switched on: no night is due"]
    assert lines["staging_rows"][0].startswith("removed 0 staging rows")
    assert lines["airflow_tables"][0].startswith("removed rows of Airflow")
