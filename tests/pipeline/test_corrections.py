"""Editors' corrections: kept by content, applied to what was read, taken back, on a real Postgres."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.command_line import theodoi
from tests.pipeline.batches import Cited, TestArticle, TestBatch
from tests.unit.test_stories import BODY, LEAD, OTHER_NEWS, TITLE
from theodoi import correct
from theodoi.contracts import key_of
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import content_checksum, publish, publish_lock, stage
from theodoi.load.resolve import resolve_whole
from theodoi.load.undo import take_back
from theodoi.paths import data_dir
from theodoi.registry.reading import RegistryError

LATER = datetime(2026, 11, 23, 19, tzinfo=UTC)
ADDRESS = "http://x/bao-cao"
TEXT = "Tỷ lệ hồ sơ trực tuyến của xã Trên đạt 82,5% trong tháng qua."


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def root(tmp_path) -> Path:
    """A copy of the registry, so that corrections of a test stay in it."""
    copy = tmp_path / "registry"
    shutil.copytree(data_dir("registry"), copy, ignore=shutil.ignore_patterns("sources"))
    return copy


def load(engine: Engine, lake: Lake, batch_id: str, *articles: TestArticle) -> None:
    batch = TestBatch(batch_id, list(articles))
    batch.write(lake)
    stage(engine, lake, batch.batch_id)
    publish(engine, lake, batch.batch_id, allow_withdrawals=True)


def rows(engine: Engine, statement: str, **parameters: object) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(statement), parameters)]


def one(engine: Engine, statement: str, **parameters: object) -> object:
    [(value,)] = rows(engine, statement, **parameters)
    return value


def make(engine: Engine, root: Path, action: str, *words: str) -> Path:
    return correct.make(action, words, "đọc nhầm", "Ban biên tập", engine, root)


def without(engine: Engine, root: Path) -> None:
    """Take all corrections back."""
    for path in (root / "corrections").glob("*.yaml"):
        path.unlink()
    correct.apply(root, engine)


def report(*metrics: str, text: str = TEXT, url: str = ADDRESS, captured_at: datetime = LATER, **more) -> TestArticle:
    return TestArticle(url, text, captured_at, metrics=metrics, **more)


def values(engine: Engine) -> list[str]:
    return [str(v) for (v,) in rows(engine, "SELECT value FROM warehouse.metrics ORDER BY value, metric_id")]


def metric(engine: Engine, value: str) -> str:
    return str(
        one(engine, "SELECT min(metric_id) FROM warehouse.metrics WHERE value = CAST(:value AS numeric)", value=value)
    )


def test_a_rejected_and_a_set_figure_stay_so_when_the_article_comes_again(engine, lake, root):
    load(engine, lake, "nightly/2026-11-23", report("82.5", "63", "7"))
    before = content_checksum(engine, "nightly/2026-11-23")
    make(engine, root, "reject", metric(engine, "63"))
    path = make(engine, root, "set", metric(engine, "82.5"), "value=28.5", "status=target", "object=hồ sơ trực tuyến")
    assert path == root / "corrections" / f"{path.stem}.yaml"
    assert values(engine) == ["7", "28.5"]
    assert rows(
        engine, "SELECT status, object, corrected_by, correction_reason FROM bi.metric_claims WHERE value = 28.5"
    ) in ([], [("target", "hồ sơ trực tuyến", "Ban biên tập", "đọc nhầm")])
    assert rows(
        engine, "SELECT action_vi, says, new_values, old_values, applied FROM bi.corrections ORDER BY action"
    ) == [
        ("bỏ", "63 percent", None, None, True),
        (
            "sửa", "82.5 percent",
            {"value": 28.5, "status": "target", "object": "hồ sơ trực tuyến"},
            {"value": 82.5, "status": "observed", "object": None}, True,
        ),
    ]  # fmt: skip
    assert content_checksum(engine, "nightly/2026-11-23") != before

    # Read again by a run, in another version whose text has moved, and under another name by an import.
    load(engine, lake, "nightly/2026-11-23", report("82.5", "63", "7"))
    assert values(engine) == ["7", "28.5"]
    load(
        engine, lake, "nightly/2026-11-24", report("82.5", "63", text=TEXT + " Hết.", captured_at=LATER.replace(day=24))
    )
    assert values(engine) == ["28.5"]
    load(engine, lake, "import/kho", report("82.5", "63", url="http://y/khac"))
    assert values(engine) == ["28.5", "28.5"]
    assert correct.idle_sentences(engine) == []

    without(engine, root)
    assert values(engine) == ["63", "63", "82.5", "82.5"]
    assert rows(engine, "SELECT DISTINCT status, object FROM warehouse.metrics") == [("observed", None)]
    load(engine, lake, "nightly/2026-11-23", report("82.5", "63", "7", captured_at=LATER.replace(day=25)))
    assert content_checksum(engine, "nightly/2026-11-23") != before  # the article has another time, nothing else
    assert rows(engine, "SELECT count(*) FROM warehouse.corrected_findings") == [(0,)]


def test_what_was_taken_back_comes_back_as_read_or_as_corrected(engine, lake, root):
    load(engine, lake, "nightly/2026-11-23", report("82.5"))
    make(engine, root, "set", metric(engine, "82.5"), "value=28.5")
    load(engine, lake, "nightly/2026-11-24", report("11", captured_at=LATER.replace(day=24)))
    assert values(engine) == ["11"]
    assert len(correct.idle_sentences(engine)) == 1
    with engine.begin() as connection:
        publish_lock(connection)
        take_back(connection, "nightly/2026-11-24")
    assert values(engine) == ["28.5"]
    without(engine, root)
    assert values(engine) == ["82.5"]


def test_another_reading_or_several_of_the_same_words_are_left_alone_and_told(engine, lake, root):
    load(engine, lake, "nightly/2026-11-23", report("82.5", "63"))
    make(engine, root, "reject", metric(engine, "82.5"))
    assert values(engine) == ["63"]
    # By newer rules the same words are another figure: the correction was of the old one.
    load(engine, lake, "nightly/2026-11-23", report("8.25", "63"))
    assert values(engine) == ["8.25", "63"]
    [sentence] = correct.idle_sentences(engine)
    assert (
        sentence.startswith("warning: corrections/2") and "82.5 percent" in sentence and "matches nothing" in sentence
    )
    assert rows(engine, "SELECT applied FROM bi.corrections") == [(False,)]


def test_what_the_warehouse_refuses_costs_its_own_correction(engine, lake, root):
    load(engine, lake, "nightly/2026-11-23", report("82.5", "63"))
    make(engine, root, "set", metric(engine, "63"), "value=36")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE warehouse.metrics ADD CONSTRAINT small CHECK (value < 1000)"))
    make(engine, root, "set", metric(engine, "82.5"), "value=5000")
    assert values(engine) == ["36", "82.5"]
    [sentence] = correct.idle_sentences(engine)
    assert "refused by the warehouse" in sentence and "small" in sentence
    load(engine, lake, "nightly/2026-11-23", report("82.5", "63"))
    assert values(engine) == ["36", "82.5"]


def test_the_command_says_where_it_kept_a_correction_and_what_matches_nothing(engine, lake, root, monkeypatch):
    monkeypatch.setenv("THEODOI_WAREHOUSE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setattr("theodoi.registry.reading.data_dir", lambda name: root)
    load(engine, lake, "nightly/2026-11-23", report("82.5"))
    key = metric(engine, "82.5")
    done = theodoi("correct", "set", key, "value=28.5")
    assert (done.returncode, "needs --reason and --author" in done.stderr) == (2, True), done.stderr
    because = ("--reason", "đọc nhầm", "--author", "Ban biên tập")
    done = theodoi("correct", "set", key, "value=nhiều", *because)
    assert (done.returncode, "it is no numeric" in done.stderr) == (1, True), done.stderr
    done = theodoi("correct", "set", key, "value=28.5", "period=", *because)
    assert (done.returncode, "kept in " in done.stdout) == (0, True), done.stderr
    done = theodoi("correct", "reject", key, *because)
    assert (done.returncode, "is corrected already, at corrections/2" in done.stderr) == (1, True), done.stderr
    done = theodoi("correct", "split", "khong-co", *because)
    assert (done.returncode, "no article has the id" in done.stderr) == (1, True), done.stderr
    assert theodoi("correct", "--check").returncode == 0
    load(engine, lake, "nightly/2026-11-23", report("7"))
    done = theodoi("correct", "--check")
    assert (done.returncode, "matches nothing" in done.stdout) == (1, True), done.stderr


def cites(url: str, *cited: Cited, **more) -> TestArticle:
    return TestArticle(url, f"Bài ở {url} nói về văn bản.", decrees=cited, **more)


RIGHT, MISPRINT = Cited("61/2018/NĐ-CP", 2018), Cited("16/2018/NĐ-CP", 2018)
DOCUMENTS = "SELECT number, mentions FROM bi.decree_timeline ORDER BY number"


def test_a_misprinted_number_is_merged_with_its_relations_and_parts_again(engine, lake, root):
    load(
        engine,
        lake,
        "import/a",
        cites("http://x/1", RIGHT),
        cites("http://x/2", MISPRINT, Cited("5/NQ-CP", 2019), relations=((0, "amends", 1),)),
    )
    ids = dict(rows(engine, "SELECT number, decree_id FROM warehouse.decrees"))
    make(engine, root, "merge", ids["16/2018/NĐ-CP"], ids["61/2018/NĐ-CP"])
    assert rows(engine, DOCUMENTS) == [("5/NQ-CP", 1), ("61/2018/NĐ-CP", 2)]
    assert rows(engine, "SELECT subject_number, object_number FROM bi.decree_relations") == [
        ("61/2018/NĐ-CP", "5/NQ-CP")
    ]
    redirect = rows(engine, "SELECT old_decree_id, decree_id FROM warehouse.decree_redirects")
    assert redirect == [(ids["16/2018/NĐ-CP"], ids["61/2018/NĐ-CP"])]
    # New articles follow, whichever of both they cite.
    load(engine, lake, "import/b", cites("http://x/3", MISPRINT))
    load(engine, lake, "import/c", cites("http://x/4", RIGHT))
    assert rows(engine, DOCUMENTS) == [("5/NQ-CP", 1), ("61/2018/NĐ-CP", 4)]
    assert rows(engine, "SELECT merged, merged_into, count(*) FROM bi.corrections GROUP BY 1, 2") == [
        ("16/2018/NĐ-CP", "61/2018/NĐ-CP", 2)
    ]
    # One of the citations is no misprint: it gets its own identity, the others stay.
    mention = one(
        engine, "SELECT mention_id FROM warehouse.decree_mentions WHERE article_id = :a", a=key_of("http://x/3")
    )
    make(engine, root, "set", str(mention), "number=16/2018/NĐ-CP", "year=2017")
    assert rows(engine, DOCUMENTS) == [("16/2018/NĐ-CP", 1), ("5/NQ-CP", 1), ("61/2018/NĐ-CP", 3)]
    assert correct.idle_sentences(engine) == []
    without(engine, root)
    assert rows(engine, DOCUMENTS) == [("16/2018/NĐ-CP", 2), ("5/NQ-CP", 1), ("61/2018/NĐ-CP", 2)]
    assert rows(engine, "SELECT count(*) FROM warehouse.decree_redirects") == [(0,)]


def test_a_rejected_citation_takes_its_relations_along_and_brings_them_back(engine, lake, root):
    load(engine, lake, "import/a", cites("http://x/2", MISPRINT, Cited("5/NQ-CP", 2019), relations=((0, "amends", 1),)))
    mention = one(engine, "SELECT mention_id FROM warehouse.decree_mentions WHERE number = '16/2018/NĐ-CP'")
    make(engine, root, "reject", str(mention))
    assert rows(engine, DOCUMENTS) == [("5/NQ-CP", 1)]
    assert rows(engine, "SELECT count(*) FROM warehouse.decree_relations") == [(0,)]
    without(engine, root)
    assert rows(engine, DOCUMENTS) == [("16/2018/NĐ-CP", 1), ("5/NQ-CP", 1)]
    assert rows(engine, "SELECT subject_number FROM bi.decree_relations") == [("16/2018/NĐ-CP",)]


def test_an_organisation_goes_into_another_and_a_mention_of_it_stays_apart(engine, lake, root):
    load(
        engine, lake, "import/a",
        TestArticle("http://x/1", "Bài một", organisations=("Alpha Một", "Beta Hai")),
        TestArticle("http://x/2", "Bài hai", organisations=("Alpha Một",)),
    )  # fmt: skip
    alpha = one(engine, "SELECT organisation_id FROM warehouse.organisations WHERE name = 'Alpha Một'")
    mention = one(
        engine, "SELECT mention_id FROM warehouse.organisation_mentions WHERE name = 'Alpha Một' AND article_id = :a", a=key_of("http://x/2")
    )  # fmt: skip
    make(engine, root, "merge", str(alpha), "viettel")
    make(engine, root, "set", str(mention), "organisation_id=vnpt")
    load(engine, lake, "import/b", TestArticle("http://x/3", "Bài ba", organisations=("Alpha Một",)))
    named = "SELECT organisation_id, name = o.name, m.registered, count(*) FROM warehouse.organisation_mentions AS m JOIN warehouse.organisations AS o USING (organisation_id, name) WHERE organisation_id IN ('viettel', 'vnpt') GROUP BY 1, 2, 3 ORDER BY 1"
    assert [(i, r, n) for i, _, r, n in rows(engine, named.replace("name = o.name", "true"))] == [
        ("viettel", True, 2),
        ("vnpt", True, 1),
    ]
    assert rows(engine, "SELECT name FROM warehouse.organisations WHERE NOT registered") == [("Beta Hai",)]
    without(engine, root)
    assert sorted(rows(engine, "SELECT name, count(*) FROM warehouse.organisation_mentions GROUP BY 1")) == [
        ("Alpha Một", 3),
        ("Beta Hai", 1),
    ]


def stories(engine: Engine) -> list[tuple[str, ...]]:
    found = rows(
        engine,
        "SELECT array_agg(url ORDER BY url) FROM warehouse.article_stories JOIN warehouse.articles USING (article_id) GROUP BY story_id",
    )
    return sorted(tuple(url.rsplit("/", 1)[-1] for url in urls) for (urls,) in found)


def test_an_editor_joins_and_parts_stories(engine, lake, root):
    first = TestArticle("http://x/first", "\n".join((LEAD, *BODY)), LATER, title=TITLE)
    again = TestArticle("http://x/again", "\n".join((LEAD, *BODY[:5])), LATER, title="Bến Mơ làm sổ đỏ qua mạng")
    other = TestArticle("http://x/other", "\n".join(OTHER_NEWS.lines), LATER, title=OTHER_NEWS.headline)
    load(engine, lake, "import/a", first, again, other)
    assert stories(engine) == [("again", "first"), ("other",)]
    make(engine, root, "split", key_of(again.url))
    assert stories(engine) == [("again",), ("first",), ("other",)]
    make(engine, root, "merge", key_of(again.url), key_of(other.url))
    assert stories(engine) == [("again", "other"), ("first",)]
    load(engine, lake, "import/a", first, again, other)
    assert stories(engine) == [("again", "other"), ("first",)]
    assert correct.idle_sentences(engine) == []
    without(engine, root)
    assert stories(engine) == [("again", "first"), ("other",)]


# What the steps of a publish tell must be what the same steps tell of everything.
FOLLOWING = (
    "decrees", "decree_mentions", "decree_candidates", "decree_relations", "organisations", "organisation_mentions", "metrics",
    "assignments", "task_mentions", "task_news_bodies", "assignment_events", "article_stories", "stories", "article_pairs",
    "article_signatures", "search_documents", "corrected_findings", "decree_redirects", "story_redirects",
)  # fmt: skip


def everything(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {
            table: connection.scalar(
                text(
                    f"SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM warehouse.{table} AS t"
                )
            )
            for table in FOLLOWING
        }


TASK = "Thủ tướng Chính phủ giao Bộ Nội vụ hoàn thành đề án vị trí việc làm trước ngày 30/6/2026."
DONE = "Bộ Nội vụ đã hoàn thành đề án vị trí việc làm mà Thủ tướng Chính phủ giao."


def test_resolving_everything_changes_nothing_that_the_publishes_told(engine, lake, root):
    law = Cited(None, title="Luật Giao dịch điện tử", doc_type="luật", issuer="Quốc hội")
    load(
        engine,
        lake,
        "import/a",
        cites("http://x/1", RIGHT, law),
        cites("http://x/2", MISPRINT, Cited("17/NQ-CP", None), relations=((0, "amends", 1),)),
    )
    load(
        engine,
        lake,
        "import/b",
        TestArticle("http://x/first", "\n".join((LEAD, *BODY)), LATER, title=TITLE, metrics=("12",)),
    )
    load(
        engine,
        lake,
        "import/c",
        TestArticle(
            "http://x/again",
            "\n".join((LEAD, *BODY[:5])),
            LATER,
            title="Bến Mơ làm sổ đỏ qua mạng",
            organisations=("Alpha Một",),
        ),
    )
    load(
        engine,
        lake,
        "import/d",
        TestArticle("http://x/task", TASK, LATER.replace(month=2), read=("assignments", "task_news")),
    )
    load(
        engine,
        lake,
        "import/e",
        TestArticle("http://x/done", DONE, LATER.replace(month=5), read=("assignments", "task_news")),
        cites("http://x/5", Cited("17/NQ-CP", 2019)),
    )
    ids = dict(
        rows(engine, "SELECT number, decree_id FROM warehouse.decrees WHERE number IS NOT NULL AND year IS NOT NULL")
    )
    make(engine, root, "merge", ids["16/2018/NĐ-CP"], ids["61/2018/NĐ-CP"])
    make(engine, root, "set", metric(engine, "12"), "value=21")
    make(engine, root, "split", key_of("http://x/again"))
    load(
        engine,
        lake,
        "import/b",
        TestArticle("http://x/first", "\n".join((LEAD, *BODY, "Hết.")), LATER, title=TITLE, metrics=("12",)),
    )
    told = everything(engine)
    assert rows(engine, "SELECT count(*) > 0 FROM warehouse.task_mentions") == [(True,)]
    with engine.begin() as connection:
        publish_lock(connection)
        resolve_whole(connection)
    after = everything(engine)
    assert {table for table in FOLLOWING if told[table] != after[table]} == set()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("- {action: remove, article: x, reason: a, author: b, decided_on: 2026-12-01}", "is none of reject, set, merge, split"),
        ("- {action: split, reason: a, author: b, decided_on: 2026-12-01}", "split has article, found none of them"),
        ("- {action: split, article: 0123456789abcdef0123456789abcdef, reason: ' ', author: b, decided_on: 2026-12-01}", "reason"),
        ("- {action: split, article: 0123456789abcdef0123456789abcdef, reason: a, author: b, decided_on: 2026-13-01}", "no date"),
        ("- {action: merge, organisation: a-b, into_organisation: khong-co, reason: a, author: b, decided_on: 2026-12-01}", "the registry has no 'khong-co'"),
        ("- {action: merge, document: {name: 1/NQ-CP}, into_document: {name: 1/NQ-CP}, reason: a, author: b, decided_on: 2026-12-01}", "into itself"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_file_and_line_and_changes_nothing(engine, root, written, told):
    path = root / "corrections" / "2026.yaml"
    path.write_text(f"corrections:\n{written}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"2026\.yaml:2") as fault:
        correct.apply(root, engine)
    assert told in str(fault.value)
    assert rows(engine, "SELECT count(*) FROM warehouse.corrections") == [(0,)]
