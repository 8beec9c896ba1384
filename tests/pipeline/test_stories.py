"""Stories and origins over all articles of the warehouse, whatever was loaded first, on a real Postgres."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from tests.pipeline.batches import TestArticle, TestBatch
from tests.unit.test_stories import BODY, LEAD, NEW_LEAD, OTHER_NEWS, TITLE, WORDS_OF_A_MINISTER
from theodoi.contracts import key_of
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import publish, publish_lock, stage
from theodoi.load.stories import resolve_stories
from theodoi.load.summaries import refresh_summaries
from theodoi.load.undo import take_back

DAY = datetime(2026, 5, 12, 3, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def engine(warehouse_url: str) -> Engine:
    return engine_for(warehouse_url)


def article(name: str, *lines: str, days: int = 0, title: str = TITLE, source: str = "to-bao") -> TestArticle:
    return TestArticle(
        f"http://x/{name}", "\n".join(lines), DAY + timedelta(days=days), title=title, source_id=source
    )  # fmt: skip


FIRST = article("first", LEAD, *BODY)
CUT = article("cut", LEAD, *BODY[:5], days=1, title="Bến Mơ làm sổ đỏ qua mạng", source="bao-hai")
UPDATE = article("update", NEW_LEAD, LEAD, *BODY[:6], days=30, title="Huyện dừng nhân rộng cách làm sổ đỏ qua mạng")
COPY = article("copy", LEAD, *BODY, days=2, source="bao-ba")
OTHER = article("other", *OTHER_NEWS.lines, f"Bộ trưởng nói: “{WORDS_OF_A_MINISTER}”.", title=OTHER_NEWS.headline)
QUOTED = article(
    "quoted",
    "Hội nghị của ngành bưu chính ở xã Trên sáng nay có hơn ba trăm người dự, phần lớn là nhân viên giao nhận trẻ tuổi.",
    f"Khách mời phát biểu: “{WORDS_OF_A_MINISTER}”.",
    "Ban tổ chức sau đó tặng mười chiếc xe đạp điện cho những người có quãng đường phát thư dài nhất trong năm qua.",
    title="Ngành bưu chính họp mặt ở xã Trên",
)
LATE = article(
    "late", LEAD, *BODY, "Toà soạn đăng lại bài này sau một năm để bạn đọc xem điều gì đã đổi thay.", days=365
)
ALL = (FIRST, CUT, UPDATE, COPY, OTHER, QUOTED, LATE)


def load(engine: Engine, lake: Lake, *articles: TestArticle, batch: str | None = None) -> None:
    """Articles in a batch of their own: those of a name replace the ones before."""
    one = TestBatch(batch or f"import/{articles[0].url.rsplit('/', 1)[-1]}", list(articles))
    one.write(lake)
    stage(engine, lake, one.batch_id)
    publish(engine, lake, one.batch_id, allow_withdrawals=True)


def rows(engine: Engine, statement: str) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(statement))]


def stories(engine: Engine, column: str = "story_id") -> list[set[str]]:
    """The names of the articles of each story, or origin, that has more than one."""
    names = {key_of(one.url): one.url.rsplit("/", 1)[-1] for one in ALL}
    found: dict[str, set[str]] = {}
    for article_id, root in rows(engine, f"SELECT article_id, {column} FROM warehouse.article_stories"):
        found.setdefault(root, set()).add(names[article_id])
        assert root <= article_id
    assert {key_of(f"http://x/{min(names, key=lambda n: key_of(f'http://x/{n}'))}") for names in found.values()} == set(
        found
    )
    return sorted((names for names in found.values() if len(names) > 1), key=sorted)


def state(engine: Engine) -> list[list[tuple]]:
    """Everything that loading order must not change."""
    return [
        rows(engine, f"SELECT * FROM warehouse.{table} ORDER BY 1, 2")
        for table in ("article_stories", "stories", "article_pairs")
    ]


def test_reprints_and_updates_are_one_story_and_a_quotation_one_origin(engine, lake):
    load(engine, lake, *ALL, batch="import/all")
    assert stories(engine) == [{"first", "cut", "update", "copy"}]
    assert stories(engine, "origin_id") == [{"first", "cut", "update", "copy"}, {"other", "quoted"}]
    [story] = rows(
        engine, "SELECT articles, sources, first_article_id, first_told_at FROM warehouse.stories WHERE articles > 1"
    )
    assert story == (3, 2, key_of(FIRST.url), DAY)  # one text under two names of imports is one article
    assert len(rows(engine, "SELECT 1 FROM warehouse.stories")) == 4


def test_a_copy_outside_an_import_is_an_article_of_its_own(engine, lake):
    load(engine, lake, FIRST, COPY, batch="import/both")
    with engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.sources SET kind = 'newspaper'"))
        resolve_stories(connection, full=True)
    assert rows(engine, "SELECT articles, sources FROM warehouse.stories") == [(2, 2)]


def test_a_story_parts_when_what_held_it_goes_and_its_old_id_leads_on(engine, lake):
    load(engine, lake, FIRST)
    load(engine, lake, CUT)
    [(joined,)] = rows(engine, "SELECT story_id FROM warehouse.stories")
    assert joined == min(key_of(FIRST.url), key_of(CUT.url))
    redirects = "SELECT old_story_id, story_id FROM warehouse.story_redirects"
    assert rows(engine, redirects) == [(max(key_of(FIRST.url), key_of(CUT.url)), joined)]
    load(engine, lake, article("cut", *OTHER_NEWS.lines, title=OTHER_NEWS.headline, days=2))
    assert len(rows(engine, "SELECT 1 FROM warehouse.stories")) == 2
    assert rows(engine, redirects) == []
    assert rows(engine, "SELECT 1 FROM warehouse.article_pairs") == []


def test_a_withdrawn_article_leaves_its_story(engine, lake):
    load(engine, lake, FIRST, CUT, COPY, batch="import/three")
    load(engine, lake, CUT, COPY, batch="import/three")
    assert stories(engine) == [{"cut", "copy"}]
    assert rows(engine, "SELECT articles FROM warehouse.stories") == [(2,)]
    load(engine, lake, OTHER, batch="import/three")
    assert (stories(engine), rows(engine, "SELECT articles FROM warehouse.stories")) == ([], [(1,)])


def test_an_undo_brings_stories_back(engine, lake):
    load(engine, lake, FIRST)
    before = state(engine)
    load(engine, lake, CUT)
    with engine.begin() as connection:
        publish_lock(connection)
        take_back(connection, "import/cut")
    assert state(engine) == before


def test_what_publish_left_is_read_later(engine, lake):
    """A warehouse that was there before stories were: each article is one of its own until maintenance has read it."""
    load(engine, lake, *ALL, batch="import/all")
    whole = state(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM warehouse.article_signatures"))
        connection.execute(text("DELETE FROM warehouse.article_pairs"))
    read = 0
    for _ in range(4):
        with engine.begin() as connection:
            read += resolve_stories(connection, most=2).read
    assert read == len(ALL)
    assert state(engine) == whole


@pytest.fixture
def reference(engine, lake) -> list[list[tuple]]:
    load(engine, lake, *ALL, batch="import/all")
    return state(engine)


ORDERS = (st.permutations(ALL), st.integers(2, 4), st.sets(st.integers(0, 6), max_size=2))


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(*ORDERS)
def test_neither_order_nor_kills_nor_a_full_resolve_change_stories(engine, lake, reference, order, size, killed):
    _another_order(engine, lake, reference, order, size, killed)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(*ORDERS)
def test_twenty_orders_come_to_the_same_stories(engine, lake, reference, order, size, killed):
    _another_order(engine, lake, reference, order, size, killed)


def _another_order(engine, lake, reference, order, size, killed):
    """Load all anew in batches of this order and size; a publish whose place is among those killed ends once before its commit."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM warehouse.articles"))
        connection.execute(text("DELETE FROM warehouse.captures"))
    for start in range(0, len(order), size):
        one = TestBatch(f"import/part-{start}", order[start : start + size])
        one.write(lake)
        stage(engine, lake, one.batch_id)
        if start in killed:
            with pytest.raises(Killed):
                publish(engine, lake, one.batch_id, fence=_kill)
        publish(engine, lake, one.batch_id, allow_withdrawals=True)
    assert state(engine) == reference
    with engine.begin() as connection:
        resolve_stories(connection, full=True)
    assert state(engine) == reference


