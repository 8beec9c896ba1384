"""Feeds, sitemaps, lists and robots.txt that are damaged or meant to do harm: the good part is read, the bad part has a reason."""

from __future__ import annotations

import gzip
import html
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from backports import zstd
from hypothesis import strategies as st

from tests.properties import holds_for
from theodoi import codings, doors
from theodoi.doors import address
from theodoi.registry.sources import Source
from theodoi.scrape.discovery import Entry, Reading, is_challenge, parse_time, read_feed, read_list, read_sitemap
from theodoi.scrape.robots import read_robots
from theodoi.scrape.spider import divided

HOME = "https://bao.example/"
SOURCE = Source(id="bao", name="Báo", home=HOME, kind="newspaper", article_url=r"bai-\d+\.html$")


def feed(*links: str) -> bytes:
    items = "".join(f"<item><link>{link}</link><pubDate>2026-11-23T08:15:00+07:00</pubDate></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode("utf-8", "surrogatepass")


def sitemap(*links: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{link}</loc></url>' for link in links)}</urlset>".encode()


def page(*links: str) -> bytes:
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    return f"<html><body>{anchors}</body></html>".encode()


# one bad entry costs one entry ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [feed, sitemap], ids=["feed", "sitemap"])
@pytest.mark.parametrize(
    "link",
    ["/bai-2&#0;.html", "/bai-2\0.html", "/bai-2&#xD83D;.html", "/bai-2&#x1b;.html", "/" + "a" * 3_000, "http://[::1/",
     "http://a:b@bao.example/", "\\\\bao.example\\bai-2.html", "file:///etc/passwd", "http://bao.example:99999/", "&#x110000;"],
)  # fmt: skip
def test_a_link_that_cannot_be_used_costs_itself_and_is_told_with_its_place(
    make: Callable[..., bytes], link: str
) -> None:
    read = read_feed if make is feed else read_sitemap
    reading = read(make("/bai-1.html", link, "/bai-3.html"), HOME)
    assert [e.url for e in reading.entries] == [f"{HOME}bai-1.html", f"{HOME}bai-3.html"]
    (fault,) = reading.faults
    assert fault.startswith("entry 2 is left out: The address ") and fault == doors.loggable(fault, 1_000)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/tin.aspx?id=1&amp;muc=2", "tin.aspx?id=1&muc=2"),
        ("/tin.aspx?id=1&muc=2", "tin.aspx?id=1&muc=2"),
        ("<![CDATA[/tin.aspx?id=1&muc=2]]>", "tin.aspx?id=1&muc=2"),
        ("/tin&agrave;.html", "tin%C3%A0.html"),
        ("/tin&#224;.html", "tin%C3%A0.html"),
        ("/tin.aspx?a&khong;b", "tin.aspx?a&khong;b"),
    ],
)
def test_ampersands_and_letters_of_links_are_read_as_they_were_meant(link: str, url: str) -> None:
    for reading in (read_feed(feed(link), HOME), read_sitemap(sitemap(link), HOME)):
        assert [e.url for e in reading.entries] == [HOME + url] and reading.faults == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "iso-8859-1", "zlib_codec", "idna", "không có"])
def test_a_feed_is_read_whatever_encoding_it_is_in_or_says(encoding: str, declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss><item><link>/bai-1.html</link></item></rss>'
    if encoding == "iso-8859-1":
        text = text.replace("không có", "khong-co")
    assert [e.url for e in read_feed(text.encode(encoding), HOME).entries] == [f"{HOME}bai-1.html"]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ('<entry><link rel="self" href="/x"/><link href="/bai-1.html"/><link rel="enclosure" href="/y"/></entry>', "bai-1.html"),
        ('<entry><link rel="alternate" type="text/html" href="/bai-1.html"/></entry>', "bai-1.html"),
        ("<item><guid>/bai-1.html</guid></item>", "bai-1.html"),
        ('<item><guid isPermaLink="false">abc</guid><link>/bai-1.html</link></item>', "bai-1.html"),
        ("<item><link/><guid>/bai-1.html</guid></item>", "bai-1.html"),
    ],
)  # fmt: skip
def test_the_link_of_an_entry_is_the_one_to_its_page(item: str, url: str) -> None:
    assert [e.url for e in read_feed(f"<feed>{item}</feed>".encode(), HOME).entries] == [HOME + url]


