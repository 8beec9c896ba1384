"""The demo sites: every way in works, every page answers as the answer sheet says, and dates follow the day."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import feedparser
import pytest
from lxml import etree
from lxml import html as lxml_html

from tests.site.edition import all_articles, fill_dates, read_article
from tests.site.expected import Expected, of_day
from tests.site.serve import DemoSites
from theodoi.clean.diacritics.laws import Law
from theodoi.clean.document import Outcome
from theodoi.registry.sources import load_sources

DAY = date(2026, 11, 22)
DAMAGED = {a.slug for a in all_articles() if "lost_marks" in a.flags}
SCRIPT = Path(__file__).parents[1] / "site" / "serve.py"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSites]:
    with DemoSites(tmp_path_factory.mktemp("demo"), DAY) as served:
        yield served


def get(url: str) -> tuple[int, str, str]:
    """Status, final URL and text of a page."""
    try:
        with urlopen(Request(url, headers={"User-Agent": "test"}), timeout=10) as response:
            return response.status, response.url, response.read().decode()
    except HTTPError as error:
        return error.code, url, error.read().decode()


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_articles_are_many_and_each_is_its_own():
    articles = [a for a in all_articles() if a.kind == "article" and a.reprint_of is None]
    assert len(articles) >= 64
    assert sum(a.day == 0 for a in articles) >= 34
    assert {a.day for a in articles} == {1, 0, -1, -2, -3, -4}
    lengths = {a.slug: len(f"{a.lead} {a.body}".split()) for a in articles}
    assert {slug: n for slug, n in lengths.items() if not 180 <= n <= 500} == {}

    shingles = {
        a.slug: {tuple(w) for w in zip(*(f"{a.lead} {a.body}".lower().split()[i:] for i in range(5)), strict=False)}
        for a in articles
    }
    alike = [
        (one, two)
        for i, one in enumerate(shingles)
        for two in list(shingles)[i + 1 :]
        if len(shingles[one] & shingles[two]) > 0.05 * min(len(shingles[one]), len(shingles[two]))
    ]
    assert alike == []


def test_dates_in_articles_follow_the_day():
    assert fill_dates("ngày {{d/m}}, {{d-1|dd/mm/yyyy}}, {{d+9|W}}", date(2026, 3, 1)) == "ngày 1/3, 28/02/2026, Thứ Ba"
    for article in all_articles():
        assert "{{" not in "".join(article.dated(DAY).paragraphs), article.slug


def test_another_day_brings_other_urls(tmp_path: Path, sites: DemoSites):
    with DemoSites(tmp_path, DAY + timedelta(days=1)) as later:
        mine, others = ({urlsplit(url).path for site in s.expected().values() for url in site} for s in (sites, later))
    assert mine.isdisjoint(others)


def test_source_files_have_the_fields_that_the_crawl_reads(sites: DemoSites):
    sources = load_sources(sites.sources_dir)
    assert set(sources) == {*sites.base_urls, "demo-khong-ket-noi"}
    for name, source in sources.items():
        assert source.enabled
        assert all(source.owns(url) for url in (*source.feeds, *source.sitemaps, *source.lists))
        for url in sites.expected().get(name, {}):
            assert source.is_article(url) == ("/en/" not in url), url


def test_an_unreachable_source_refuses_connections(sites: DemoSites):
    source = load_sources(sites.sources_dir)["demo-khong-ket-noi"]
    with pytest.raises(URLError, match="refused"):
        urlopen(source.home, timeout=5)


def test_feeds_bring_the_articles_of_the_day(sites: DemoSites):
    found = {}
    for site, base in sites.base_urls.items():
        for url in load_sources(sites.sources_dir)[site].feeds:
            status, _, text = get(url)
            assert status == 200
            found[url.removeprefix(base)] = feedparser.parse(text)
    assert len(found["rss/home.rss"].entries) >= 20
    assert "GMT+7" in found["rss/home.rss"].entries[0].published
    assert found["tin-moi.atom"].version == "atom10"
    assert found["rss/cong-nghe.rss"].bozo and not found["rss/cong-nghe.rss"].entries
    assert found["vi/rss"].version == "rss20" and not found["vi/rss"].entries
    links = {e.link for feed in found.values() for e in feed.entries}
    today = of_day(sites.expected(), 0)
    assert {e.url for e in today if e.site in ("demo-chinhphu", "demo-songchu")} <= links


def test_sitemaps_parse_and_carry_dates(sites: DemoSites):
    namespaces = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "n": "http://www.google.com/schemas/sitemap-news/0.9",
    }
    index = etree.fromstring(get(sites.base_urls["demo-chinhphu"] + "sitemap.xml")[2].encode())
    months = index.xpath("//s:sitemap/s:loc/text()", namespaces=namespaces)
    dated = {}
    for month in months:
        for url in etree.fromstring(get(month)[2].encode()).xpath("//s:url", namespaces=namespaces):
            dated[url.findtext("s:loc", namespaces=namespaces)] = url.findtext("s:lastmod", namespaces=namespaces)
    government = [
        e for e in sites.expected()["demo-chinhphu"].values() if e.outcome == "article" and e.url == e.canonical
    ]
    assert set(dated) == {e.url for e in government}
    assert all(dated[e.url] >= e.published_at.isoformat() for e in government)

    news = etree.fromstring(get(sites.base_urls["demo-songchu"] + "news-sitemap.xml")[2].encode())
    assert all(d.endswith("+07:00") for d in news.xpath("//n:publication_date/text()", namespaces=namespaces))


def test_every_article_is_reachable_from_the_lists(sites: DemoSites):
    """Also those that no feed names: numbered pages, the agency's one list, the traps' links."""
    expected = sites.expected()
    for site, base in sites.base_urls.items():
        source = load_sources(sites.sources_dir)[site]
        queue, seen = [source.home, *source.lists], set()
        while queue:
            url = queue.pop()
            if url in seen or not url.startswith(base):
                continue
            seen.add(url)
            if url in expected[site]:
                continue
            status, _, text = get(url)
            assert status == 200, url
            if not text.lstrip("\ufeff").lower().startswith("<!doctype html"):
                continue
            tree = lxml_html.fromstring(text.encode(), base_url=url, parser=lxml_html.HTMLParser(encoding="utf-8"))
            tree.make_links_absolute(url)
            queue += [href.partition("#")[0] for href in tree.xpath("//a/@href")]
        assert set(expected[site]) <= seen


def test_pages_answer_as_the_answer_sheet_says(tmp_path: Path):
    with DemoSites(tmp_path, DAY) as fresh:
        counts: Counter[str] = Counter()
        for site in fresh.expected().values():
            for page in site.values():
                counts[page.outcome] += 1
                status, final, text = get(page.url)
                if page.status == 301:
                    assert final == page.canonical
                else:
                    assert status == page.status, page.url
                if page.status == 503:
                    status, _, text = get(page.url)
                    assert status == 200
                if page.outcome == "article":
                    assert_holds(page, text)
    assert set(counts) - {"robots_disallowed"} <= {o.value for o in Outcome}
    assert {"http_error", "soft_404", "no_text", "not_vietnamese", "list_page", "robots_disallowed"} < set(counts)


def assert_holds(page: Expected, text: str) -> None:
    """The page shows the article's title, time, author and each paragraph, and furniture that is no part of it."""
    tree = lxml_html.fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    shown = squeezed(unicodedata.normalize("NFC", tree.text_content()).replace("Ð", "Đ"))
    for wanted in (page.title, page.author or "", *page.boilerplate):
        assert squeezed(wanted) in shown, (page.url, wanted)
    for block in (*page.paragraphs, *page.captions):
        # The sheet gives the text after repair; a page with lost marks prints some blocks damaged.
        ways = (block, Law.LAST_MARK.damage(block)) if page.slug in DAMAGED else (block,)
        assert any(squeezed(way) in shown for way in ways), (page.url, block)
    assert any(
        squeezed(f"{page.published_at:{shape}}") in shown
        for shape in ("%d/%m/%Y%H:%M", "%d/%m/%Y|%H:%M", "%d/%m/%Y-%H:%M", "%H:%M%d/%m/%Y", "%d-%m-%Y")
    )