class Killed(Exception):
    """Ends a publish as its last thing."""


def _kill(_connection: object) -> None:
    raise Killed


# what follows from it in bi -------------------------------------------------------------------------------------------


def claims(engine: Engine, lake: Lake, *told: tuple) -> None:
    """Load an article per claim, each a story of its own, and set its figure: (value, comparator, said by, status, period, base, sentence)."""
    articles = [
        TestArticle(f"http://x/{place}", f"Bài {place} nói một con số.", DAY + timedelta(days=place), metrics=("1",))
        for place in range(len(told))
    ]
    load(engine, lake, *articles, batch="import/claims")
    with engine.begin() as connection:
        for at, (value, comparator, said_by, status, period, base, sentence) in zip(articles, told, strict=True):
            connection.execute(
                text(
                    "UPDATE warehouse.metrics SET indicator_id = (SELECT min(indicator_id) FROM warehouse.indicators),"
                    " area = 'vn', area_basis = 'stated', period = :period, period_basis = 'stated', value = :value,"
                    " comparator = :comparator, said_by_organisation_id = :said_by, status = :status, base = :base,"
                    " quote = '40', sentence = :sentence, minor = false, not_charted_because = NULL, claim_start = start_char"
                    " WHERE article_id = :article"
                ),
                {
                    "article": key_of(at.url), "value": value, "comparator": comparator, "said_by": said_by,
                    "status": status, "period": period, "base": base, "sentence": sentence or "Có 40.",
                },
            )  # fmt: skip
        refresh_summaries(connection)  # as a publish does; triggers saw what changed


