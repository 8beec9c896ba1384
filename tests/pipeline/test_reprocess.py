"""Stored captures through other rules: what is chosen, what the comparison tells, and that the end is as if loaded by the new rules.

"Older rules" are a copy of the library and its registry with real differences, running in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from tests.pipeline.conftest import CHECKOUT, DAY, Setup
from tests.pipeline.line import drive
from tests.pipeline.warehouse import settings_of
from theodoi.contracts import CAPTURES
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import content_checksum
from theodoi.reprocess import Selection, SelectionError, select_captures

HTML = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="{day}T08:15:00+07:00"></head>
<body><article><h1>{title}</h1>{body}</article></body></html>"""
BODIES = {
    "mot": "<p>Ngày 17/11, Bộ Nội vụ cho biết đã có 1.234 thủ tục hành chính được cung cấp trên Cổng Dịch vụ công quốc gia theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.</p>"
    "<p>Người dân đăng nhập bằng VNeID, không phải nộp lại giấy tờ mà cơ quan nhà nước đã có trong dữ liệu của mình.</p>",
    "hai": "<p>Sở Khoa học và Công nghệ tỉnh Quảng Ninh thử nghiệm Sổ tay số Biển Xanh tại các xã, phường; 52% hồ sơ của tỉnh được nộp trực tuyến trong tháng qua.</p>"
    "<p>Các địa phương được yêu cầu rà soát, cắt giảm giấy tờ và công khai kết quả giải quyết hồ sơ của từng cơ quan, đơn vị.</p>",
    "cu": "<p>Trang mà bạn đọc tìm kiếm trên cổng thông tin của tỉnh đã được chuyển sang chuyên mục khác trong lần nâng cấp vừa qua.</p>"
    "<p>Ban quản trị sẽ khôi phục các đường dẫn cũ trong thời gian tới và mong bạn đọc thông cảm vì sự bất tiện này.</p>",
}


def page(name: str, day: str, source: str, captured_at: str | None = None, body: str | None = None) -> dict:
    title = {
        "mot": "Thủ tục trực tuyến tăng nhanh",
        "hai": "Quảng Ninh thử nghiệm sổ tay số",
        "cu": "Không tìm thấy trang",
    }[name]
    return {
        "url": f"https://{source}.invalid/{name}.html",
        "captured_at": captured_at or f"{day}T20:00:00+00:00",
        "html": HTML.format(title=title, day=day, body=body or BODIES[name]),
        "source": source,
    }


FIRST = [page("mot", "2026-11-17", "bao-a"), page("hai", "2026-11-18", "bao-b"), page("cu", "2026-11-18", "bao-b")]
# Captured again a day later, with another figure: the newest capture is what the warehouse serves.
SECOND = [page("mot", "2026-11-17", "bao-a", "2026-11-18T20:00:00+00:00", BODIES["mot"].replace("1.234", "1.250"))]


