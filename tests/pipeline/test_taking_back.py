"""Publishes that withdraw too much are refused; what was published is taken back by `theodoi undo` and `theodoi forget`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.pipeline.batches import Cited, TestArticle
from tests.pipeline.house import BATCH, House, articles
from theodoi import pipeline, takeback
from theodoi.cli import main
from theodoi.contracts import ARTICLES, FINDINGS, key_of
from theodoi.lake import InputGone
from theodoi.load.undo import NothingToUndo
from theodoi.maintain import retention
from theodoi.maintain.work import Work
from theodoi.settings import settings

OLD, MIDDLE, NEW = (datetime(2026, 11, day, 20, tzinfo=UTC) for day in (19, 21, 23))


def at(moment: datetime, *content: TestArticle) -> list[TestArticle]:
    return [replace(article, captured_at=moment) for article in content]


def published(house: House, number: int, batch_id: str, *content: TestArticle, **options: object) -> None:
    house.write(*content, batch_id=batch_id)
    house.load(house.run(number, batch_id, **options))


def again(batch_id: str, *content: TestArticle, words: str) -> list[TestArticle]:
    """Captures of a batch as newer rules read them."""
    return [
        replace(a, text=f"{words} {a.text}", metrics=("7",), capture_id=key_of(batch_id, a.url, a.text))
        for a in content
    ]


# the brake --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "left", "refused"),
    [(20, 8, True), (60, 53, True), (60, 54, False), (6, 1, False), (6, 0, True), (5, 0, False)],
)
def test_a_publish_that_withdraws_more_than_a_tenth_and_a_handful_is_refused(house, served, left, refused):
    published(house, 1, BATCH, *articles(0, served))
    before = house.served()
    house.write(*articles(0, left))
    run = house.run(2)
    if not refused:
        house.load(run)
        assert house.rows("SELECT count(*) FROM warehouse.articles") == [(left,)]
        return
    with pytest.raises(
        pipeline.PublishRefused, match=rf"would withdraw {served - left} of {served} articles.*--allow-withdrawals"
    ):
        house.load(run)
    assert house.served() == before
    assert house.rows("SELECT status, note LIKE 'Publishing%as it was.' FROM ops.runs WHERE run_id = 'test/2'") == [
        ("refused", True)
    ]
    house.load(house.run(3, allow_withdrawals=True))
    assert house.rows("SELECT count(*) FROM warehouse.articles") == [(left,)]
    assert house.rows("SELECT options FROM ops.runs WHERE run_id = 'test/3'") == [({"allow_withdrawals": True},)]


def test_a_reprocess_is_measured_by_the_articles_of_its_captures(house):
    night = articles(0, 10)
    published(house, 1, BATCH, *night)
    published(house, 2, "nightly/2026-11-22", *articles(100, 200))
    before = house.served()
    chosen = again(BATCH, *night, words="Nay")
    house.write(*chosen, batch_id="reprocess/rules")
    lake = house.lake
    for dataset in (ARTICLES, *FINDINGS):  # no capture is an article any more
        manifest = lake.manifest(dataset.name, "reprocess/rules", "passed")
        lake.write_shard(dataset, "reprocess/rules", "shard-00000", dataset.table([]), "passed")
        lake.write_manifest(replace(manifest, files={"shard-00000.parquet": 0}), "passed")
    with pytest.raises(pipeline.PublishRefused, match="would withdraw 10 of 10"):
        house.load(house.run(3, "reprocess/rules", selection={}))
    assert house.served() == before


# undo -------------------------------------------------------------------------------------------------------------------


def test_undo_takes_a_night_out_again(house):
    published(house, 1, "nightly/2026-11-20", *at(OLD, *articles(0, 4)))
    before = house.served()
    published(
        house,
        2,
        BATCH,
        *at(NEW, *articles(2, 9, "Bản mới")),
        TestArticle("http://x/cmc", "CMC", organisations=("CMC",)),
    )
    after = house.served()
    assert any("captures taken out          8" in line for line in takeback.undo(BATCH, "live", yes=False))
    assert house.served() == after
    takeback.undo(BATCH, "live", yes=True)
    assert house.served() == before
    assert house.rows("SELECT status, published_at FROM ops.runs WHERE run_id = 'test/2'") == [("undone", None)]
    with pytest.raises(NothingToUndo, match="no publish of nightly/2026-11-21 is on record"):
        takeback.undo(BATCH, "live", yes=True)


def test_undo_takes_a_rerun_back(house):
    house.write(*articles(0, 9), quarantine=("q1",))
    house.load(house.run(1))
    before = house.served()
    house.write(*articles(0, 5, "Bài sửa"), *articles(20, 22), quarantine=("q2", "q3"))
    house.load(house.run(2))
    assert house.served() != before
    takeback.undo(BATCH, "live", yes=True)
    assert house.served() == before


def test_undo_takes_a_reprocess_back(house):
    night, other = articles(0, 5), articles(3, 8)
    published(house, 1, "nightly/2026-11-20", *at(OLD, *night))
    published(house, 2, BATCH, *at(NEW, *other))
    before = house.served()
    chosen = again("nightly/2026-11-20", *at(OLD, *night[:3]), words="Nay") + again(
        BATCH, *at(NEW, *other), words="Nay"
    )
    published(house, 3, "reprocess/rules", *chosen, selection={})
    assert house.served() != before
    takeback.undo("reprocess/rules", "live", yes=True)
    assert house.served() == before


def test_undo_leaves_what_another_publish_has_touched_since(house):
    published(house, 1, BATCH, *at(OLD, *articles(0, 3)))
    published(house, 2, "import/x", *at(NEW, *articles(2, 4, "Bản mới")))
    newer = house.served()["import/x"]
    lines = takeback.undo(BATCH, "live", yes=True)
    assert "  left as they are: 1 articles that another publish has touched since" in lines
    assert house.rows("SELECT url FROM warehouse.articles ORDER BY 1") == [("http://x/2",), ("http://x/3",)]
    assert house.served()["import/x"] == newer


def test_a_run_that_publishes_twice_is_undone_as_one(house):
    published(house, 1, BATCH, *articles(0, 3))
    before = house.served()
    house.write(*articles(0, 3, "Bài sửa"))
    run = house.run(2)
    house.load(run)
    house.load(run)  # the task was killed after its commit, or cleared
    takeback.undo(BATCH, "live", yes=True)
    assert house.served() == before


def test_what_an_undo_needs_is_kept_for_its_time(house):
    published(house, 1, BATCH, *articles(0, 3))
    for days, left in ((29, 1), (31, 0)):
        retention.ops_rows(Work("live", now=datetime.now(UTC) + timedelta(days=days)))
        assert house.rows("SELECT count(*) FROM ops.publishes") == [(left,)]
    assert house.rows("SELECT count(*) FROM ops.undo") == house.rows("SELECT count(*) FROM ops.last_publish") == [(0,)]


def test_nothing_is_taken_back_while_a_run_is_at_work(house, capsys):
    published(house, 1, "import/x", *articles(0, 3))
    before = house.served()
    house.run(2, "import/x")
    for command in ("undo", "forget"):
        assert main([command, "import/x", "--yes"]) == 1
        assert f"theodoi {command}: a run of import/x is at work" in capsys.readouterr().err
    assert house.served() == before


# forget -----------------------------------------------------------------------------------------------------------------

# An archive beside two nights: articles of its own, older and newer ones than theirs, and texts that both have.
SAME = TestArticle("http://x/same", "Cùng một bài", decrees=(Cited("18/NQ-CP", 2020),), metrics=("5",))
LOADED = {
    "nightly/2026-11-20": at(OLD, *articles(0, 4), SAME),
    "import/archive": [
        *at(MIDDLE, *articles(2, 7, "Bản lưu")),
        *at(MIDDLE, SAME),
        *at(OLD - timedelta(days=1), TestArticle("http://x/9", "Bài 9", metrics=("9",))),
        *at(
            MIDDLE,
            TestArticle("http://x/only", "Chỉ ở đây", organisations=("CMC",), decrees=(Cited("19/NQ-CP", 2021),)),
        ),
    ],
    "nightly/2026-11-22": at(
        NEW,
        *articles(5, 8, "Bài mới"),
        replace(SAME, metrics=("6",)),
        TestArticle("http://x/9", "Bài 9", metrics=("9",)),
    ),
}


@pytest.fixture(scope="module")
def without(postgres_url, _template, tmp_path_factory) -> Iterator[dict]:
    """What is served when the archive was never loaded."""
    name = "theodoi_without_archive"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_template}"))
    url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEODOI_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("THEODOI_WAREHOUSE_URL", url)
        settings.cache_clear()
        other = House(url)
        for number, (batch_id, content) in enumerate(LOADED.items()):
            if batch_id != "import/archive":
                published(other, number, batch_id, *content)
        yield other.served()
    settings.cache_clear()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_a_forgotten_import_leaves_what_would_be_without_it(without, house, order):
    for number in order:
        batch_id = list(LOADED)[number]
        published(house, number, batch_id, *LOADED[batch_id])
    loaded = house.served()
    said = takeback.forget("import/archive", "live", yes=False)
    assert house.served() == loaded
    assert house.lake.files("articles/batch=import/archive")
    done = takeback.forget("import/archive", "live", yes=True)
    assert said[1:-1] == done[1:-1]
    assert house.served() == without
    assert not [f for f in house.lake.files("") if "/batch=import/archive/" in f.path]
    assert house.rows("SELECT DISTINCT status FROM ops.runs WHERE batch_id = 'import/archive'") == [("forgotten",)]
    assert house.rows("SELECT count(*) FROM staging.articles WHERE batch_id NOT LIKE 'nightly/%'") == [(0,)]
    with house.engine.connect() as connection:
        for batch_id in LOADED:  # an undo after it brings nothing of it back
            if batch_id != "import/archive":
                takeback.undo(batch_id, "live", yes=True)
        assert connection.scalar(text("SELECT count(*) FROM warehouse.captures WHERE batch_id = 'import/archive'")) == 0


def test_a_forgotten_import_is_loaded_anew_under_its_name(house):
    for number in (1, 2):
        published(house, number, "import/archive", *articles(0, 3))
        loaded = house.served()
        takeback.forget("import/archive", "live", yes=True)
    published(house, 3, "import/archive", *articles(0, 3))
    assert house.served() == loaded


def test_an_import_whose_articles_cannot_go_back_is_not_taken_out(house):
    published(house, 1, BATCH, *at(OLD, *articles(0, 3)))
    published(house, 2, "import/archive", *at(NEW, *articles(0, 3, "Bản lưu")))
    before = house.served()
    house.lake.delete(f"{house.lake.folder('articles', BATCH, 'passed')}/shard-00000.parquet")
    with pytest.raises(InputGone, match="is gone from"):
        takeback.forget("import/archive", "live", yes=True)
    assert house.served() == before


def test_only_an_import_can_be_forgotten(house, capsys):
    assert main(["forget", BATCH, "--yes"]) == 1
    assert "is no import" in capsys.readouterr().err


@pytest.mark.parametrize("yes", [False, True])
def test_an_import_that_is_not_there_cannot_be_forgotten(house, yes):
    before = house.rows("SELECT count(*) FROM warehouse.articles")
    with pytest.raises(LookupError, match="the profile live holds nothing of import/khong-co"):
        takeback.forget("import/khong-co", "live", yes)
    assert house.rows("SELECT count(*) FROM warehouse.articles") == before
