"""When an article was published and modified: from linked data, meta tags, the date line it shows, or its address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from theodoi.clean.characters import repair, squeeze
from theodoi.clean.dates import CLOCK_TOLERANCE, Moment, date_in_url, find_date, find_dates, is_update, parse_stamp
from theodoi.clean.metadata import Page, declared_times, string_of
from theodoi.clean.tree import HEADLINE, Element, Tree, marked, marks, own_texts, text_of
from theodoi.registry.page_rules import PageRules

_MODIFIED_METAS = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "article_updatetime")


MAX_DISTANCE = 120  # elements between a headline and its date
MAX_DATE_LINE = 120  # letters of a line that shows a date


@dataclass(frozen=True, slots=True)
class Times:
    """When a page was published and modified; None where it does not say."""

    published: Moment | None = None
    published_source: str | None = None
    modified_at: datetime | None = None


def times_of(
    page: Page,
    title: Element | None,
    text: Sequence[Element],
    latest: datetime | None,
    rules: PageRules | None = None,
) -> Times:
    """Publication time from linked data, meta tags, the date line near the headline or the address, the first that is possible.

    `text` are the elements of the text's paragraphs. A declared day is made exact by the minute that the page shows for it. Nothing later than `latest` (and a day) is believed.
    """

    def possible(moment: Moment | None) -> bool:
        return (
            moment is not None and moment.at.year >= 1995 and (latest is None or moment.at <= latest + CLOCK_TOLERANCE)
        )

    def first(values: list[str | None]) -> Moment | None:
        return next((m for m in map(parse_stamp, filter(None, values)) if possible(m)), None)

    found = None
    origin, moment = next(((origin, m) for origin, m in declared_times(page) if possible(m)), (None, None))
    # What a machine wrote is made exact by what the page shows: a day by its minute, a local time that was called UTC,
    # a month that was written before the day.
    if moment is None or moment.precision == "day" or moment.offset in (None, timedelta(0)):
        ruled = rules.first(page.tree.root, "published") if rules else None
        found = date_line(page.tree, title, text) if ruled is None else None
        shown = _stamp_of(ruled) if ruled is not None else found.moment if found else None
        shown = shown if possible(shown) else None
        if moment is None:
            moment, origin = shown, "page"
        elif shown and shown.precision == "minute":
            same_day = moment.precision == "day" and moment.at.date() == shown.at.date()
            mislabelled = abs(moment.at - shown.at - timedelta(hours=7)) < timedelta(minutes=1)
            # 10/6 is read as the tenth of June unless the page shows the sixth of October.
            swapped = (moment.at.day, moment.at.month) == (shown.at.month, shown.at.day) and (
                moment.at.year,
                moment.at.hour,
                moment.at.minute,
            ) == (shown.at.year, shown.at.hour, shown.at.minute)
            if same_day or mislabelled or swapped:
                moment, origin = shown, "page"
    if moment is None:
        moment, origin = date_in_url(urlsplit(page.url or "").path), "url"
    if not possible(moment):
        moment, origin = None, None
    modified = first([string_of(page.article.get("dateModified")), *(page.meta(name) for name in _MODIFIED_METAS)])
    if modified is None and found is not None and found.updated and found.updated.at > found.moment.at:
        modified = found.updated if possible(found.updated) else None
    return Times(moment, origin, modified.at if modified else None)


def _stamp_of(element: Element) -> Moment | None:
    """The time that an element declares or shows."""
    stamp = element.get("datetime") or element.get("content")
    return (parse_stamp(stamp) if stamp else None) or find_date(text_of(element))


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date that the page shows: in which element (by position), and how many elements from the headline."""

    moment: Moment
    at: int
    distance: int
    updated: Moment | None = None  # the time of the last change that stands with it