@dataclass
class House:
    """A warehouse and a lake, and two versions of the rules to work with."""

    url: str
    folder: Path
    older: Path

    @property
    def engine(self) -> Engine:
        return engine_for(self.url)

    @property
    def lake(self) -> Lake:
        return Lake(str(self.folder / "lake" / "live"))

    def line(self, root: Path, run_id: str, batch_id: str, pages: list[dict] | None = None, **run: object) -> str:
        """Run a job with the library under `root`, that of the checkout in this process; returns the closing sentence."""
        job = {
            "run": {
                "run_id": run_id,
                "batch_id": batch_id,
                "profile": "live",
                "dag_id": batch_id.partition("/")[0],
                **run,
            },
            "spool": str(self.folder / "spool" / run_id),
            "pages": pages,
        }
        if root == CHECKOUT:
            with settings_of(self.folder, self.url, "live"):
                return drive(job)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("THEODOI_")}
        done = subprocess.run(
            [sys.executable, "-m", "tests.pipeline.line"],
            input=json.dumps(job),
            env=environment
            | {
                "PYTHONPATH": str(root / "plugins"),
                "THEODOI_HOME": str(self.folder),
                "THEODOI_WAREHOUSE_URL": self.url,
            },
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip().splitlines()[-1]

    def value(self, statement: str) -> object:
        with self.engine.connect() as connection:
            return connection.scalar(text(statement))

    def report(self, name: str) -> str:
        return self.lake.read_bytes(f"reports/batch=reprocess/{name}/gained_lost.txt").decode()


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library as it might have been: a system not yet known, one known wrongly, and a page that was moved taken for an article."""
    root = tmp_path_factory.mktemp("older")
    for folder in ("plugins/theodoi", "registry", "sql", "expectations"):
        shutil.copytree(CHECKOUT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    systems = root / "registry" / "systems.yaml"
    kept = [line for line in systems.read_text(encoding="utf-8").splitlines() if "{id: vneid," not in line]
    kept.append("  - {id: bien-xanh, name: Sổ tay số Biển Xanh, kind: application}")
    systems.write_text("\n".join(kept) + "\n", encoding="utf-8")
    judge = root / "plugins" / "theodoi" / "clean" / "judge.py"
    rules = judge.read_text(encoding="utf-8")
    told = 'phrases.NOT_FOUND.search(page.title or "")'
    assert told in rules
    judge.write_text(rules.replace(told, "False"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def house(postgres_url: str, _template: str, tmp_path_factory: pytest.TempPathFactory, older: Path):
    """Two batches loaded by the older rules. The tests build on each other and run in this order."""
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    names = [f"theodoi_test_reprocess_{n}" for n in ("old", "new")]
    houses = []
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_template}"))
            url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
            houses.append(House(url, tmp_path_factory.mktemp(name), older))
    old, new = houses
    for n, pages in enumerate((FIRST, SECOND), start=1):
        old.line(older, f"r{n}", f"nightly/2026-11-{17 + n}", pages)
        new.line(CHECKOUT, f"r{n}", f"nightly/2026-11-{17 + n}", pages)
    yield old, new
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


BATCHES = ("nightly/2026-11-18", "nightly/2026-11-19")


def checksums(house: House) -> list[str]:
    return [content_checksum(house.engine, batch) for batch in BATCHES]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ["bao-a/mot 18", "bao-a/mot 19", "bao-b/hai 18", "bao-b/cu 18"]),
        (Selection(batches=("nightly/2026-11-19",)), ["bao-a/mot 19"]),
        (Selection(sources=("bao-b",)), ["bao-b/hai 18", "bao-b/cu 18"]),
        (Selection(first="2026-11-17", last="2026-11-17"), ["bao-a/mot 19"]),  # of the served article
        (Selection(first="2026-11-18"), ["bao-b/hai 18", "bao-b/cu 18"]),
        (Selection(sources=("bao-a",), batches=("nightly/2026-11-18",)), ["bao-a/mot 18"]),
        (Selection(sources=("bao-c",)), []),
    ],
)
def test_what_is_chosen(house, tmp_path, selection, expected):
    lake = Lake(str(tmp_path / "lake"))
    number = select_captures(house[0].engine, lake, "reprocess/x", selection, "none", 2)
    assert number == len(expected)
    with house[0].engine.connect() as connection:
        homes = dict(connection.execute(text("SELECT capture_id, batch_id FROM warehouse.captures")).all())

    found = lake.read(CAPTURES, "reprocess/x", "passed").to_pylist()
    told = sorted(
        f"{row['source_id']}/{row['url'].rpartition('/')[2].removesuffix('.html')} {homes[row['capture_id']][-2:]}"
        for row in found
    )
    assert told == sorted(expected)
    assert {row["batch_id"] for row in found} <= {"reprocess/x"}


def test_rules_that_never_ran_here_are_refused_with_those_that_did(house, tmp_path):
    with pytest.raises(SelectionError, match=r"never ran here; write `current`, or one of \d+\.\d+\.\d+\+"):
        select_captures(house[0].engine, Lake(str(tmp_path)), "reprocess/x", Selection(older_than="9.9"), "none", 10)


def test_a_dry_run_tells_what_would_be_gained_and_lost_and_changes_nothing(house):
    old, _ = house
    before = checksums(old)
    said = old.line(CHECKOUT, "dry", "reprocess/dry", selection={"older_than": "current"}, dry_run=True)
    assert said.startswith("dry_run: dry run, nothing was published; ")
    assert checksums(old) == before
    report = old.report("dry")
    assert "+ system       VNeID   «VNeID»" in report
    assert "- system       Sổ tay số Biển Xanh   «Sổ tay số Biển Xanh»" in report
    assert "- article      Không tìm thấy trang" in report
    assert "Thủ tục trực tuyến tăng nhanh (https://bao-a.invalid/mot.html)" in report
    # Only the served capture of the article that was captured twice is compared.
    assert report.count("+ system       VNeID") == 1
    assert "1.234" not in report


def test_published_it_ends_as_if_the_new_rules_had_loaded_it(house):
    old, new = house
    assert checksums(old) != checksums(new)
    said = old.line(CHECKOUT, "real", "reprocess/real", selection={"older_than": "current"})
    assert said == "published"
    assert checksums(old) == checksums(new)
    assert old.value("SELECT count(*) FROM warehouse.articles WHERE batch_id LIKE 'reprocess/%'") == 0
    assert old.value("SELECT count(*) FROM warehouse.metrics WHERE batch_id LIKE 'reprocess/%'") == 0
    assert old.value("SELECT count(DISTINCT rules_version) FROM warehouse.captures") == 1
    assert old.value("SELECT counts ->> 'articles' FROM ops.runs WHERE run_id = 'real'") == "2"


def test_afterwards_nothing_is_older_and_nothing_gained_or_lost(house):
    old, _ = house
    said = old.line(CHECKOUT, "again", "reprocess/again", selection={"older_than": "current"}, dry_run=True)
    assert "0 articles compared" in said
    said = old.line(CHECKOUT, "all", "reprocess/all", selection={"from_stage": "clean"}, dry_run=True)
    assert "2 articles compared: nothing gained, nothing lost" in said


def test_from_the_extraction_on_the_articles_stay_as_they_are(house):
    old, new = house
    with old.engine.begin() as connection:
        connection.execute(text("DELETE FROM warehouse.metrics"))
        for table in ("articles", "article_sightings"):
            connection.execute(text(f"UPDATE warehouse.{table} SET title = 'Một nhan đề khác' WHERE url LIKE '%hai%'"))
        beside = '["Một dòng"]'
        connection.execute(
            text("UPDATE warehouse.article_versions SET captions = :beside, removed_lines = :beside"),
            {"beside": beside},
        )
    selection = {"from_stage": "extract", "sources": ["bao-a", "bao-b"]}
    assert "metrics +" in old.line(CHECKOUT, "e1", "reprocess/extract", selection=selection, dry_run=True)
    assert old.line(CHECKOUT, "e2", "reprocess/extract", selection=selection) == "published"
    count = "SELECT count(*) FROM warehouse.metrics"
    assert old.value(count) == new.value(count)
    assert old.value("SELECT title FROM warehouse.articles WHERE url LIKE '%hai%'") == "Một nhan đề khác"
    served = "SELECT string_agg(DISTINCT captions::text || removed_lines::text, '') FROM warehouse.article_versions"
    assert old.value(served) == beside * 2
    # The same from clean on repairs the title too.
    assert old.line(CHECKOUT, "e3", "reprocess/clean", selection={"sources": ["bao-a", "bao-b"]}) == "published"
    assert checksums(old) == checksums(new)


def test_the_dag_with_the_sites_switched_off(loaded_setup: Setup):
    """`theodoi reprocess` as an operator runs it, on real Airflow; nothing is asked of any site."""
    setup, batch = loaded_setup, f"nightly/{DAY}"
    before = content_checksum(setup.engine, batch)
    victim = "SELECT count(*) FROM warehouse.organisation_mentions WHERE batch_id = :b"
    had = setup.rows(victim, b=batch)
    with setup.engine.begin() as connection:
        connection.execute(text("DELETE FROM warehouse.organisation_mentions WHERE organisation_id = 'bo-noi-vu-2025'"))
    setup.sites.stop()
    asked = len(setup.sites.requests)
    try:
        code, printed = reprocess(setup, "--batch", batch, "--name", "thu")
        assert code == 0, printed
        assert "+ organisation Bộ Nội vụ   «Bộ Nội vụ»" in printed
        assert "Nothing was published: the same command with --publish does it." in printed
        assert content_checksum(setup.engine, batch) != before
        code, printed = reprocess(setup, "--batch", batch, "--name", "thu", "--publish")
        assert code == 0, printed
    finally:
        setup.sites.start()
    assert len(setup.sites.requests) == asked
    assert setup.rows(victim, b=batch) == had
    assert content_checksum(setup.engine, batch) == before
    pages = list((setup.home / "lake" / "demo" / "reports" / "batch=reprocess" / "thu").glob("*.html"))
    assert len(pages) == 2
    for page in pages:
        assert 'id="gained-lost"' in page.read_text()
        assert '<strong lang="vi">Bộ Nội vụ</strong> <q lang="vi">Bộ Nội vụ</q>' in page.read_text()
    runs = setup.rows("SELECT status FROM ops.runs WHERE batch_id = 'reprocess/thu' ORDER BY started_at")
    assert runs == [("dry_run",), ("published",)]


def test_a_day_that_is_none_is_refused_by_the_form(loaded_setup: Setup):
    code, printed = reprocess(loaded_setup, "--from", "21/11/2026")
    assert code != 0
    assert "Traceback" not in printed


def reprocess(setup: Setup, *arguments: str) -> tuple[int, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("THEODOI_")}
    done = subprocess.run(
        [sys.executable, "-m", "theodoi.cli", "reprocess", "--profile", "demo", *arguments],
        env=environment
        | {
            "THEODOI_HOME": str(setup.home),
            "THEODOI_AIRFLOW_URL": setup.api.url,
            "THEODOI_AIRFLOW_PASSWORD": setup.airflow.password,
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr
