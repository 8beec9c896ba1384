"""Discovery and crawl against a real site on loopback and a real Postgres."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from theodoi.contracts import CAPTURES
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.registry.sources import Source
from theodoi.scrape.crawl import CrawlFailed, Order, crawl, discover
from theodoi.scrape.fetching import Answer as SpiderAnswer
from theodoi.scrape.frontier import Frontier, Target
from theodoi.scrape.job import Job, Politeness
from theodoi.scrape.spider import FrontierSpider
from theodoi.settings import VIETNAM
from theodoi.warc import Record, iterate, read_record

DAY = date(2026, 11, 21)
BATCH = f"nightly/{DAY}"
NOON = datetime(2026, 11, 21, 12, tzinfo=VIETNAM)
HASTY = Politeness(timeout_seconds=2, backoff_seconds=0.05, phase_seconds=120)

Answer = tuple[int, dict[str, str], bytes]


def page(title: str, body: str = "Cổng dịch vụ công của tỉnh nhận hồ sơ qua mạng.") -> Answer:
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{body}</p></body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, html.encode()


def rss(*items: tuple[str, datetime | None]) -> Answer:
    rows = "".join(
        f"<item><title>Tin</title><link>{link}</link>{f'<pubDate>{format_datetime(when)}</pubDate>' if when else ''}</item>"
        for link, when in items
    )
    return (
        200,
        {"Content-Type": "application/rss+xml"},
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{rows}</channel></rss>'.encode(),
    )


class Site:
    """A site on loopback: answers by path (a tuple, or a function that makes one), and the requests that it saw."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.hits: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.times: list[float] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: two small ones wait 40 ms for each other (Nagle)

            def do_GET(self) -> None:
                site.hits[self.path] += 1
                site.times.append(time.monotonic())
                site.agents.add(self.headers.get("User-Agent", ""))
                found = site.answers.get(self.path, (404, {"Content-Type": "text/html"}, b"<p>404</p>"))
                status, headers, body = found() if callable(found) else found
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def source(self, id: str = "demo", **changes: object) -> Source:
        fields = {
            "id": id,
            "name": "Báo thử",
            "home": f"{self.root}/",
            "kind": "newspaper",
            "feeds": [f"{self.root}/rss"],
            "article_url": r"/bai-\d+\.html$",
            "delay_seconds": 0.0,
            "local": True,
        }
        return Source.model_validate(fields | changes)

    def articles(self, *numbers: int, when: datetime | None = NOON) -> None:
        """Serve articles of these numbers and a feed that announces them."""
        for n in numbers:
            self.answers[f"/bai-{n}.html"] = page(f"Bài {n}")
        self.answers["/rss"] = rss(*((f"{self.root}/bai-{n}.html", when) for n in numbers))


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let crawling processes share compiled modules, where the environment keeps Python from writing any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("pycache")))
        yield


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