def date_line(tree: Tree, title: Element | None, text: Sequence[Element]) -> DateLine | None:
    """The date that stands near the headline and above the text, outside links and teasers."""
    # Lead and date line may stand in either order, so the search ends with the second paragraph.
    paragraphs, last = set(text), text[min(1, len(text) - 1)] if text else None
    known = {node for anchor in (title, last) if anchor is not None for node in anchor.iterancestors()}
    candidates: list[tuple[int, Moment, Moment | None]] = []
    at = tree.at[title] if title is not None else 0
    end = tree.at[last] if last is not None else len(tree.order)
    for i in range(max(0, at - MAX_DISTANCE), min(end, at + MAX_DISTANCE) if title is not None else end):
        element = tree.order[i]
        stamp = element.get("datetime") if tree.tags[i] == "time" else None
        if (stamp is None and not 6 < tree.own[i] <= MAX_DATE_LINE) or tree.tags[i] in ("title", "meta", "script"):
            continue
        if element in paragraphs:
            continue
        shown = squeeze(" ".join(own_texts(element)))[: 2 * MAX_DATE_LINE]
        if not any(map(str.isdigit, stamp or shown)):
            continue
        shown = repair(shown)[0]
        dates, told, updated = find_dates(shown)
        moment = (parse_stamp(stamp) if stamp else None) or told
        # A sentence that names a day is no date line.
        if moment is None or (stamp is None and len(shown) - sum(date.end - date.start for date in dates) > 60):
            continue
        if updated is None and (stamp or moment.start <= MAX_LABEL) and is_update(_said_before(tree, element)):
            updated = moment
        if (title is not None and i < tree.at[title] and _is_header(tree, i, title)) or (
            stamp is None and _CLOCK_WORDS.match(shown)
        ):
            continue
        if not _in_link_or_teaser(tree, element, known):
            candidates.append((i, moment, updated))
    if not candidates:
        return None
    # After the headline first; a date line above it only when it is near.
    lines = [
        DateLine(moment, i, abs(i - at) + (8 if i < at else 0) if title is not None else 0, updated)
        for i, moment, updated in candidates
    ]
    nearest = min(lines, key=lambda line: line.distance)
    if nearest.updated == nearest.moment:
        # Beside the time of the last change, that of publication may have an element of its own.
        beside = (line for line in lines if line.updated != line.moment and abs(line.at - nearest.at) <= MAX_BESIDE)
        if other := min(beside, key=lambda line: line.distance, default=None):
            nearest = replace(other, updated=nearest.updated)
    nearest = replace(
        nearest,
        moment=_to_the_minute(nearest.moment, nearest, lines),
        updated=nearest.updated and _to_the_minute(nearest.updated, nearest, lines),
    )
    return nearest if nearest.distance <= MAX_DISTANCE else None


MAX_BESIDE = 8  # elements between two dates of one article


def _to_the_minute(moment: Moment, line: DateLine, lines: Sequence[DateLine]) -> Moment:
    """A day with the minute that an element beside its line declares; a minute as it is."""
    if moment.precision != "day":
        return moment
    exact = (
        other.moment for other in lines if other.moment.precision == "minute" and abs(other.at - line.at) <= MAX_BESIDE
    )
    return next((told for told in exact if told.at.date() == moment.at.date()), moment)


MAX_LABEL = 3  # characters before a date that has its words in the element before it


def _said_before(tree: Tree, element: Element) -> str:
    """The words right before an element, where they stand outside it."""
    before = element.getprevious()
    if before is not None:
        if before.tail and before.tail.strip():
            return str(before.tail)[-MAX_DATE_LINE:]
        return text_of(before) if tree.size(before)[0] <= MAX_DATE_LINE else ""
    above = element.getparent()
    return (above.text or "") if above is not None else ""


_CLOCK_CLASS = re.compile(
    r"clock|current-?(?:date|time)|today|ngay-?(?:hien-?tai|gio)|(?:^|[\s_-])now(?:[\s_-]|$)|top-?bar|banner", re.I
)
_CLOCK_WORDS = re.compile(r"\W*(?:bây\s+giờ|hôm\s+nay|hiện\s+tại)\b", re.I)
HEADER_LINKS = 40  # letters of links that make what stands above the headline a header with a clock


def _is_header(tree: Tree, i: int, title: Element) -> bool:
    """Whether a date above the headline stands in the page's header, which tells the reader what day it is."""
    kin = set(tree.above(tree.at[title]))
    branch = i
    for node in (i, *tree.above(i)):
        if node in kin:
            break
        branch = node
        if marked(_CLOCK_CLASS, marks(tree.order[node])):
            return True
    return tree.tags[branch] in ("header", "nav") or tree.links[branch] > HEADER_LINKS


_TEASER_CLASS = re.compile(
    r"related|lienquan|lien-quan|sidebar|footer|comment|other|item-news|(?:^|[\s_-])list-|copyright|widget|relate|most|header-?top",
    re.I,
)


def _in_link_or_teaser(tree: Tree, element: Element, known: set[Element]) -> bool:
    """Whether an element belongs to another article; what also holds the headline or the text (`known`) does not."""
    for i, node in enumerate((element, *element.iterancestors())):
        if node in known:
            return False
        if i < 4 and any(letters >= HEADLINE[0] for letters in (tree.chars[tree.at[a]] for a in node.iter("a"))):
            return True
        if node.tag in ("a", "footer", "aside", "li") and i < 4:
            return True
        if i < 5 and marked(_TEASER_CLASS, marks(node)):
            return True
    return False