def test_feeds_of_all_kinds_are_read() -> None:
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><item><link>/bai-1.html</link><dc:date>2026-11-23</dc:date></item></rdf:RDF>'
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/bai-1.html"/><updated>2026-11-24</updated><published>2026-11-23</published></entry></feed>'
    for text in (rdf, atom):
        (entry,) = read_feed(text.encode(), HOME).entries
        assert entry == Entry(f"{HOME}bai-1.html", datetime(2026, 11, 23, 5, tzinfo=UTC))


def test_a_damaged_feed_says_where_and_gives_what_was_read() -> None:
    reading = read_feed(
        feed("/bai-1.html", "/bai-2.html").replace(b"</item><item>", b"</item>\n</oops><item>")[:-50], HOME
    )
    assert f"{HOME}bai-1.html" in [e.url for e in reading.entries]
    assert "damaged from line" in reading.faults[0]


def test_a_text_of_addresses_is_a_sitemap() -> None:
    reading = read_sitemap(f"{HOME}bai-1.html?a=1&b=2\r\n{HOME}bai-2\0.html\n\n{HOME}bai-3.html\n".encode(), HOME)
    assert [e.url for e in reading.entries] == [f"{HOME}bai-1.html?a=1&b=2", f"{HOME}bai-3.html"]
    assert "line 2 is left out" in reading.faults[0]


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "31/12/9999", "01/01/0001",
     "Sat, 21 Nov 2026 08:00:00 GMT+99", "Fri, 31 Dec 9999 23:59:59 -1200", "Mon, 01 Jan 0001 00:00:00 +0000",
     "2026-11-21T08:00:00+99:99", "1" * 1_000_000, "1/1/2026 " * 100_000],
)  # fmt: skip
def test_a_date_that_no_clock_can_hold_is_none(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("T6, 13 Thg11 2026 08:00:00 GMT", datetime(2026, 11, 13, 8, tzinfo=UTC)),
        ("Thứ Sáu, 13 Tháng 11 2026 08:00:00 GMT+7", datetime(2026, 11, 13, 1, tzinfo=UTC)),
        ("13 thg 11, 2026", datetime(2026, 11, 13, 5, tzinfo=UTC)),
    ],
)
def test_days_and_months_may_have_vietnamese_names(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment


# robots.txt ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /noi-bo/\n",
        "\ufeffUser-agent: *\nDisallow: /noi-bo/\n".encode("utf-16-le"),
        "\ufeffUser-agent: *\nDisallow: /noi-bo/\n".encode("utf-16-be"),
        b"user-agent:*\r\ndisallow:/noi-bo/\r\n",
        b"User-agent: Khac\nUser-agent: Theodoi\nDisallow: /noi-bo/\n",
        b"User-agent: Khac\nDisallow: /\n\nUser agent Theodoi\nDisallow: /noi-bo/\n",
        b"\0\xff\nUser-agent: *\nDisallow: /noi-bo/\n",
        b"User-agent: *\nDisallow: /noi-bo/\n" + b"# x\n" * 200_000 + b"Disallow: /",
    ],
)
def test_rules_are_read_whatever_stands_around_them(body: bytes) -> None:
    rules = read_robots(body, "Theodoi")
    assert not rules.allow(f"{HOME}noi-bo/x.html")
    assert rules.allow(f"{HOME}x.html")


