"""What feeds, sitemaps and list pages announce: pure functions from bytes to entries, with named problems."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin

import feedparser
import lxml.html
from lxml import etree

from theodoi.registry.sources import Source
from theodoi.settings import VIETNAM

_SITEMAP_BYTES = 50 << 20  # what sitemaps.org allows, uncompressed


@dataclass(frozen=True, slots=True)
class Entry:
    """One announced page (or, from a sitemap index, one sitemap)."""

    url: str  # absolute, without fragment
    title: str | None = None
    announced_at: datetime | None = None  # with zone


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document announced, or why nothing."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()  # children of a sitemap index
    next_page: str | None = None  # of a list
    problem: str | None = None  # html_for_xml, not_xml, empty
    sentence: str | None = None


def read_feed(body: bytes, url: str) -> Reading:
    """Entries of an RSS or Atom feed, in its order."""
    if problem := _not_xml(body, "a feed"):
        return problem
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version and not parsed.entries:
        return Reading(problem="not_xml", sentence="The answer is XML and no feed that can be read.")
    entries = _once(
        Entry(_absolute(url, item.link), item.get("title"), parse_time(item.get("published") or item.get("updated")))
        for item in parsed.entries
        if item.get("link")
    )
    return (
        Reading(entries) if entries else Reading(problem="empty", sentence="The feed is sound and announces no page.")
    )


def read_sitemap(body: bytes, url: str) -> Reading:
    """Pages of a sitemap (sitemaps.org, with Google's news extension) or sitemaps of an index; gzip is undone."""
    if body.startswith(b"\x1f\x8b"):
        try:
            unzip = zlib.decompressobj(wbits=31)
            body = unzip.decompress(body, _SITEMAP_BYTES)
        except zlib.error:
            unzip = None
        if unzip is None or not unzip.eof:
            return Reading(
                problem="not_xml",
                sentence="The sitemap is compressed, and its gzip data are damaged or larger than the protocol allows.",
            )
    if problem := _not_xml(body, "a sitemap"):
        return problem
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(body, parser)
    if root is None or etree.QName(root).localname not in {"urlset", "sitemapindex"}:
        return Reading(problem="not_xml", sentence="The answer is XML and no sitemap that can be read.")
    entries = _once(_sitemap_entry(node, url) for node in root if isinstance(node.tag, str) and _text(node, "loc"))
    if not entries:
        return Reading(problem="empty", sentence="The sitemap is sound and announces no page.")
    return Reading(sitemaps=entries) if etree.QName(root).localname == "sitemapindex" else Reading(entries)


def read_list(body: bytes, url: str, source: Source) -> Reading:
    """Links of a list page that have the shape of the source's articles, and the page that follows it."""
    try:
        root = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding=_charset(body)))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError):
        return Reading(problem="empty", sentence="The list page holds no HTML.")
    anchors = [
        (_absolute(url, a.get("href")), " ".join(a.text_content().split())) for a in root.iter("a") if a.get("href")
    ]
    entries = _once(
        Entry(href, title or None) for href, title in anchors if source.owns(href) and source.is_article(href)
    )
    if not entries:
        return Reading(
            problem="empty", sentence="No link of the list page has the shape of this source's articles (article_url)."
        )
    return Reading(entries, next_page=_next_page(root, url, source))


def _next_page(root: lxml.html.HtmlElement, url: str, source: Source) -> str | None:
    """The following page, where the page links it as such: rel=next, or the same address with the next page number."""
    links = [node for node in root.iter("a", "link") if node.get("href")]
    number = re.search(r"[?&]page=(\d+)", url)
    expected = re.compile(rf"[?&]page={int(number[1]) + 1 if number else 2}(?:&|$)")
    base = url.partition("?")[0]
    for node in links:
        href = _absolute(url, node.get("href"))
        same = href.partition("?")[0] == base and expected.search(href)
        if ("next" in (node.get("rel") or "").split() or same) and source.owns(href) and href != url:
            return href
    return None


# bytes ---------------------------------------------------------------------------------------------------------------


def _not_xml(body: bytes, what: str) -> Reading | None:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    if not start:
        return Reading(problem="empty", sentence=f"The answer is empty where {what} was expected.")
    if start.startswith((b"<!doctype html", b"<html")) or (b"<html" in start and b"<?xml" not in start[:5]):
        return Reading(problem="html_for_xml", sentence=f"The answer is an HTML page where {what} was expected.")
    if not start.startswith(b"<"):
        return Reading(problem="not_xml", sentence=f"The answer is no XML where {what} was expected.")
    return None


def _charset(body: bytes) -> str:
    found = re.search(rb"charset=[\"']?([\w-]+)", body[:4096])
    return found[1].decode() if found else "utf-8"


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, as it was announced first."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.url:
            first.setdefault(entry.url, entry)
    return tuple(first.values())