EXACT = ("eq", "bo-cong-an", "observed", "2025", None, None)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ((3946, *EXACT), (4000, "nearly", "bo-noi-vu", "observed", "2025", None, None), None),
        ((4000, *EXACT), (3946, *EXACT), "rounding"),
        ((91.5, *EXACT), (80.2, "eq", "bo-noi-vu", "observed", "2025", None, None), "real"),
        ((91.5, *EXACT), (80.2, *EXACT), "later revision"),
        ((91.5, *EXACT), (80.2, "eq", None, "observed", "2025", None, None), "unclear"),
        ((91.5, *EXACT), (80.2, "eq", "bo-noi-vu", "observed", "2025-06", None, None), "other period"),
        ((91.5, *EXACT), (80.2, "eq", "bo-noi-vu", "observed", "2024", None, None), None),
        ((91.5, *EXACT), (80.2, "eq", "bo-noi-vu", "observed", "2025", "dân số", None), "other base"),
        ((91.5, *EXACT), (80.2, "eq", "bo-noi-vu", "target", "2025", None, None), "estimate against official"),
        ((99, *EXACT), (40, "eq", "bo-noi-vu", "observed", "2025", None, "Có 99, trong đó 40 ở Hà Nội."), None),
    ],
    ids=[
        "within",
        "rounding",
        "real",
        "revision",
        "nobody",
        "part of the year",
        "another year",
        "base",
        "status",
        "a part",
    ],
)
def test_contradictions_have_a_reason(engine, lake, one, other, reason):
    claims(engine, lake, one, other)
    assert [r for (r,) in rows(engine, "SELECT reason FROM bi.contradictions")] == ([reason] if reason else [])


def test_a_series_counts_origins_and_parts_disagree_with_nothing(engine, lake):
    claims(
        engine, lake,
        (99, *EXACT), (99, *EXACT), (99, "eq", None, "observed", "2025", None, None),
        (40, "eq", "bo-noi-vu", "observed", "2025", None, "Có 99, trong đó 40 ở Hà Nội."),
    )  # fmt: skip
    series = "SELECT stories, origins, disagreement FROM bi.metric_series"
    assert rows(engine, series) == [(4, 3, False)]


def test_bi_counts_stories_and_says_who_was_first(engine, lake):
    load(engine, lake, *ALL, batch="import/all")
    told = rows(
        engine, "SELECT title, articles, sources, first_source_id, perhaps_older FROM bi.stories WHERE articles > 1"
    )
    assert told == [(TITLE, 3, 2, "to-bao", True)]
    assert rows(engine, "SELECT count(DISTINCT story_id), count(*) FROM bi.story_articles") == [(4, 7)]
