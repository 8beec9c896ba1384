"""Recurring lines of a source on a real Postgres: what is learnt, that a run keeps to its version, and what it takes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests import stages
from tests.pipeline.batches import TestArticle, TestBatch
from tests.pipeline.warehouse import Warehouse
from theodoi import pipeline
from theodoi.load.publish import content_checksum, publish, stage
from theodoi.maintain import learnt
from theodoi.maintain.work import Work
from theodoi.scrape.crawl import commit_captures
from theodoi.settings import VIETNAM, settings
from theodoi.warc import Page, SegmentWriter

DAY = date(2026, 11, 20)
CALL = "Bản tin do tổ thông tin của Báo Thử biên soạn hằng tuần."
BASE = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;"


@dataclass
class House(Warehouse):
    """A warehouse and a lake of a test's own."""

    url: str
    home: Path

    def serve(self, day: date, texts: list[str], published_at: datetime | None = None) -> None:
        """Publish texts as the articles of a day, in a run of their own."""
        batch = f"nightly/{day}"
        captured = datetime.combine(day, time(19), UTC)
        articles = [TestArticle(f"https://bao.example/{day}-{n}", words, captured) for n, words in enumerate(texts)]
        TestBatch(batch, articles).write(self.lake)
        stage(self.engine, self.lake, batch)
        publish(self.engine, self.lake, batch)
        self.do(
            "INSERT INTO ops.runs (run_id, batch_id, dag_id, day, status, published_at) VALUES (:run, :run, 'nightly', :day, 'published', :at)",
            run=batch, day=day, at=published_at or captured,
        )  # fmt: skip

    def learn(self, days_later: int = 1) -> list[tuple]:
        """The lines of the version that is learnt so many days after DAY."""
        now = datetime.combine(DAY + timedelta(days=days_later), time(6), VIETNAM)
        learnt.learn(Work("demo", now=now))
        return self.rows(
            "SELECT source_id, line, articles, days FROM ops.boilerplate_lines WHERE version = :version ORDER BY 1, 2",
            version=now.date().isoformat(),
        )