class House:
    """A lake, a warehouse and a spool of a test's own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.engine: Engine = engine_for(url)
        self.lake = Lake(str(folder / "lake"))
        self.spool = folder / "spool"

    def order(self, sources: tuple[Source, ...], batch: str = BATCH, **how: bool) -> Order:
        return Order(_by_id(sources), batch, DAY, self.engine, self.lake, politeness=HASTY, spool=self.spool, **how)

    def discover(self, *sources: Source, **how):
        return discover(self.order(sources, **how))

    def crawl(self, *sources: Source, **how):
        return crawl(self.order(sources, **how))

    def both(self, *sources: Source, **how):
        self.discover(*sources, **how)
        return self.crawl(*sources, **how)

    def rows(self, batch: str = BATCH) -> dict[str, dict]:
        """Rows of the frontier by the path of their URL."""
        with self.engine.connect() as connection:
            found = (
                connection.execute(text("SELECT * FROM ops.fetches WHERE batch_id = :b"), {"b": batch}).mappings().all()
            )
        return {"/" + row["url"].split("/", 3)[-1]: dict(row) for row in found}

    def outcome(self, path: str, batch: str = BATCH) -> tuple[str, str | None]:
        row = self.rows(batch)[path]
        return row["outcome"], row["reason"]

    def captures(self, batch: str = BATCH) -> list[dict]:
        return self.lake.read(CAPTURES, batch).to_pylist()


def _by_id(sources: tuple[Source, ...]) -> dict[str, Source]:
    return {source.id: source for source in sources}


@pytest.fixture
def house(warehouse_url: str, tmp_path: Path) -> House:
    return House(warehouse_url, tmp_path)


def test_pages_of_the_day_become_captures_with_their_bytes(house: House, site: Site) -> None:
    site.articles(1, 2, 3)
    found = house.discover(site.source())
    done = house.crawl(site.source())

    assert (found.pages, done.captures, done.outcomes) == (3, 3, {"captured": 3})
    captures = {c["url"].removeprefix(site.root): c for c in house.captures()}
    assert set(captures) == {"/bai-1.html", "/bai-2.html", "/bai-3.html"}
    one = captures["/bai-1.html"]
    assert read_record(house.lake, one["warc"], one["warc_offset"], one["warc_length"]).payload == page("Bài 1")[2]
    assert (one["source_id"], one["found_by"], one["announced_at"], one["final_url"]) == (
        "demo",
        "feed",
        NOON,
        one["url"],
    )
    assert house.rows()["/bai-1.html"]["capture_id"] == one["capture_id"]
    assert not list(house.spool.glob("*.open"))


def test_a_rerun_asks_nobody(house: House, site: Site) -> None:
    site.articles(1, 2)
    house.both(site.source())
    before, captures = dict(site.hits), house.captures()

    found, done = house.discover(site.source()), house.crawl(site.source())

    assert (found.replayed, done.replayed, done.captures) == (True, True, 2)
    assert dict(site.hits) == before
    assert house.captures() == captures


def test_a_loaded_batch_is_extended_by_the_sources_named_that_it_never_asked(house: House, site: Site) -> None:
    other = Site()
    try:
        site.articles(1, 2)
        other.articles(7)
        first, second = site.source(), other.source("other")
        assert house.both(first).captures == 2
        assert house.both(first, second).replayed
        found = house.discover(first, second, named=True)
        assert (found.replayed, found.pages) == (False, 1)
        assert house.crawl(first, second, named=True).captures == 3
        assert other.hits["/bai-7.html"] == 1
        hits = site.hits.copy()
        assert house.both(first, second, named=True).replayed
        assert site.hits == hits
    finally:
        other.close()


def test_a_refresh_of_one_source_leaves_the_others_alone(house: House, site: Site) -> None:
    other = Site()
    try:
        site.articles(1)
        other.articles(7)
        house.both(site.source(), other.source("other"))
        before = site.hits.copy()
        other.answers["/bai-7.html"] = page("Bài 7, bản mới")
        assert house.both(other.source("other"), refresh=True, named=True).captures == 3
        assert site.hits == before
    finally:
        other.close()


def test_refresh_appends_what_is_new_and_keeps_what_is_the_same_once(house: House, site: Site) -> None:
    site.articles(1, 2)
    house.both(site.source())
    old = house.captures()
    site.articles(1, 2, 3)
    site.answers["/bai-2.html"] = page("Bài 2", "Bài đã được sửa.")

    done = house.both(site.source(), refresh=True)

    assert not done.replayed
    assert house.captures()[:2] == old
    assert sorted(c["url"].removeprefix(site.root) for c in house.captures()) == [
        "/bai-1.html",
        "/bai-2.html",
        "/bai-2.html",
        "/bai-3.html",
    ]
    assert house.outcome("/bai-1.html")[0] == "unchanged"
    assert house.outcome("/bai-2.html")[0] == "captured"


def test_robots_txt_is_asked_first_and_obeyed(house: House, site: Site) -> None:
    order: list[str] = []

    def robots() -> Answer:
        time.sleep(0.3)  # all others must wait for it
        order.append("robots")
        return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /bai-2\n"

    site.articles(1, 2)
    feed = site.answers["/rss"]
    site.answers["/robots.txt"] = robots
    site.answers["/rss"] = lambda: (order.append("feed"), feed)[1]
    house.both(site.source())

    assert order[:2] == ["robots", "feed"]
    assert site.hits["/bai-2.html"] == 0
    outcome, reason = house.outcome("/bai-2.html")
    assert outcome == "robots_disallowed" and "robots.txt" in reason
    assert house.outcome("/bai-1.html")[0] == "captured"
    assert all(agent.startswith("Theodoi/") for agent in site.agents)


def test_an_unreachable_robots_txt_closes_the_site_and_a_missing_one_opens_it(house: House, site: Site) -> None:
    closed = Site()
    closed.articles(1)
    closed.answers["/robots.txt"] = (503, {}, b"")
    site.articles(1)  # answers 404 for robots.txt
    done = house.both(site.source("open"), closed.source("closed"))
    closed.close()

    assert done.captures == 1
    assert set(closed.hits) == {"/robots.txt"} and closed.hits["/robots.txt"] == HASTY.attempts
    with house.engine.connect() as connection:
        outcome, reason = connection.execute(
            text("SELECT outcome, reason FROM ops.fetches WHERE source_id = 'closed' AND kind = 'feed'")
        ).one()
    assert outcome == "robots_unreachable" and "503" in reason


def test_crawl_delay_of_robots_txt_slows_the_source_down(house: House, site: Site) -> None:
    site.articles(1, 2, 3)
    site.answers["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.4\n")
    house.both(site.source())

    crawled = site.times[-4:]  # robots.txt and the three pages
    assert min(later - earlier for earlier, later in itertools.pairwise(crawled)) > 0.3


def test_each_fault_of_a_site_is_an_outcome_with_a_sentence(house: House, site: Site) -> None:
    faults: dict[str, Answer | Callable[[], Answer]] = {
        "/bai-1.html": (500, {}, b"loi"),
        "/bai-2.html": (404, {}, b"khong co"),
        "/bai-3.html": (302, {"Location": "/bai-4.html"}, b""),
        "/bai-4.html": (302, {"Location": "/bai-3.html"}, b""),
        "/bai-5.html": (302, {"Location": "http://127.0.0.1:9/elsewhere"}, b""),
        "/bai-6.html": (
            200,
            {"Content-Type": "text/html"},
            b"<script>document.cookie='D1N=1';window.location.reload()</script>",
        ),
        "/bai-7.html": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/bai-8.html": (200, {"Content-Type": "text/html"}, b"  "),
        "/bai-9.html": lambda: (time.sleep(3), page("chậm"))[1],
        "/bai-10.html": (200, {"Content-Type": "text/html"}, b"x" * (11 << 20)),
        "/bai-11.html": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"\x1f\x8bnot gzip"),
        "/bai-12.html": (301, {"Location": "/moi/bai-13.html"}, b""),
        "/moi/bai-13.html": page("Đã chuyển"),
    }
    site.answers |= faults
    site.answers["/rss"] = rss(*((f"{site.root}/bai-{n}.html", NOON) for n in range(1, 13)))
    done = house.both(site.source())

    outcomes = {path: row["outcome"] for path, row in house.rows().items() if row["kind"] == "page"}
    assert outcomes == {
        "/bai-1.html": "http_error",
        "/bai-2.html": "http_error",
        "/bai-3.html": "redirect_loop",
        "/bai-4.html": "redirect_loop",
        "/bai-5.html": "redirected_away",
        "/bai-6.html": "challenge",
        "/bai-7.html": "not_a_page",
        "/bai-8.html": "empty",
        "/bai-9.html": "timeout",
        "/bai-10.html": "too_large",
        "/bai-11.html": "broken_answer",
        "/bai-12.html": "captured",
    }
    assert done.captures == 1
    assert site.hits["/bai-1.html"] == 3 and site.hits["/bai-2.html"] == 1
    for path, row in house.rows().items():
        if row["kind"] == "page":
            assert row["state"] == "done" and row["reason"] and row["reason"].endswith((".", "attempts)")), path
    (capture,) = house.captures()
    assert (capture["url"], capture["final_url"]) == (f"{site.root}/bai-12.html", f"{site.root}/moi/bai-13.html")


def test_a_site_that_recovers_is_asked_again(house: House, site: Site) -> None:
    site.articles(1)
    good = site.answers["/bai-1.html"]
    site.answers["/bai-1.html"] = lambda: (429, {"Retry-After": "1"}, b"") if site.hits["/bai-1.html"] == 1 else good
    began = time.monotonic()
    assert house.both(site.source()).captures == 1
    assert time.monotonic() - began > 1
    assert house.rows()["/bai-1.html"]["attempts"] == 2


def test_what_announces_nothing_readable_says_so(house: House, site: Site) -> None:
    site.answers |= {
        "/trong": rss(),
        "/trang": page("Đây là trang, không phải feed"),
        "/lech": rss((f"{site.root}/chuyen-muc", NOON)),
    }
    dead = "http://127.0.0.1:9/rss"
    source = site.source(feeds=[f"{site.root}/trong", f"{site.root}/trang", f"{site.root}/lech", f"{site.root}/mat"])
    gone = Source.model_validate(source.model_dump() | {"id": "gone", "home": "http://127.0.0.1:9/", "feeds": [dead]})
    found = house.discover(source, gone)
    done = house.crawl(source, gone)

    assert (found.pages, done.captures, house.captures()) == (0, 0, [])
    assert house.outcome("/trong")[0] == "empty"
    assert house.outcome("/trang") == ("unreadable", "The answer is an HTML page where a feed was expected.")
    assert house.outcome("/lech")[0] == "empty" and "article_url" in house.outcome("/lech")[1]
    assert house.outcome("/mat") == ("http_error", "The server answered 404.")
    assert house.outcome("/rss")[0] == "robots_unreachable"
    assert house.lake.manifest("captures", BATCH) is not None


def test_the_day_decides_what_is_fetched(house: House, site: Site) -> None:
    late, early = (
        datetime(2026, 11, 20, 17, 30, tzinfo=UTC),
        datetime(2026, 11, 20, 16, 30, tzinfo=UTC),
    )  # 00:30 and, the day before, 23:30
    for n in range(1, 6):
        site.answers[f"/bai-{n}.html"] = page(f"Bài {n}")
    links = "".join(f'<a href="/bai-{n}.html#binh-luan">Bài</a>' for n in (1, 2, 3))
    site.answers["/muc"] = (
        200,
        {"Content-Type": "text/html"},
        f'<html><body>{links}<a href="/muc?page=2">2</a></body></html>'.encode(),
    )
    site.answers["/muc?page=2"] = (
        200,
        {"Content-Type": "text/html"},
        b'<html><body><a href="bai-4.html">4</a></body></html>',
    )
    site.answers["/rss"] = rss((f"{site.root}/bai-1.html", late), (f"{site.root}/bai-2.html", early))
    house.both(site.source(feeds=[], lists=[f"{site.root}/muc"]), batch="nightly/2026-11-20")
    house.both(site.source(lists=[f"{site.root}/muc"]))

    outcomes = {path: row["outcome"] for path, row in house.rows().items() if row["kind"] == "page"}
    assert outcomes == {
        "/bai-1.html": "captured",
        "/bai-2.html": "other_day",
        "/bai-3.html": "known",
        "/bai-4.html": "known",
    }
    assert "20/11/2026" in house.outcome("/bai-2.html")[1]


def test_a_lists_link_to_a_page_that_a_feed_dates_months_off_is_of_another_day(house: House, site: Site) -> None:
    site.articles(1, 2)
    links = b'<html><body><a href="/bai-1.html">1</a><a href="/bai-2.html">2</a></body></html>'
    site.answers["/muc"] = (200, {"Content-Type": "text/html"}, links)
    site.answers["/rss"] = rss((f"{site.root}/bai-1.html", datetime(2027, 3, 1, tzinfo=UTC)))
    house.both(site.source(lists=[f"{site.root}/muc"]))
    assert house.outcome("/bai-1.html") == ("other_day", "Announced for 01/03/2027, not for the day of this batch.")
    assert house.outcome("/bai-2.html")[0] == "captured"


def test_sitemaps_are_followed_where_they_may_name_the_day(house: House, site: Site) -> None:
    def urlset(*rows: tuple[int, str]) -> Answer:
        urls = "".join(f"<url><loc>{site.root}/bai-{n}.html</loc><lastmod>{when}</lastmod></url>" for n, when in rows)
        return (
            200,
            {"Content-Type": "text/xml"},
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(),
        )

    index = "".join(
        f"<sitemap><loc>{site.root}/{name}.xml</loc><lastmod>{when}</lastmod></sitemap>"
        for name, when in (("moi", "2026-11-21T23:00:00+07:00"), ("cu", "2026-10-01"), ("sitemap", "2026-11-21"))
    )
    site.articles(1, 2)
    site.answers["/sitemap.xml"] = (
        200,
        {},
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'.encode(),
    )
    site.answers["/moi.xml"] = urlset((1, "2026-11-21T08:00:00+07:00"), (2, "2026-11-19"), (3, "2019-01-01"))
    site.answers["/cu.xml"] = urlset((4, "2026-11-21"))
    house.both(site.source(feeds=[], sitemaps=[f"{site.root}/sitemap.xml"]))

    assert {p: r["outcome"] for p, r in house.rows().items() if r["kind"] == "page"} == {
        "/bai-1.html": "captured",
        "/bai-2.html": "other_day",
    }
    assert site.hits["/cu.xml"] == 0 and site.hits["/sitemap.xml"] == 1


def test_no_more_pages_than_the_source_allows(house: House, site: Site) -> None:
    site.articles(1)
    for n in range(1, 6):
        site.answers[f"/bai-{n}.html"] = page(f"Bài {n}")
    site.answers["/rss"] = rss(*((f"{site.root}/bai-{n}.html", NOON + timedelta(minutes=n)) for n in range(1, 6)))
    assert house.both(site.source(max_pages=2)).captures == 2
    assert {p for p, r in house.rows().items() if r["outcome"] == "over_max_pages"} == {
        "/bai-1.html",
        "/bai-2.html",
        "/bai-3.html",
    }


_CRAWL_SCRIPT = """
import json, sys
from datetime import date
from pathlib import Path
from theodoi.lake import Lake
from theodoi.database import engine_for
from theodoi.registry.sources import Source
from theodoi.scrape.crawl import Order, crawl
from theodoi.scrape.job import Politeness
job = json.load(sys.stdin)
source = Source.model_validate(job["source"])
crawl(Order({source.id: source}, job["batch"], date.fromisoformat(job["day"]), engine_for(job["url"]), Lake(job["lake"]),
            politeness=Politeness(**job["politeness"]), spool=Path(job["spool"])))