def test_rules_for_others_are_not_ours() -> None:
    rules = read_robots(b"User-agent: Khac\nUser-agent: Nua\nDisallow: /\nCrawl-delay: 9\n", "Theodoi")
    assert rules.allow(f"{HOME}x.html") and rules.delay_seconds == 0


def test_a_rule_that_the_bound_cuts_says_nothing() -> None:
    body = b"User-agent: *\n" + b"#" * (512_000 - 14 - 12) + b"\nDisallow: /noi-bo/\n"
    assert read_robots(body, "Theodoi").allow(f"{HOME}x.html")


# anything at all -----------------------------------------------------------------------------------------------------

_PIECES = st.lists(
    st.binary(max_size=12)
    | st.sampled_from([b"<rss>", b"<item>", b"</item>", b"<link>", b"</link>", b"<url>", b"<loc>", b"</loc>", b"<urlset>",
                       b"<![CDATA[", b"]]>", b"&#0;", b"&#xD800;", b"&x;", b"&", b"<!ENTITY x 'y'>", b"<!DOCTYPE a [", b"]>", b"http://",
                       b"https://bao.example/bai-1.html", b"\0", b"\x1b", b"\xff", b"<a href='", b"'>", b"<?xml encoding='utf-16'?>",
                       b"User-agent: *\n", b"Disallow: ", b"Crawl-delay: ", b"\xff\xfe", b"<!--", b"xmlns:a='b' ", b"<pubDate>", b"9999"]),
    max_size=30,
).map(b"".join)  # fmt: skip


def _is_sound(reading: Reading) -> None:
    for entry in (*reading.entries, *reading.sitemaps):
        assert address(entry.url) == entry.url
    assert bool(reading.entries or reading.sitemaps) is not bool(reading.problem and reading.sentence)
    told = [reading.sentence or "", *reading.faults]
    assert "\0" not in "".join(told).encode().decode() and all(len(one) < 3_000 for one in told)


@holds_for(_PIECES)
def test_any_bytes_are_a_feed_a_sitemap_a_list_and_rules_or_have_a_reason(body: bytes) -> None:
    for start in (b"", b"<rss>", b"<urlset>", b"\x1f\x8b"):
        _is_sound(read_feed(start + body, HOME))
        _is_sound(read_sitemap(start + body, HOME))
        _is_sound(read_list(start + body, HOME, SOURCE))
        read_robots(start + body, "Theodoi").allow(f"{HOME}x.html")
        is_challenge(start + body)


@holds_for(st.lists(st.integers(1, 999) | st.text(st.characters(), max_size=40), min_size=1, max_size=8))
def test_sound_links_are_read_beside_any_others(links: list[int | str]) -> None:
    sound = [f"{HOME}bai-{link}.html" for link in links if isinstance(link, int)]
    written = [f"{HOME}bai-{link}.html" if isinstance(link, int) else _reference(link) for link in links]
    for reading in (read_feed(feed(*written), HOME), read_sitemap(sitemap(*written), HOME)):
        _is_sound(reading)
        assert list(dict.fromkeys(sound)) == [e.url for e in reading.entries if e.url in sound]


def _reference(text: str) -> str:
    """The text with every character as XML may write it, the forbidden ones too."""
    return "".join(html.escape(c) if c.isalnum() and c.isascii() else f"&#{ord(c)};" for c in text)


@holds_for(
    st.text(st.characters(), max_size=60)
    | st.from_regex(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}[T ]\d\d:\d\d(GMT)?[+-]\d{1,2}:?\d\d")
)
def test_any_date_can_be_moved_to_another_zone_or_is_none(text: str) -> None:
    found = parse_time(text)
    assert found is None or divided([Entry(HOME, found)], date(2026, 11, 21))


# time ----------------------------------------------------------------------------------------------------------------

_NEAR = [Entry(f"{HOME}bai-{n}.html", datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=n)) for n in range(40_000)]