def test_robots_txt_of_each_site(sites: DemoSites):
    robots = {site: get(base + "robots.txt")[2] for site, base in sites.base_urls.items()}
    assert "Disallow: /noi-bo/" in robots["demo-trungdu"]
    assert "Crawl-delay" in robots["demo-viendo"]
    assert "Sitemap: http" in robots["demo-songchu"]
    disallowed = [
        e.url for site in sites.expected().values() for e in site.values() if e.outcome == "robots_disallowed"
    ]
    assert disallowed and all("/noi-bo/" in url for url in disallowed)


def test_the_reprint_has_the_body_of_its_original(sites: DemoSites):
    articles = {e.slug: e for site in sites.expected().values() for e in site.values() if e.outcome == "article"}
    reprint = next(a for a in all_articles() if a.reprint_of)
    assert articles[reprint.slug].credit
    # The agency mark before the lead is the original's own.
    assert articles[reprint.slug].paragraphs[1:] == articles[reprint.reprint_of].paragraphs[1:]
    assert articles[reprint.reprint_of].paragraphs[0].endswith(articles[reprint.slug].paragraphs[0])
    assert articles[reprint.slug].site != articles[reprint.reprint_of].site


def test_a_test_can_publish_change_break_and_stop(tmp_path: Path):
    with DemoSites(tmp_path, DAY) as own:
        article = read_article(
            "tin-moi-them",
            "---\nsite: demo-songchu\nday: 0\ntime: '20:00'\nsection: Thời sự\ntitle: Tin mới\nlead: Dẫn.\n---\n\nThân bài cũ.\n",
        )
        url = own.add("demo-songchu", article)
        assert "Thân bài cũ." in get(url)[2]
        assert url in get(own.base_urls["demo-songchu"] + "tin-moi.atom")[2]
        assert own.edit("demo-songchu", "tin-moi-them", "Thân bài mới.") == url
        assert "Thân bài mới." in get(url)[2]
        assert own.expected()["demo-songchu"][url].paragraphs == ("Dẫn.", "Thân bài mới.")

        own.fail("demo-songchu", urlsplit(url).path, 500)
        assert get(url)[0] == 500
        own.fail("demo-songchu", urlsplit(url).path, None)
        assert get(url)[0] == 200
        assert own.requests[-1] == ("demo-songchu", urlsplit(url).path, "test")
        own.slow("demo-songchu", 0.3)
        started = time.monotonic()
        get(url)
        assert time.monotonic() - started >= 0.3
        own.slow("demo-songchu", 0)

        own.stop()
        with pytest.raises(URLError, match="refused"):
            get(url)
        own.start()
        assert get(url)[0] == 200


