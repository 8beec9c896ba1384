"""Versions of articles, what changed between them, vanished pages and printed corrections, on a real Postgres."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from tests.pipeline.batches import Cited, TestArticle
from tests.pipeline.house import House
from theodoi import takeback
from theodoi.brief.facts import read_changes, read_papers
from theodoi.summary import render

FIRST, SECOND, THIRD = (datetime(2026, 11, day, 20, tzinfo=UTC) for day in (20, 21, 23))
PUBLISHED = datetime(2026, 11, 20, 3, tzinfo=UTC)
URL = "http://x/1"
OLD = TestArticle(
    URL,
    "Sở Nội vụ giải quyết 4.120 hồ sơ.\nHạn nộp là ngày 12/3/2026.",
    FIRST,
    decrees=(Cited("17/NQ-CP", 2019), Cited("18/NQ-CP", 2020)),
    relations=((0, "amends", 1),),
    organisations=("FPT",),
    metrics=("4120",),
    published_at=PUBLISHED,
)
NEW = replace(
    OLD,
    text="Sở Nội vụ giải quyết 4.210 hồ sơ.\nHạn nộp là ngày 12/3/2026.\nÔng Lê Văn Ba nói vậy.",
    captured_at=SECOND,
    decrees=(Cited("19/NQ-CP", 2021),),
    relations=(),
    organisations=("CMC",),
    metrics=("4210", "1"),
)
BACK = replace(OLD, captured_at=THIRD, title="Tiêu đề khác")
NIGHTS = {"nightly/2026-11-20": (OLD,), "nightly/2026-11-21": (NEW,), "nightly/2026-11-23": (BACK,)}
TABLES = (
    "articles", "article_versions", "article_sightings", "earlier_findings", "article_changes", "article_change_parts",
    "decree_mentions", "decree_relations", "organisation_mentions", "metrics", "lost_pages", "organisations",
)  # fmt: skip
COUNTS = "SELECT kind, current, count(*) FROM warehouse.version_findings GROUP BY 1, 2 ORDER BY 1, 2"


def bring(house: House, number: int, batch_id: str, *content: TestArticle) -> None:
    house.write(*content, batch_id=batch_id)
    house.load(house.run(number, batch_id))


def state(house: House) -> dict[str, list[str]]:
    """All rows of the tables that versions have a part in."""
    registered = {"organisations": "WHERE NOT registered"}
    return {
        name: sorted(
            str(row) for (row,) in house.rows(f"SELECT to_jsonb(t) FROM warehouse.{name} AS t {registered.get(name, '')}")
        )
        for name in TABLES
    } | {"served": sorted(house.served().items())}  # fmt: skip


def test_findings_of_every_version_stay_and_one_is_current(house):
    bring(house, 1, "nightly/2026-11-20", OLD)
    assert house.rows("SELECT bool_and(current), count(*) FROM warehouse.version_findings") == [(True, 5)]
    bring(house, 2, "nightly/2026-11-21", NEW)
    assert house.rows(COUNTS) == [
        ("decree_mentions", False, 2), ("decree_mentions", True, 1), ("decree_relations", False, 1),
        ("metrics", False, 1), ("metrics", True, 2), ("organisation_mentions", False, 1), ("organisation_mentions", True, 1),
    ]  # fmt: skip
    assert house.rows("SELECT value FROM bi.metric_claims ORDER BY 1") == [(1,), (4210,)]
    bring(house, 3, "nightly/2026-11-23", BACK)
    assert house.rows("SELECT value FROM bi.metric_claims") == [(4120,)]
    assert dict(house.rows("SELECT current, count(*) FROM warehouse.version_findings GROUP BY 1")) == {
        True: 5,
        False: 4,
    }


@pytest.mark.parametrize("order", list(itertools.permutations(NIGHTS)))
def test_the_order_of_loading_and_loading_again_change_nothing(house, order, in_order):
    for number, batch_id in enumerate(order):
        bring(house, number, batch_id, *NIGHTS[batch_id])
    assert state(house) == in_order
    for number, batch_id in enumerate(reversed(order)):
        bring(house, 10 + number, batch_id, *NIGHTS[batch_id])
    assert state(house) == in_order


_IN_ORDER: dict[str, list[str]] = {}


@pytest.fixture
def in_order(house) -> dict[str, list[str]]:
    """What the nights leave one after the other; made by the first test that asks, which undoes it."""
    if not _IN_ORDER:
        for number, (batch_id, content) in enumerate(NIGHTS.items()):
            bring(house, 20 + number, batch_id, *content)
        _IN_ORDER.update(state(house))
        for batch_id in reversed(NIGHTS):
            takeback.undo(batch_id, "live", yes=True)
        assert house.rows("SELECT count(*) FROM warehouse.version_findings") == [(0,)]
    return _IN_ORDER


def test_an_article_that_its_newest_capture_no_longer_shows_is_served_as_before(house):
    bring(house, 1, "nightly/2026-11-20", OLD)
    before = state(house)
    bring(house, 2, "nightly/2026-11-21", NEW)
    other = TestArticle("http://x/2", "Bài khác", SECOND)
    bring(house, 3, "nightly/2026-11-21", other)
    assert house.rows("SELECT value, batch_id FROM warehouse.metrics") == [(4120, "nightly/2026-11-20")]
    after = state(house)
    for name in (
        "metrics",
        "decree_mentions",
        "decree_relations",
        "earlier_findings",
        "article_changes",
        "organisations",
    ):
        assert after[name] == before[name]


def test_an_undo_brings_back_the_version_before(house):
    bring(house, 1, "nightly/2026-11-20", OLD)
    before = state(house)
    bring(house, 2, "nightly/2026-11-21", NEW)
    takeback.undo("nightly/2026-11-21", "live", yes=True)
    assert state(house) == before


def test_a_forgotten_import_takes_its_versions_with_it(house):
    bring(house, 1, "nightly/2026-11-20", OLD)
    bring(house, 2, "nightly/2026-11-23", BACK)
    before = state(house)
    bring(house, 3, "import/archive", NEW)
    assert house.rows("SELECT count(*) FROM warehouse.earlier_findings") == [(4,)]
    takeback.forget("import/archive", "live", yes=True)
    assert state(house) == before


def test_two_versions_of_one_batch_both_stay(house):
    archive = (replace(OLD, capture_id="one"), replace(NEW, capture_id="two"))
    bring(house, 1, "import/archive", *archive)
    assert dict(house.rows("SELECT current, count(*) FROM warehouse.version_findings GROUP BY 1")) == {
        True: 4,
        False: 5,
    }
    assert house.rows("SELECT kind FROM bi.article_changes") == [("edited",)]
    before = state(house)
    bring(house, 2, "import/archive", *archive)
    assert state(house) == before


# what changed ---------------------------------------------------------------------------------------------------------


def test_a_change_is_told_by_places_and_types_with_both_captures(house):
    bring(house, 1, "nightly/2026-11-20", OLD)
    bring(house, 2, "nightly/2026-11-21", NEW)
    assert house.rows(
        "SELECT kind, title_changed, figures_added, figures_removed, names_added, names_removed, dates_added, documents_added,"
        " old_captured_at, new_captured_at, old_digest <> new_digest OR old_capture_id <> new_capture_id FROM bi.article_changes"
    ) == [("edited", False, 1, 1, 1, 0, 0, 0, FIRST, SECOND, True)]
    assert house.rows("SELECT what, side, words FROM bi.article_change_parts WHERE what <> 'passage' ORDER BY 1, 2") == [
        ("figure", "added", "4.210"), ("figure", "removed", None), ("name", "added", "Ông Lê Văn Ba"),
    ]  # fmt: skip
    bring(house, 3, "nightly/2026-11-23", BACK)
    changes = house.rows("SELECT title_changed, names_removed FROM bi.article_changes ORDER BY noticed_at")
    assert changes == [(False, 0), (True, 1)]


def test_words_that_were_taken_back_are_in_no_view(house):
    secret = "Câu này được rút xuống sau một ngày."
    bring(house, 1, "nightly/2026-11-20", replace(OLD, text=f"{OLD.text}\n{secret}", title="Tựa rút lại"))
    bring(house, 2, "nightly/2026-11-21", NEW)
    bring(house, 3, "nightly/2026-11-23", BACK)
    views = [
        name for (name,) in house.rows("SELECT viewname FROM pg_views WHERE schemaname = 'bi' AND viewname <> 'labels'")
    ]
    assert "article_changes" in views
    for view in views:
        told = " ".join(str(row) for (row,) in house.rows(f"SELECT to_jsonb(t) FROM bi.{view} AS t"))
        for words in ("được rút xuống", "Tựa rút lại", "4.210", "Lê Văn Ba"):
            assert words not in told, view


def test_what_other_rules_read_is_not_compared(house):
    bring(house, 1, "nightly/2026-11-20", OLD)
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.article_sightings SET rules_version = 'older'"))
    bring(house, 2, "nightly/2026-11-21", NEW)
    assert house.rows("SELECT count(*) FROM bi.article_changes") == [(0,)]
    assert house.rows("SELECT count(*) FROM warehouse.article_versions") == [(2,)]


def lose(house: House, batch_id: str, url: str, asked_at: datetime, status: int = 404) -> None:
    with house.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ops.fetches (batch_id, url, source_id, kind, found_by, state, outcome, status, finished_at)"
                " VALUES (:batch, :url, 'to-bao', 'page', 'second_look', 'done', 'http_error', :status, :at)"
            ),
            {"batch": batch_id, "url": url, "status": status, "at": asked_at},
        )


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_page_that_is_gone_is_a_change(house, status):
    bring(house, 1, "nightly/2026-11-20", OLD)
    lose(house, "nightly/2026-11-21", URL, SECOND, status)
    bring(house, 2, "nightly/2026-11-21", TestArticle("http://x/2", "Bài khác", SECOND))
    found = house.rows("SELECT kind, status, noticed_at, returned_at, new_capture_id FROM bi.article_changes")
    assert found == ([] if status == 500 else [("vanished", status, SECOND, None, None)])
    assert house.rows("SELECT count(*) FROM warehouse.articles WHERE url = :url", url=URL) == [(1,)]
    bring(house, 3, "nightly/2026-11-23", replace(OLD, captured_at=THIRD))
    assert house.rows("SELECT returned_at FROM bi.article_changes") == ([] if status == 500 else [(THIRD,)])


def test_a_loss_is_known_before_its_article_is_loaded(house):
    lose(house, "nightly/2026-11-21", URL, SECOND)
    bring(house, 1, "nightly/2026-11-21", TestArticle("http://x/2", "Bài khác", SECOND))
    bring(house, 2, "nightly/2026-11-20", OLD)
    assert house.rows("SELECT kind, status FROM bi.article_changes") == [("vanished", 404)]


# printed corrections --------------------------------------------------------------------------------------------------

CORRECTION = "Trong bài “{title}” đăng ngày 20/11/2026, chúng tôi đã viết nhầm số hồ sơ. Tòa soạn xin đính chính và cáo lỗi bạn đọc."


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Hồ sơ tăng gấp đôi", [("corrected", URL, "title")]),
        ("Hồ sơ tăng gấp Đôi", [("corrected", URL, "title")]),
        ("Hồ sơ tăng gấp ba", [("corrected", None, None)]),
    ],
)
def test_a_printed_correction_is_linked_where_the_text_tells_its_article(house, title, found):
    bring(house, 1, "nightly/2026-11-20", replace(OLD, title="Hồ sơ tăng gấp đôi"))
    printed = TestArticle("http://x/3", CORRECTION.format(title=title), SECOND, read=("printed_corrections",))
    bring(house, 2, "nightly/2026-11-21", printed)
    assert house.rows("SELECT form, corrected_url, linked_by FROM bi.article_corrections") == found


def test_a_title_that_two_articles_have_links_to_none(house):
    title = "Một tiêu đề đã dùng hai lần"
    twice = [replace(OLD, url=f"http://x/{n}", title=title, text=f"Bài số {n}.") for n in (1, 2)]
    bring(house, 1, "nightly/2026-11-20", *twice)
    printed = TestArticle("http://x/3", CORRECTION.format(title=title), SECOND, read=("printed_corrections",))
    bring(house, 2, "nightly/2026-11-21", printed)
    assert house.rows("SELECT corrects_title, corrected_url FROM bi.article_corrections") == [(title, None)]
    bring(house, 3, "nightly/2026-11-20", twice[0])
    assert house.rows("SELECT corrected_url, linked_by FROM bi.article_corrections") == [("http://x/1", "title")]


def test_the_brief_of_the_night_tells_what_was_changed_lost_and_corrected(house):
    gone = replace(OLD, url="http://x/9", text="Một trang sẽ mất. " * 5)
    bring(house, 1, "nightly/2026-11-20", replace(OLD, title="Hồ sơ tăng gấp đôi"), gone)
    lose(house, "nightly/2026-11-21", "http://x/9", SECOND)
    text = CORRECTION.format(title="Hồ sơ tăng gấp đôi")
    printed = TestArticle("http://x/3", text, SECOND, read=("printed_corrections",), title="Cùng bạn đọc")
    bring(house, 2, "nightly/2026-11-21", replace(NEW, title="Hồ sơ tăng gấp đôi"), printed)
    with house.engine.connect() as connection:
        changes = read_changes(connection, "nightly/2026-11-21")
        assert [(c.kind, c.url, c.figures, c.names) for c in changes] == [
            ("vanished", "http://x/9", 0, 0),
            ("edited", URL, 2, 1),
        ]
        assert changes[1].what.vi == "2 số liệu, 1 tên"
        assert [(c.title, c.corrected_url) for c in read_papers(connection, "nightly/2026-11-21")] == [
            ("Cùng bạn đọc", URL)
        ]
        assert read_changes(connection, "nightly/2026-11-20") == read_papers(connection, "nightly/2026-11-20") == ()


# the demo's papers ----------------------------------------------------------------------------------------------------


def test_a_second_look_meets_the_edit_of_a_paper_and_a_page_that_is_gone(night_house):
    """The night of DAY prints a correction; that of the day before is looked at again three days later."""
    first, later = date(2026, 11, 19), date(2026, 11, 22)
    night_house.night(first)
    pages = night_house.rows(
        "SELECT slug, url FROM (SELECT url, split_part(url, '/', -2) AS slug FROM warehouse.articles"
        " WHERE source_id = 'demo-trungdu' AND published_on = :day) AS a ORDER BY slug",
        day=first,
    )
    edited = next(url for slug, url in pages if slug.startswith("hdnd-tinh"))
    gone = next(url for slug, url in pages if not slug.startswith("hdnd-tinh"))
    # The night of DAY asked other servers of the same sites: here these are asked for the first time.
    night_house.sites.answer("demo-trungdu", urlsplit(edited).path, "test")
    night_house.sites.fail("demo-trungdu", urlsplit(gone).path, 410)
    run = night_house.night(later)
    assert night_house.rows(
        "SELECT url, kind, status, figures_added, figures_removed FROM bi.article_changes ORDER BY kind"
    ) == [(edited, "edited", None, 1, 2), (gone, "vanished", 410, 0, 0)]
    looks = dict(
        night_house.rows(
            "SELECT outcome, count(*) FROM ops.fetches WHERE batch_id = :batch AND found_by = 'second_look' GROUP BY 1",
            batch=f"nightly/{later}",
        )
    )
    assert (looks["captured"], looks["http_error"]) == (1, 1) and looks["unchanged"] > 3
    assert night_house.rows("SELECT url FROM warehouse.articles WHERE batch_id = :batch", batch=f"nightly/{later}") == [
        (edited,)
    ]
    assert night_house.rows("SELECT form, corrected_url, linked_by, corrected_changed FROM bi.article_corrections") == [
        ("corrected", edited, "title", True)
    ]
    summary = render(run)
    assert f"demo-trungdu: changed: 3 figures ({edited})" in summary
    assert f"demo-trungdu: the page is gone (status 410) ({gone})" in summary