"""


@contextmanager
def crawling(house: House, source: Source) -> Iterator[subprocess.Popen]:
    """A crawl in a process of its own."""
    job = {
        "source": source.model_dump(),
        "batch": BATCH,
        "day": str(DAY),
        "url": house.url,
        "lake": house.lake.root,
        "politeness": HASTY.model_dump(),
        "spool": str(house.spool),
    }
    process = subprocess.Popen([sys.executable, "-c", _CRAWL_SCRIPT], stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(json.dumps(job))
    process.stdin.close()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _spider_of(parent: int) -> int:
    """Process id of the crawling process that `parent` started."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.05)
    raise AssertionError("no crawling process was started")


def _gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def _wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("victim", ["parent", "spider"])
def test_a_killed_crawl_goes_on_where_it_was(house: House, site: Site, victim: str) -> None:
    numbers = range(1, 61)
    site.articles(*numbers)
    source = site.source(delay_seconds=0.03)
    house.discover(source)
    with crawling(house, source) as process:
        spider = _spider_of(process.pid)
        _wait_until(lambda: sum(site.hits.values()) > 25)
        if victim == "parent":
            process.send_signal(signal.SIGKILL)
            assert _gone(spider, 5), "the crawling process outlives its parent"
        else:
            os.kill(spider, signal.SIGKILL)
            assert process.wait(60) == 0, "the crawl did not go on by itself"
    done = house.crawl(source)

    urls = [c["url"] for c in house.captures()]
    assert done.captures == len(urls) == len(set(urls)) == 60
    again = [path for path, hits in site.hits.items() if path.startswith("/bai-") and hits > 1]
    assert len(again) <= HASTY.concurrent_requests, f"sent again: {again}"
    for capture in house.captures():
        assert (
            read_record(house.lake, capture["warc"], capture["warc_offset"], capture["warc_length"]).digest
            == capture["digest"]
        )