def test_ports_are_remembered_and_a_taken_one_is_replaced(tmp_path: Path):
    with DemoSites(tmp_path / "one", DAY) as first:
        before = dict(first.base_urls)
        with DemoSites(tmp_path / "two", DAY) as second:
            assert set(second.base_urls.values()).isdisjoint(before.values())
    with DemoSites(tmp_path / "one", DAY) as again:
        assert again.base_urls == before


def test_many_requests_over_one_connection(sites: DemoSites):
    connection = http.client.HTTPConnection(urlsplit(sites.base_urls["demo-chinhphu"]).netloc, timeout=10)
    connection.connect()
    socket = connection.sock
    started = time.monotonic()
    for _ in range(300):
        connection.request("GET", "/")
        response = connection.getresponse()
        assert len(response.read()) == int(response.headers["Content-Length"])
    assert connection.sock is socket
    assert time.monotonic() - started < 3
    connection.close()


def launch(state: Path, log: Path | None = None) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        str(SCRIPT),
        "--state",
        str(state),
        "--day",
        DAY.isoformat(),
        *(["--log", str(log)] if log else []),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=state.parent)


def test_the_script_says_that_it_is_ready_and_ends_at_sigterm(tmp_path: Path):
    process = launch(tmp_path / "state", tmp_path / "requests.jsonl")
    ready = json.loads(process.stdout.readline())
    assert ready["ready"] is True
    get(ready["sites"]["demo-viendo"] + "vi/tin-tuc")
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=5)
    assert (process.returncode, errors) == (0, "")
    row = json.loads((tmp_path / "requests.jsonl").read_text())
    assert (row["site"], row["path"], row["status"]) == ("demo-viendo", "/vi/tin-tuc", 200)


def test_the_script_ends_when_its_parent_does(tmp_path: Path):
    code = (
        "import subprocess, sys\n"
        f"p = subprocess.Popen([sys.executable, {str(SCRIPT)!r}, '--state', {str(tmp_path)!r}, '--day', '{DAY}'], stdout=subprocess.PIPE, text=True)\n"
        "print(p.stdout.readline().strip(), flush=True)\nprint(p.pid, flush=True)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    ready, pid = result.stdout.splitlines()
    assert json.loads(ready)["ready"] is True
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        # An orphan that has ended may stay a zombie where nobody reaps it.
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    os.kill(int(pid), signal.SIGKILL)
    pytest.fail("the demo sites outlived their parent")


def test_a_site_whose_port_is_taken_moves_for_one_run_and_its_articles_are_at_their_addresses_again(tmp_path: Path):
    (tmp_path / "ports.json").write_text(json.dumps(dict.fromkeys(("demo-chinhphu", "demo-songchu"), 0)))
    with DemoSites(tmp_path, DAY) as first:
        addresses = dict(first.base_urls)
        assert "demo-chinhphu" not in str(first.moved)
    port = urlsplit(addresses["demo-chinhphu"]).port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with DemoSites(tmp_path, DAY) as second:
            moved = urlsplit(second.base_urls["demo-chinhphu"]).port
            assert moved != port
            assert second.moved == [
                f"demo-chinhphu moves to port {moved}: another program has {port}; at the next start it is there again"
            ]
            assert get(second.base_urls["demo-chinhphu"])[0] == 200
            assert second.base_urls["demo-songchu"] == addresses["demo-songchu"]
            assert f":{moved}" in (tmp_path / "sources" / "demo-chinhphu.yaml").read_text()
    with DemoSites(tmp_path, DAY) as third:
        assert third.base_urls == addresses
        assert third.moved == []


def test_a_port_that_is_given_back_in_a_moment_is_waited_for(tmp_path: Path):
    (tmp_path / "ports.json").write_text(json.dumps(dict.fromkeys(("demo-chinhphu", "demo-songchu"), 0)))
    with DemoSites(tmp_path, DAY) as first:
        addresses = dict(first.base_urls)
        threading.Timer(1.0, first.__exit__).start()
        with DemoSites(tmp_path, DAY) as second:
            assert second.base_urls == addresses
            assert second.moved == []
