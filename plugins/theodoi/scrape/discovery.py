"""What feeds, sitemaps and list pages announce: pure functions from bytes to entries, with named problems.

An entry that cannot be used costs itself: it is left out, and the reading says which and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import TypeVar

import lxml.html
from lxml import etree

from theodoi.codings import decoded
from theodoi.doors import Refused, address, moment
from theodoi.registry.sources import Source
from theodoi.scrape.markup import local_name, parse_html, parse_xml, plain_text
from theodoi.settings import VIETNAM

_SITEMAP_BYTES = 50 << 20  # what sitemaps.org allows, uncompressed
_MOST_ENTRIES = 50_000  # what sitemaps.org allows; no feed has more
_FAULTS_TOLD = 3
_HEAD_BYTES = 4_096
_TEXT_SITEMAP = re.compile(r'(?:\s|#[^\n\r]*[\n\r])*"?https?://')
_DATE_CHARACTERS = 200
_LATEST = datetime(2101, 1, 1, tzinfo=UTC)
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Entry:
    """One announced page (or, from a sitemap index, one sitemap)."""

    url: str  # as it will be sent, without fragment
    announced_at: datetime | None = None  # with zone


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document announced, or why nothing; and what of it could not be used."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()  # children of a sitemap index
    next_page: str | None = None  # of a list
    problem: str | None = None  # html_for_xml, not_xml, empty
    sentence: str | None = None
    faults: tuple[str, ...] = ()  # sentences: where the document is damaged, which entries were left out and why


def read_feed(body: bytes, url: str) -> Reading:
    """Entries of a feed in its order: RSS 0.9 to 2.0, Atom."""
    xml = parse_xml(body, "a feed")
    if xml.root is None:
        return Reading(problem=xml.problem, sentence=xml.sentence)
    if local_name(xml.root).lower() not in {"rss", "feed", "rdf"}:
        return Reading(problem="not_xml", sentence="The answer is XML and no feed that can be read.")
    items = (node for node in xml.root.iter() if local_name(node) in {"item", "entry"})
    return _gathered("feed", "entry", xml.damaged_line, items, lambda item: _feed_entry(item, url))


def read_sitemap(body: bytes, url: str) -> Reading:
    """Pages of a sitemap (sitemaps.org, with Google's news extension; or a text of addresses), or sitemaps of an index.

    gzip is undone.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decoded(body, "gzip", _SITEMAP_BYTES)
        except Refused as refused:
            return Reading(problem="not_xml", sentence=f"The sitemap is compressed and cannot be read: {refused}")
    if _TEXT_SITEMAP.match(text := plain_text(body[:_HEAD_BYTES])):
        text = plain_text(body) if len(body) > _HEAD_BYTES else text
        # A "#" begins a comment of the maker's; a blank, what its tool says of the page.
        lines = (line.split()[0].strip('"') for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#")
        return _gathered("sitemap", "line", None, lines, lambda line: Entry(address(line)))
    xml = parse_xml(body, "a sitemap")
    if xml.root is None:
        return Reading(problem=xml.problem, sentence=xml.sentence)
    kind = local_name(xml.root)
    if kind not in {"urlset", "sitemapindex"}:
        return Reading(problem="not_xml", sentence="The answer is XML and no sitemap that can be read.")
    nodes = (node for node in xml.root if local_name(node))
    reading = _gathered("sitemap", "entry", xml.damaged_line, nodes, lambda node: _sitemap_entry(node, url))
    return replace(reading, entries=(), sitemaps=reading.entries) if kind == "sitemapindex" else reading


def read_list(body: bytes, url: str, source: Source) -> Reading:
    """Links of a list page that have the shape of the source's articles, and the page that follows it."""
    root = parse_html(body)
    if root is None:
        return Reading(problem="empty", sentence="The list page holds no HTML.")
    links = (_link(url, node.get("href")) for node in root.iter("a") if node.get("href"))
    entries = _once(Entry(link) for link in links if link and source.owns(link) and source.is_article(link))
    if not entries:
        return Reading(
            problem="empty", sentence="No link of the list page has the shape of this source's articles (article_url)."
        )
    return Reading(entries, next_page=_next_page(root, url, source))


def _next_page(root: lxml.html.HtmlElement, url: str, source: Source) -> str | None:
    """The following page, where the page links it as such: rel=next, or the same address with the next page number."""
    number = re.search(r"[?&]page=(\d{1,9})", url)
    expected = re.compile(rf"[?&]page={int(number[1]) + 1 if number else 2}(?:&|$)")
    base = url.partition("?")[0]
    for node in root.iter("a", "link"):
        href = _link(url, node.get("href") or "")
        if not href or href == url:
            continue
        same = href.partition("?")[0] == base and expected.search(href)
        if ("next" in (node.get("rel") or "").split() or same) and source.owns(href):
            return href
    return None


def _link(base: str, href: str) -> str | None:
    """A page's link as an address; None for one that leads to no page (a script, a mail address, a damaged one)."""
    try:
        return address(href, base)
    except Refused:
        return None


# entries -------------------------------------------------------------------------------------------------------------


def _gathered(
    what: str, part: str, damaged_line: int | None, items: Iterable[_Item], entry: Callable[[_Item], Entry]
) -> Reading:
    """Each entry that can be used, once; the others are faults with their place."""
    entries, faults, left_out = [], [], 0
    if damaged_line is not None:
        faults.append(f"The XML of the {what} is damaged from line {damaged_line} on, and read as far as it can be")
    for place, item in enumerate(items, 1):
        if place > _MOST_ENTRIES:
            faults.append(f"It has more than {_MOST_ENTRIES:,} entries, and the first of them are read")
            break
        try:
            entries.append(entry(item))
        except Refused as refused:
            left_out += 1
            if left_out <= _FAULTS_TOLD:
                faults.append(f"{part} {place} is left out: {str(refused).rstrip('.')}")
    if left_out > _FAULTS_TOLD:
        faults.append(f"{left_out - _FAULTS_TOLD:,} more are left out for such reasons")
    if entries:
        return Reading(_once(entries), faults=tuple(faults))
    if faults:
        return Reading(problem="empty", sentence=f"The {what} announces no page that can be used: {'; '.join(faults)}.")
    return Reading(problem="empty", sentence=f"The {what} is sound and announces no page.")


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, as it was announced first."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.url, entry)
    return tuple(first.values())


def _feed_entry(item: etree._Element, url: str) -> Entry:
    """One item. Raises Refused."""
    link = told = permanent = changed = None
    for child in item:
        match local_name(child):
            case "link":
                relation = child.get("rel", "alternate")
                link = link or (child.get("href") if relation == "alternate" else None) or _content(child)
            case "guid" if child.get("isPermaLink", "true").lower() != "false":
                permanent = permanent or _content(child)
            case "pubDate" | "published" | "issued":
                told = told or _content(child)
            case "date" | "updated" | "modified":
                changed = changed or _content(child)
    if not (link := link or permanent):
        raise Refused("It has no link.")
    return Entry(address(link, url), parse_time(told) or parse_time(changed))


def _sitemap_entry(node: etree._Element, url: str) -> Entry:
    """One page or sitemap. Raises Refused."""
    found: dict[str, str | None] = {}
    for child in node.iterdescendants():
        # Images and videos have a `loc` and a `title` of their own.
        if (name := local_name(child)) in {"loc", "publication_date", "lastmod"} and "/sitemap-image/" not in child.tag:
            found.setdefault(name, _content(child))
    if not (location := found.get("loc")):
        raise Refused("It has no address (loc).")
    # The time of publication, where the news extension gives it, is better than that of the last change.
    return Entry(address(location, url), parse_time(found.get("publication_date") or found.get("lastmod")))


def _content(node: etree._Element) -> str | None:
    """The text in an element, without blanks around it; None when there is none."""
    return "".join([node.text or "", *(child.tail or "" for child in node)]).strip() or None


# times ---------------------------------------------------------------------------------------------------------------

# Zones that RFC 822 names, and Indochina's; hours before or after UTC.
_NAMED_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "ICT": 7}
_ZONE = rf"(?P<zone>Z\b|(?:UTC|GMT)?\s*[+-]\d{{1,2}}(?::?\d{{2}})?|UTC|GMT|(?:{'|'.join(_NAMED_ZONES)})\b)?"
_CLOCK = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[AaPpSsCc][MmAaHh])?"
_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
_MONTH_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "một|giêng",
            "hai",
            "ba",
            "tư|bốn",
            "năm",
            "sáu",
            "bảy|bẩy",
            "tám",
            "chín",
            "mười",
            "mười một|mười mốt",
            "mười hai|chạp",
        ),
        1,
    )
    for word in words.split("|")
}
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
        # T6, 13 Thg11 2026 08:15:00 GMT+7 (names of days and months in Vietnamese)
        rf"(?P<day>\d{{1,2}}),? (?:[Tt]hg|[Tt]h|[Tt]háng)\.? ?(?P<month>\d{{1,2}}),? (?P<year>\d{{4}})(?:[\s,–-]+{_CLOCK}\s*\(?{_ZONE}\)?)?",
        # Thứ Sáu, 13 Tháng Mười Một 2026 08:15:00 +0700
        rf"(?i:(?P<day>\d{{1,2}}) tháng (?P<word>{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))}),?(?: năm)? (?P<year>\d{{4}}))(?:[\s,–-]+{_CLOCK}\s*\(?{_ZONE}\)?)?",
        # Thg11 13, 2026 08:15
        rf"(?:[Tt]hg|[Tt]háng)\.? ?(?P<month>\d{{1,2}}) (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})(?:[\s,–-]+{_CLOCK}\s*\(?{_ZONE}\)?)?",
        # Nov 23, 2026 08:15
        rf"\b(?P<name>[A-Z][a-z]{{2}})[a-z]*\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})(?:[\s,–-]+{_CLOCK}\s*\(?{_ZONE}\)?)?",
        # Mon, 23 Nov 2026 08:15:00 GMT+7 (RFC 822 with a zone that is not), also with its year of two digits
        rf"(?P<day>\d{{1,2}})[ -](?P<name>[A-Z][a-z]{{2}})[a-z]*[ -](?P<year>\d{{4}}|\d\d) {_CLOCK}\s*\(?{_ZONE}\)?",
        r"(?P<day>\d{1,2})[ -](?P<name>[A-Z][a-z]{2})[a-z]*[ -](?P<year>\d{4})(?P<zone>)$",
        # 20261123T081500+0700 (ISO 8601 without its marks)
        r"\b(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?",
    )
)
_MONTHS = {
    n: i for i, n in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_AFTERNOON = {"pm", "ch"}  # CH: chiều


def parse_time(text: str | None) -> datetime | None:
    """The moment that a feed or sitemap states, in UTC; Vietnam's when it names no zone. None when it states none.

    A day without a time is its noon in Vietnam, so that no conversion moves it to another day. A year before 1990 or
    after 2100 is a machine's way to say nothing.
    """
    text = " ".join((text or "").split())
    if not text or len(text) > _DATE_CHARACTERS:
        return None
    try:
        return moment(_stated(text) or "", _LATEST)
    except (ValueError, OverflowError):  # no such day or zone, or Refused
        return None


def _stated(text: str) -> datetime | None:
    """Raises ValueError for a day, a clock or a zone that does not exist."""
    if re.fullmatch(r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} [12]\d{3} [\d:]+ (?:[+-]\d{4}|GMT|UTC|Z)", text):
        return parsedate_to_datetime(text)
    for shape in _SHAPES:
        if found := shape.search(text):
            return _combined(found.groupdict())
    return None


def _combined(parts: dict[str, str | None]) -> datetime:
    if name := parts.get("name") or parts.get("word"):
        month = _MONTHS.get(name) or _MONTH_WORDS.get(name.lower(), 0)
    else:
        month = int(parts["month"] or 0)
    half = (parts.get("half") or "").lower()
    year = parts["year"] or ""
    day = date(int(year) + (2000 if len(year) == 2 else 0), month, int(parts["day"] or 0))
    if not parts.get("hour"):
        return datetime.combine(day, time(12), VIETNAM)
    hour = int(parts["hour"] or 0)
    if half:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    clock = time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
    return datetime.combine(day, clock, _zone(parts.get("zone")))


def _zone(text: str | None) -> tzinfo:
    if not text:
        return VIETNAM
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", text)
    if not found:
        return timezone(timedelta(hours=_NAMED_ZONES.get(text.strip(), 0)))
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
    seen = re.sub(rb"<[^<>]+>", b" ", _without_scripts(body))
    return len(seen.split()) < _CHALLENGE_WORDS


def _without_scripts(body: bytes) -> bytes:
    """The page without scripts and styles; one that is not closed goes on to the end."""
    kept, position = [], 0
    for opened in re.finditer(rb"(?i)<(script|style)\b", body):
        if opened.start() < position:
            continue
        kept.append(body[position : opened.start()])
        closed = re.compile(rb"(?i)</" + opened[1] + rb">").search(body, opened.end())
        position = closed.end() if closed else len(body)
    return b" ".join([*kept, body[position:]])
