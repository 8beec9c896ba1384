"""What feeds, sitemaps and list pages announce, with times as Vietnamese sites write them."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from theodoi.registry.sources import Source
from theodoi.scrape.discovery import is_challenge, parse_time, read_feed, read_list, read_sitemap
from theodoi.scrape.robots import read_robots
from theodoi.settings import VIETNAM

HOME = "https://bao.example/"
SOURCE = Source(
    id="bao", name="Báo", home=HOME, kind="newspaper", article_url=r"-\d+\.html$", exclude_url="/quang-cao/"
)

QUARTER_PAST_EIGHT = "2026-11-23 08:15:00+07:00"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 23 Nov 2026 08:15:00 +0700", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 2026 01:15:00 GMT", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:15:00 GMT+7", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:15:00 GMT+0700", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:15:00", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 26 08:15:00 +0700", QUARTER_PAST_EIGHT),
        ("2026-11-23T08:15:00+07:00", QUARTER_PAST_EIGHT),
        ("2026-11-23T01:15:00Z", QUARTER_PAST_EIGHT),
        ("2026-11-23T01:15:00.123Z", QUARTER_PAST_EIGHT),
        ("2026-11-23T08:15", QUARTER_PAST_EIGHT),
        ("2026-11-23 08:15:00", QUARTER_PAST_EIGHT),
        ("Thứ Hai, 23/11/2026, 08:15 (GMT+7)", QUARTER_PAST_EIGHT),
        ("23/11/2026 8:15:00 SA", QUARTER_PAST_EIGHT),
        ("23-11-2026 - 08:15 AM", QUARTER_PAST_EIGHT),
        ("8h15 ngày 23/11/2026", QUARTER_PAST_EIGHT),
        ("08:15, 23/11/2026", QUARTER_PAST_EIGHT),
        ("Ngày 23 tháng 11 năm 2026, 8 giờ 15", QUARTER_PAST_EIGHT),
        ("23/11/2026 3:05:10 CH", "2026-11-23 15:05:10+07:00"),
        ("23/11/2026 12:10 SA", "2026-11-23 00:10:00+07:00"),
        ("2026-11-23", "2026-11-23 12:00:00+07:00"),
        ("23/11/2026", "2026-11-23 12:00:00+07:00"),
        ("T2, 23 Thg11 2026 08:15:00 GMT+7", QUARTER_PAST_EIGHT),
        ("T2, 23 Th11 2026 08:15:00 +0700", QUARTER_PAST_EIGHT),
        ("23 thg 11, 2026 08:15", QUARTER_PAST_EIGHT),
        ("Thg11 23, 2026 08:15", QUARTER_PAST_EIGHT),
        ("Thứ Hai, 23 Tháng Mười Một 2026 08:15:00 +0700", QUARTER_PAST_EIGHT),
        ("Thứ Hai, 23 Tháng Mười một, 2026 - 08:15", QUARTER_PAST_EIGHT),
        ("5 tháng năm năm 2026, 08:15", "2026-05-05 08:15:00+07:00"),
        ("Nov 23, 2026 08:15", QUARTER_PAST_EIGHT),
        ("Mon, 23-Nov-2026 08:15:00 +0700", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 2026 08:15:00 ICT", QUARTER_PAST_EIGHT),
        ("Sun, 22 Nov 2026 20:15:00 EST", QUARTER_PAST_EIGHT),
        ("20261123T081500+0700", QUARTER_PAST_EIGHT),
        ("Mon, 23 Nov 2026", "2026-11-23 12:00:00+07:00"),
        ("23 Tháng Mười Ba 2026", None),
        ("31/02/2026", None),
        ("hôm qua", None),
        ("", None),
        (None, None),
    ],
)
def test_times_as_sites_write_them(text: str | None, moment: str | None) -> None:
    assert parse_time(text) == (datetime.fromisoformat(moment) if moment else None)


def feed(items: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin mới</title>{items}</channel></rss>'.encode()


def test_a_feed_gives_each_page_once_in_its_order() -> None:
    item = "<item><title>{0}</title><link>{1}</link><pubDate>23/11/2026 08:15 (GMT+7)</pubDate></item>"
    reading = read_feed(
        feed(
            item.format("Một", "/mot-1.html#top")
            + item.format("Hai", f"{HOME}hai-2.html")
            + item.format("Lại", f"{HOME}mot-1.html")
        ),
        HOME,
    )
    assert [e.url for e in reading.entries] == [f"{HOME}mot-1.html", f"{HOME}hai-2.html"]
    assert {e.announced_at for e in reading.entries} == {datetime.fromisoformat(QUARTER_PAST_EIGHT)}
    assert reading.problem is None


def test_an_atom_feed_is_a_feed() -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
        <entry><title>Một</title><link href="{HOME}mot-1.html"/><updated>2026-11-23T08:15:00+07:00</updated></entry></feed>"""
    (entry,) = read_feed(atom.encode(), HOME).entries
    assert (entry.url, entry.announced_at) == (f"{HOME}mot-1.html", datetime.fromisoformat(QUARTER_PAST_EIGHT))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (feed(""), "empty"),
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><body>Trang</body></html>", "html_for_xml"),
        (b"Service unavailable", "not_xml"),
        (b"<?xml version='1.0'?><note>x</note>", "not_xml"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, problem: str) -> None:
    reading = read_feed(body, HOME)
    assert (reading.entries, reading.problem) == ((), problem)
    assert reading.sentence and reading.sentence.endswith(".")