@pytest.fixture
def house(warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    sources = tmp_path / "demo" / "sources"
    sources.mkdir(parents=True)
    (sources / "bao-thu.yaml").write_text(
        "id: bao-thu\nname: Báo Thử\nhome: https://bao-thu.example/\nkind: newspaper\narticle_url: '-\\d+'\nenabled: true\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path))
    monkeypatch.setenv("THEODOI_DEMO_URL", warehouse_url)
    settings.cache_clear()
    yield House(warehouse_url, tmp_path)
    settings.cache_clear()


def story(number: int, lines: int = 14) -> list[str]:
    """An article's own lines, all of them unlike those of any other number."""
    return [
        f"Xã Ví Dụ {number} cho biết trong tuần {line} đã nhận {number * 31 + line} hồ sơ trực tuyến của người dân, "
        "trong đó phần lớn được trả trước hẹn."
        for line in range(lines)
    ]


def with_lines(number: int, *tail: str, head: tuple[str, ...] = ()) -> str:
    return "\n".join((*head, *story(number), *tail))


# what is learnt ------------------------------------------------------------------------------------------------------


def serve_days(house: House, days: int, of_day: int, words) -> None:
    """`of_day` articles on each of the days that end with DAY; `words` makes the text of each number."""
    for back in range(days):
        house.serve(DAY - timedelta(days=back), [words(back * of_day + n) for n in range(of_day)])


def test_a_line_that_recurs_at_an_edge_is_learnt_with_its_counts(house):
    serve_days(house, 3, 4, lambda n: with_lines(n, CALL if n else "Không có lời mời."))
    assert house.learn() == [("to-bao", CALL, 11, 3)]
    assert house.rows("SELECT name, version, rows, made_from, current FROM ops.learnt_versions") == [
        ("boilerplate_lines", "2026-11-21", 1, "batches published since 2026-09-22 (12 articles, sources: 1)", True)
    ]
    with house.engine.connect() as connection:
        assert learnt.current_versions(connection) == {"boilerplate_lines": "2026-11-21"}


@pytest.mark.parametrize(
    ("days", "of_day", "words"),
    [
        pytest.param(2, 10, lambda n: with_lines(n, CALL), id="two days alone"),
        pytest.param(4, 1, lambda n: with_lines(n, CALL), id="four articles"),
        pytest.param(3, 100, lambda n: with_lines(n, CALL if n % 40 == 0 else f"Tin {n}"), id="under three per cent"),
        pytest.param(3, 4, lambda n: with_lines(1, CALL), id="reprints of one text"),
        pytest.param(3, 4, lambda n: "\n".join((*story(n)[:7], CALL, *story(n)[7:])), id="in the middle"),
        pytest.param(3, 4, lambda n: with_lines(n, "Bạn đọc thân mến! " * 20), id="longer than a line"),
        pytest.param(3, 4, lambda n: with_lines(n, head=(BASE,)), id="the preamble of decrees"),
        pytest.param(3, 4, lambda n: with_lines(n, "* * *"), id="no letters"),
    ],
)  # fmt: skip
def test_what_is_not_learnt(house, days, of_day, words):
    serve_days(house, days, of_day, words)
    assert house.learn() == []


def test_three_per_cent_are_enough(house):
    serve_days(house, 3, 60, lambda n: with_lines(n, CALL if n % 30 == 0 else f"Tin {n}"))
    assert house.learn() == [("to-bao", CALL, 6, 3)]


def test_spellings_of_one_line_are_one_with_the_most_frequent_shown(house):
    serve_days(house, 3, 4, lambda n: with_lines(n, CALL if n % 4 else CALL.upper()))
    house.do("UPDATE warehouse.article_versions SET removed_lines = to_jsonb(ARRAY[:line])", line=CALL.upper())
    assert [(line, articles) for _, line, articles, _ in house.learn()] == [(CALL.upper(), 12)]


def test_a_line_that_cleaning_takes_out_stays_learnt_until_it_no_longer_occurs(house):
    serve_days(house, 3, 4, lambda n: with_lines(n))
    house.do("UPDATE warehouse.article_versions SET removed_lines = to_jsonb(ARRAY[:line])", line=CALL)
    assert house.learn() == [("to-bao", CALL, 12, 3)]
    house.do("UPDATE warehouse.article_versions SET removed_lines = NULL")
    assert house.learn(2) == []


def test_only_batches_published_lately_are_read(house, monkeypatch):
    serve_days(house, 3, 4, lambda n: with_lines(n, CALL))
    monkeypatch.setenv("THEODOI_BOILERPLATE_DAYS", "2")
    settings.cache_clear()
    assert house.learn() == []
    monkeypatch.setenv("THEODOI_BOILERPLATE_DAYS", "4")
    settings.cache_clear()
    assert len(house.learn(2)) == 1


def test_lines_are_forgotten_with_their_version(house, monkeypatch):
    monkeypatch.setenv("THEODOI_KEEP_RUNS_DAYS", "1")
    settings.cache_clear()
    serve_days(house, 3, 4, lambda n: with_lines(n, CALL))
    for later in (1, 2, 3):
        house.learn(later)
    kept = [("2026-11-22",), ("2026-11-23",)]
    assert house.rows("SELECT version FROM ops.learnt_versions ORDER BY 1") == kept
    assert house.rows("SELECT DISTINCT version FROM ops.boilerplate_lines ORDER BY 1") == kept


def test_a_dry_run_says_what_it_would_learn(house):
    serve_days(house, 3, 4, lambda n: with_lines(n, CALL))
    now = datetime.combine(DAY + timedelta(days=1), time(6), VIETNAM)
    _, line = learnt.learn(Work("demo", now=now, dry_run=True)).lines
    assert line.startswith("boilerplate_lines 2026-11-21: 1 rows from batches published since 2026-09-22 (12 articles")
    assert house.rows("SELECT count(*) FROM ops.boilerplate_lines") == [(0,)]


# what a run does with it ---------------------------------------------------------------------------------------------


def night(house: House, day: date, number: int, pages: int = 4) -> pipeline.Run:
    """A night's captures in the lake: articles that end with the call, the first two of them under the preamble of a decree."""
    run = pipeline.Run(f"test/{number}", f"nightly/{day}", "demo", "nightly", day.isoformat())
    writer = SegmentWriter(house.lake, run.batch_id, house.home / "spool")
    for n in range(pages):
        title = f"Xã Ví Dụ {number}{n} nhận hồ sơ trực tuyến"
        lines = [*((BASE,) if n < 2 else ()), *story(number * 10 + n), CALL]
        body = "".join(f"<p>{line}</p>" for line in lines)
        at = datetime.combine(day, time(9, n), VIETNAM)
        page = (
            f"<html><head><meta charset=utf-8><title>{title}</title><meta property='article:published_time' content='{at.isoformat()}'>"
            f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
        )
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        writer.add(
            Page(f"https://bao-thu.example/{day}-{number}{n}", at + timedelta(hours=12), page.encode(), "bao-thu", 200, headers, found_by="feed")
        )  # fmt: skip
    writer.close()
    commit_captures(house.lake, run.batch_id)
    return run


def through(run: pipeline.Run) -> None:
    """Everything around the crawl."""
    pipeline.begin(run)
    stages.carry_through(run)


def texts(house: House, batch_id: str) -> list[tuple[list[str], list[str] | None]]:
    """(lines, lines taken out) of a batch's articles."""
    found = house.rows(
        "SELECT v.text, v.removed_lines FROM warehouse.articles AS a JOIN warehouse.article_versions AS v USING (article_version_id) "
        "WHERE a.batch_id = :batch ORDER BY a.published_at",
        batch=batch_id,
    )
    return [(words.split("\n"), removed) for words, removed in found]


def test_nights_are_read_without_what_earlier_nights_taught(house):
    nights = [night(house, DAY - timedelta(days=back), back + 1) for back in (3, 2, 1)]
    for run in nights:
        through(run)
        assert all(lines[-1] == CALL and removed is None for lines, removed in texts(house, run.batch_id))
    last = night(house, DAY, 9)
    pipeline.begin(last)  # before the table is learnt: it keeps to what it had
    house.do(
        "UPDATE ops.runs SET published_at = :at WHERE published_at IS NOT NULL", at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    assert house.learn() == [("bao-thu", CALL, 12, 3)]
    stages.carry_through(last)
    assert all(lines[-1] == CALL for lines, _ in texts(house, last.batch_id))

    # A rerun of the night begins with the version of today.
    again = pipeline.Run("test/10", last.batch_id, "demo", "nightly", DAY.isoformat())
    through(again)
    found = texts(house, last.batch_id)
    assert [removed for _, removed in found] == [[CALL]] * 4
    assert found[0][0] == [BASE, *story(90)] and found[2][0] == story(92)
    assert house.rows("SELECT learnt_versions FROM ops.runs WHERE run_id = 'test/10'") == [
        ({"boilerplate_lines": "2026-11-21"},)
    ]
    assert house.rows("SELECT note FROM ops.stages WHERE run_id = 'test/10' AND stage = 'clean'") == [
        ("without the boilerplate lines of 2026-11-21",)
    ]
    before = content_checksum(house.engine, last.batch_id)
    through(pipeline.Run("test/11", last.batch_id, "demo", "nightly", DAY.isoformat()))
    assert content_checksum(house.engine, last.batch_id) == before

    # What has been taken out still counts for the next version.
    house.do(
        "UPDATE ops.runs SET published_at = :at WHERE published_at IS NOT NULL", at=datetime(2026, 11, 21, tzinfo=UTC)
    )
    assert house.learn(2) == [("bao-thu", CALL, 16, 4)]

    # A reprocess of an older night uses the current version, and changes that night's articles.
    selection = {"batches": [nights[0].batch_id]}
    reprocess = pipeline.Run("test/12", "reprocess/lines", "demo", "reprocess", selection=selection)
    stages.choose(reprocess)
    stages.carry_through(reprocess)
    assert [removed for _, removed in texts(house, nights[0].batch_id)] == [[CALL]] * 4
    assert all(CALL not in lines for lines, _ in texts(house, nights[0].batch_id))
    versions = house.rows("SELECT learnt_versions FROM ops.runs WHERE run_id = 'test/12'")
    assert versions == [({"boilerplate_lines": "2026-11-22"},)]