@pytest.mark.parametrize("refresh", [False, True])
def test_pages_whose_rows_a_crash_of_postgres_took_back_are_not_asked_for_again(
    house: House, site: Site, refresh: bool
) -> None:
    site.articles(*range(1, 31))
    source = site.source(delay_seconds=0.03)
    house.discover(source)
    with crawling(house, source) as process:
        _wait_until(lambda: sum(site.hits.values()) > 12)
        spider = _spider_of(process.pid)
        process.send_signal(signal.SIGKILL)
        assert _gone(spider, 5)
    kept = {record.url for path in house.spool.glob("*.open") for record in iterate(path) if isinstance(record, Record)}
    assert kept
    # What was not on disk yet when Postgres crashed: requests that were begun, and what became of them.
    with house.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE ops.fetches SET state = 'pending', outcome = NULL, capture_id = NULL, started_at = NULL, "
                "attempts = 0 WHERE kind = 'page'"
            )
        )
    site.hits.clear()
    house.discover(source, refresh=refresh)
    assert house.crawl(source, refresh=refresh).captures == 30
    asked = {f"{site.root}{path}" for path in site.hits if path.startswith("/bai-")}
    assert asked & kept == (kept if refresh else set())


def test_captures_lost_with_their_machine_are_fetched_again(house: House, site: Site) -> None:
    site.articles(*range(1, 31))
    source = site.source(delay_seconds=0.03)
    house.discover(source)
    with crawling(house, source) as process:
        _wait_until(lambda: sum(site.hits.values()) > 12)
        spider = _spider_of(process.pid)
        process.send_signal(signal.SIGKILL)
        assert _gone(spider, 5)
    for path in house.spool.glob("*.open"):
        path.unlink()
    assert house.crawl(source).captures == 30