def _absolute(base: str, href: str) -> str:
    """The link as an absolute web address without fragment; "" when it is none."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _sitemap_entry(node: etree._Element, url: str) -> Entry:
    # The time of publication, where the news extension gives it, is better than that of the last change.
    when = _text(node, "publication_date") or _text(node, "lastmod")
    return Entry(_absolute(url, _text(node, "loc") or ""), _text(node, "title"), parse_time(when))


def _text(node: etree._Element, name: str) -> str | None:
    """Text of the first descendant of that local name; images and videos have a `loc` and a `title` of their own."""
    for child in node.iterdescendants():
        if isinstance(child.tag, str) and etree.QName(child).localname == name and "/sitemap-image/" not in child.tag:
            return " ".join((child.text or "").split()) or None
    return None


# times ---------------------------------------------------------------------------------------------------------------

_ZONE = r"(?P<zone>Z|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?"
_CLOCK = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[AaPpSsCc][MmAaHh])?"
_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
# Shapes that Vietnamese feeds and pages use, tried in this order after the standard ones.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # 08:15, 23/11/2026 · 8h15 ngày 23/11/2026
        rf"{_CLOCK}\s*\(?{_ZONE}\)?[\s,|–-]+(?:ngày\s+)?{_DAY}",
        # Thứ Hai, 23/11/2026, 08:15 (GMT+7) · 23-11-2026 - 8:15 AM · 23/11/2026
        rf"{_DAY}(?:[\s,|–-]+(?:lúc\s+)?{_CLOCK})?\s*\(?{_ZONE}\)?",
        # ngày 23 tháng 11 năm 2026, 8 giờ 15
        r"(?P<day>\d{1,2}) tháng (?P<month>\d{1,2}),? năm (?P<year>\d{4})(?:[\s,]+(?P<hour>\d{1,2}) giờ (?P<minute>\d{2}))?(?P<zone>)",
        # 2026-11-23T08:15:00+07:00, also with spaces where they should not be, and a day alone
        rf"(?P<year>\d{{4}})[/-](?P<month>\d{{1,2}})[/-](?P<day>\d{{1,2}})(?:[T\s]+{_CLOCK})?\s*\(?{_ZONE}\)?",
        # Mon, 23 Nov 2026 08:15:00 GMT+7 (RFC 822 with a zone that is not), also with its year of two digits
        rf"(?P<day>\d{{1,2}}) (?P<name>[A-Z][a-z]{{2}})[a-z]* (?P<year>\d{{4}}|\d\d) {_CLOCK}\s*\(?{_ZONE}\)?",
    )
)
_MONTHS = {
    n: i for i, n in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_AFTERNOON = {"pm", "ch"}  # CH: chiều


def parse_time(text: str | None) -> datetime | None:
    """The moment that a feed or sitemap states, with zone; Vietnam's when it names none. None when it states none.

    A day without a time is its noon in Vietnam, so that no conversion moves it to another day.
    """
    text = " ".join((text or "").split())
    if not text:
        return None
    if re.fullmatch(r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} [\d:]+ (?:[+-]\d{4}|GMT|UTC|Z)", text):
        try:
            return parsedate_to_datetime(text).astimezone(UTC)
        except ValueError:
            return None
    for shape in _SHAPES:
        if found := shape.search(text):
            return _moment(found.groupdict())
    return None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    month = _MONTHS.get(parts["name"] or "", 0) if "name" in parts else int(parts["month"] or 0)
    half = (parts.get("half") or "").lower()
    try:
        year = int(parts["year"] or 0)
        day = date(year + 2000 if year < 100 else year, month, int(parts["day"] or 0))
        if not parts.get("hour"):
            return datetime.combine(day, time(12), VIETNAM).astimezone(UTC)
        hour = int(parts["hour"] or 0)
        if half:
            hour = hour % 12 + (12 if half in _AFTERNOON else 0)
        clock = time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
    except ValueError:
        return None
    return datetime.combine(day, clock, _zone(parts.get("zone"))).astimezone(UTC)


def _zone(text: str | None) -> timezone | type[UTC]:
    if not text:
        return VIETNAM
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", text)
    if not found:
        return UTC
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(offset if found[1] == "+" else -offset)


# challenge pages -----------------------------------------------------------------------------------------------------

# Marks of pages that ask a browser to prove itself instead of answering. A short page with one of them is a challenge.
_CHALLENGES = (
    re.compile(
        rb"document\.cookie\s*=.{0,400}?(?:location\.reload|location\.href|location\s*=|window\.location)", re.S
    ),
    re.compile(
        rb"\bD1N\b|_cf_chl_opt|cf-browser-verification|/cdn-cgi/challenge-platform/|_Incapsula_Resource|sucuri_cloudproxy"
    ),
    re.compile(rb"<title>\s*(?:Just a moment|Attention Required|DDoS protection|Checking your browser)", re.I),
)
_CHALLENGE_BYTES = 40_000
_CHALLENGE_WORDS = 120


def is_challenge(body: bytes) -> bool:
    """Whether an answer is a browser challenge: few words and a mark of one."""
    if len(body) > _CHALLENGE_BYTES or not any(mark.search(body) for mark in _CHALLENGES):
        return False
    seen = re.sub(rb"(?is)<(script|style)\b.*?</\1>|<[^>]+>", b" ", body)
    return len(seen.split()) < _CHALLENGE_WORDS