SITEMAP = f"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><image:image><image:loc>{HOME}anh.jpg</image:loc><image:title>Ảnh</image:title></image:image><loc> {HOME}mot-1.html </loc>
    <lastmod>2026-11-24</lastmod>
    <news:news><news:publication_date>2026-11-23T08:15:00+07:00</news:publication_date><news:title>Một</news:title></news:news></url>
  <!-- a comment -->
  <url><loc>{HOME}hai-2.html</loc></url>
  <url><lastmod>2026-11-24</lastmod></url>
</urlset>""".encode()


@pytest.mark.parametrize("body", [SITEMAP, gzip.compress(SITEMAP)], ids=["plain", "gzip"])
def test_a_news_sitemap_gives_pages_with_their_publication(body: bytes) -> None:
    one, two = read_sitemap(body, HOME).entries
    assert (one.url, one.announced_at) == (f"{HOME}mot-1.html", datetime.fromisoformat(QUARTER_PAST_EIGHT))
    assert (two.url, two.announced_at) == (f"{HOME}hai-2.html", None)


def test_a_sitemap_index_gives_sitemaps() -> None:
    index = f"<sitemapindex><sitemap><loc>{HOME}2026.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"
    reading = read_sitemap(index.encode(), HOME)
    assert reading.entries == ()
    assert [(s.url, s.announced_at) for s in reading.sitemaps] == [
        (f"{HOME}2026.xml", datetime(2026, 11, 23, 12, tzinfo=VIETNAM))
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<urlset></urlset>", "empty"),
        (b"<html><body/></html>", "html_for_xml"),
        (b"<rss/>", "not_xml"),
        (gzip.compress(SITEMAP, mtime=0)[:-30], "not_xml"),
        (gzip.compress(b" " * (60 << 20), mtime=0), "not_xml"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>', "empty"),
    ],
)
def test_what_is_no_sitemap_is_named(body: bytes, problem: str) -> None:
    reading = read_sitemap(body, HOME)
    assert (reading.entries, reading.problem) == ((), problem)
    assert reading.sentence


def test_a_list_gives_the_links_that_are_articles() -> None:
    html = f"""<html><head><meta charset="utf-8"></head><body>
        <a href="/chinh-tri/bai-1.html#box_comment">Bài  một</a> <a href="bai-2.html">Hai</a> <a href="/chinh-tri/bai-1.html">Lại</a>
        <a href="/quang-cao/bai-3.html">Quảng cáo</a> <a href="https://khac.example/bai-4.html">Báo khác</a>
        <a href="javascript:void(0)">x</a> <a href="mailto:a@b.example">y</a> <a href="/chinh-tri">Mục</a>
        <a href="{HOME}chinh-tri/?page=2">2</a></body></html>"""
    reading = read_list(html.encode(), f"{HOME}chinh-tri/", SOURCE)
    assert [e.url for e in reading.entries] == [f"{HOME}chinh-tri/bai-1.html", f"{HOME}chinh-tri/bai-2.html"]
    assert reading.next_page == f"{HOME}chinh-tri/?page=2"


@pytest.mark.parametrize(
    ("at", "link", "following"),
    [
        ("muc?page=2", '<a href="/muc?page=3">3</a>', "muc?page=3"),
        ("muc?page=2", '<a href="/muc?page=1">1</a>', None),
        ("muc", '<a href="/muc/trang-2.htm" rel="next">Sau</a>', "muc/trang-2.htm"),
        ("muc", '<a href="/khac?page=2">2</a>', None),
        ("muc", '<a href="https://khac.example/muc" rel="next">Sau</a>', None),
    ],
)
def test_the_following_page_is_the_one_that_is_linked_as_such(at: str, link: str, following: str | None) -> None:
    body = f'<html><body><a href="/bai-1.html">Bài</a>{link}</body></html>'.encode()
    assert read_list(body, HOME + at, SOURCE).next_page == (HOME + following if following else None)


@pytest.mark.parametrize("body", [b"", b"<html><body><p>Hello</p></body></html>", b"\x00\x01"])
def test_a_list_without_articles_says_so(body: bytes) -> None:
    reading = read_list(body, HOME, SOURCE)
    assert reading.problem == "empty" and reading.sentence


@pytest.mark.parametrize(
    ("body", "challenge"),
    [
        (b"<html><script>document.cookie='D1N=ab'; window.location.reload(true);</script></html>", True),
        (b"<html><head><title>Just a moment...</title></head><body></body></html>", True),
        (
            b"<html><body><script>document.cookie = 'theme=dark'</script><p>"
            + b"tin tuc " * 100
            + b"</p></body></html>",
            False,
        ),
        (
            b"<html><script>document.cookie='x=1';location.reload()</script><p>"
            + b"noi dung dai " * 200
            + b"</p></html>",
            False,
        ),
    ],
)
def test_a_challenge_is_a_short_page_that_wants_a_browser(body: bytes, challenge: bool) -> None:
    assert is_challenge(body) is challenge


# encodings and addresses as sites write them ---------------------------------------------------------------------------
DECLARED = feed(f"<item><link>{HOME}tin.aspx?id=1&cat=2&lang=vi</link></item>").decode().replace("utf-8", "utf-16")


@pytest.mark.parametrize(
    "body",
    [
        DECLARED.encode(),
        b"\xef\xbb\xbf" + DECLARED.encode(),
        b"\r\n" + DECLARED.encode(),
        DECLARED.encode("utf-16"),
        DECLARED.encode("utf-16-le"),
        DECLARED.encode("utf-16-be"),
        ("\n" + DECLARED).encode("utf-16-le"),
        DECLARED.replace("utf-16", "unicode").encode(),
        DECLARED.encode("utf-32"),
    ],
)
def test_a_feed_that_says_utf_16_is_read_in_what_it_is(body: bytes) -> None:
    reading = read_feed(body, HOME)
    assert ([e.url for e in reading.entries], reading.faults) == ([f"{HOME}tin.aspx?id=1&cat=2&lang=vi"], ())


def test_a_bare_ampersand_is_one() -> None:
    address = "tin.aspx?id=15&cat=2&lt=3&copy=4&section=9"
    body = f"<urlset><url><loc>{HOME}{address}</loc></url></urlset>".encode()
    assert [e.url for e in read_sitemap(body, HOME).entries] == [f"{HOME}{address}"]


ADDRESSES = f"{HOME}mot-1.html\n{HOME}tin.aspx?id=2&cat=3\n"


@pytest.mark.parametrize(
    "body",
    [
        ADDRESSES.encode(),
        b"\xef\xbb\xbf" + ADDRESSES.encode(),
        ADDRESSES.replace("\n", "\r\n").encode(),
        ADDRESSES.encode("utf-16"),
        ADDRESSES.encode("utf-16-be"),
        gzip.compress(ADDRESSES.encode(), mtime=0),
        f"# made by a tool\n\n{ADDRESSES}".encode(),
        ADDRESSES.replace("\n", " 2026-11-23\n").encode(),
    ],
)
def test_a_text_of_addresses_is_a_sitemap(body: bytes) -> None:
    assert [e.url for e in read_sitemap(body, HOME).entries] == ADDRESSES.split()


def test_a_nul_in_an_address_costs_its_entry_alone() -> None:
    item = "<item><link>{}</link></item>"
    reading = read_feed(feed(item.format(f"{HOME}mot\0-1.html") + item.format(f"{HOME}hai-2.html")), HOME)
    assert [e.url for e in reading.entries] == [f"{HOME}hai-2.html"] and reading.faults


ROBOTS = "User-agent: *\nDisallow: /noi-bo/\n"


@pytest.mark.parametrize(
    "body",
    [ROBOTS.encode(), b"\xef\xbb\xbf" + ROBOTS.encode(), ROBOTS.encode("utf-16"), ROBOTS.replace("\n", "\r").encode()],
)
def test_the_first_rule_of_robots_txt_counts_behind_any_mark(body: bytes) -> None:
    rules = read_robots(body, "theodoi")
    assert (rules.allow(f"{HOME}noi-bo/x.html"), rules.allow(f"{HOME}tin/x.html")) == (False, True)


@pytest.mark.shared
def test_reported_feeds_sitemaps_and_robots_are_read(shared: Path) -> None:
    site, wrong = "https://a.example.vn/", []
    for case in json.loads((shared / "cases" / "expected.json").read_text(encoding="utf-8")):
        if case["how"] not in ("feed", "sitemap", "robots"):
            continue
        body, wanted = (shared / "cases" / "inputs" / case["file"]).read_bytes(), case["expected"]
        if case["how"] == "robots":
            right = read_robots(body, "theodoi").allow(f"{site}noi-bo/x.html") is wanted["allowed"]
        else:
            found = (read_feed if case["how"] == "feed" else read_sitemap)(body, site).entries
            urls = [entry.url for entry in found]
            right = (
                urls == wanted.get("entries", urls)
                and wanted.get("entries_include", urls[0]) in urls
                and "\0" not in "".join(urls)
                and ("announced" not in wanted or found[0].announced_at == datetime.fromisoformat(wanted["announced"]))
            )
        wrong += [] if right else [case["file"]]
    assert wrong == []