def test_our_own_failing_house_raises_with_its_reason(house: House, site: Site) -> None:
    site.articles(1)
    house.discover(site.source())
    house.spool.mkdir(exist_ok=True)
    (house.folder / "lake" / "warc").parent.mkdir(exist_ok=True)
    (house.folder / "lake" / "warc").write_text("a file where a folder should be")
    with pytest.raises(CrawlFailed, match="Error"):
        house.crawl(site.source())
    (house.folder / "lake" / "warc").unlink()
    assert house.crawl(site.source()).captures == 1


@pytest.mark.perf
def test_five_times_the_pages_take_at_most_five_times_the_time(house: House, site: Site) -> None:
    """Five hundred pages beside a hundred of another batch: nothing in a crawl grows faster than its pages."""
    took = []
    for pages in (100, 500):
        site.articles(*range(1, pages + 1))
        began = time.monotonic()
        done = house.both(site.source(), batch=f"nightly/{DAY:%Y-%m}-{20 + len(took)}")
        took.append(time.monotonic() - began)
        assert done.captures == pages
    assert len(house.lake.names(f"warc/batch=nightly/{DAY:%Y-%m}-21")) == 3
    assert took[1] < 5 * took[0], took


def test_a_large_damaged_feed_leaves_the_other_sources_their_time(house: House, site: Site) -> None:
    source = site.source()
    job = Job(
        phase="discover",
        batch_id=BATCH,
        day=DAY,
        refresh=False,
        database_url=house.url,
        lake=house.lake.root,
        spool=house.folder,
        user_agent="Theodoi/0",
        sources={source.id: source},
        politeness=HASTY,
        parent=os.getpid(),
    )
    ticks = 0

    async def night() -> None:
        nonlocal ticks
        target, body = Target(f"{site.root}/rss", source.id, "feed"), b"<rss>" + b"<< &nbsp <a b=c>" * 300_000
        reading = asyncio.ensure_future(spider._announce(source, target, SpiderAnswer(target.url, 200, (), body)))
        while not reading.done():
            ticks += 1
            await asyncio.sleep(0.01)
        await reading

    with Frontier.open(house.engine, BATCH) as frontier:
        frontier.add([Target(f"{site.root}/rss", source.id, "feed")])
        spider = FrontierSpider(job, frontier, None)
        asyncio.run(night())
    assert ticks > 10
    outcome, reason = house.outcome("/rss")
    assert outcome == "empty" and "damaged from line 1" in reason