# name, what makes an input of size n, what reads it, n
GROWING: list[tuple[str, Callable[[int], object], Callable, int]] = [
    ("feed", lambda n: feed(*(f"/bai-{i}.html" for i in range(n))), lambda b: read_feed(b, HOME), 2_000),
    ("feed, unclosed", lambda n: b"<rss>" + b"<item><link>/x" * n, lambda b: read_feed(b, HOME), 100_000),
    ("feed, tag soup", lambda n: b"<rss>" + b"<< &nbsp <a b=c>" * n, lambda b: read_feed(b, HOME), 40_000),
    ("feed, open CDATA", lambda n: b"<rss>" + b"<![CDATA[" * n, lambda b: read_feed(b, HOME), 100_000),
    ("feed, namespaces", lambda n: b"<rss " + b" ".join(b'xmlns:a%d="b"' % i for i in range(n)) + b"/>", lambda b: read_feed(b, HOME), 20_000),
    ("feed, damaged", lambda n: feed(*(f"/bai-{i}.html" for i in range(n)))[:-60], lambda b: read_feed(b, HOME), 2_000),
    ("sitemap", lambda n: sitemap(*(f"{HOME}bai-{i}.html" for i in range(n))), lambda b: read_sitemap(b, HOME), 2_000),
    ("sitemap, gzip", lambda n: gzip.compress(sitemap(*(f"{HOME}bai-{i}.html" for i in range(n)))), lambda b: read_sitemap(b, HOME), 2_000),
    ("list", lambda n: page(*(f"/bai-{i}.html" for i in range(n))), lambda b: read_list(b, HOME, SOURCE), 2_000),
    ("list, unclosed", lambda n: b"<html>" + b"<a href='/bai-1.html'><b>x" * n, lambda b: read_list(b, HOME, SOURCE), 4_000),
    ("robots, crawlers and rules", lambda n: b"".join(b"User-agent: m%d\n" % i for i in range(n)) + b"Disallow: /x\n" * n, lambda b: read_robots(b, "Theodoi"), 8_000),
    ("robots, rules", lambda n: b"User-agent: *\n" + b"".join(b"Disallow: /x%d*a*b\n" % i for i in range(n)), lambda b: read_robots(b, "Theodoi").allow(HOME + "x" * 2_000), 4_000),
    ("challenge", lambda n: b"D1N" + b"<script" * n, is_challenge, 2_500),
    ("pages near the day", lambda n: _NEAR[:n], lambda pages: divided(pages, date(2026, 11, 21)), 20_000),
    ("text", lambda n: "a\0\x1b\r\n" * n, lambda t: doors.text(t, 100), 200_000),
    ("file name", lambda n: b"\xff\x1b\\" * n, doors.file_name, 100_000),
    ("header", lambda n: b"\xff \x1b" * n, doors.header, 200_000),
    ("bombs in members", lambda n: gzip.compress(b"x" * 100) * n, lambda b: codings.decoded(b, "gzip", 10 << 20), 8_000),
    ("zstd frames", lambda n: zstd.compress(b"x" * 100) * n, lambda b: codings.decoded(b, "zstd", 10 << 20), 8_000),
]  # fmt: skip


@pytest.mark.perf
@pytest.mark.parametrize(("make", "read", "size"), [row[1:] for row in GROWING], ids=[row[0] for row in GROWING])
def test_twice_the_input_takes_at_most_2_6_times_the_time(make: Callable, read: Callable, size: int) -> None:
    def least(of: object) -> float:
        took = []
        for _ in range(3):
            began = time.process_time()
            read(of)
            took.append(time.process_time() - began)
        return min(took)

    # A turn may fall into another's work on this machine; what grows with the square does so in each turn.
    once, twice = make(size), make(2 * size)
    ratios = []
    for _ in range(3):
        ratios.append(least(twice) / max(least(once), 0.008))
        if ratios[-1] <= 2.6:
            return
    raise AssertionError(ratios)
