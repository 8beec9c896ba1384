"""What a page says of itself: linked data, meta tags, headings and date lines, read into title, author, section, times."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from theodoi.clean.bylines import is_person
from theodoi.clean.characters import fold, repair, squeeze
from theodoi.clean.dates import CLOCK_TOLERANCE, Moment, date_in_url, find_date, parse_stamp

Json = dict[str, object]
_ARTICLE_TYPES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "Article",
    "BlogPosting",
    "WebPage",
)
_PUBLISHED_METAS = (
    "article:published_time",
    "pubdate",
    "datepublished",
    "article:published",
    "dc.date.issued",
    "publishdate",
    "publish_date",
    "dcterms.created",
    "date",
)
_MODIFIED_METAS = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "article_updatetime")


@dataclass(slots=True)
class Page:
    """A parsed page with its declarations: meta tags by lower-case name, and linked-data nodes in order."""

    root: HtmlElement
    url: str | None = None
    metas: dict[str, str] = field(default_factory=dict)
    nodes: list[Json] = field(default_factory=list)

    @classmethod
    def of(cls, root: HtmlElement, url: str | None) -> Page:
        page = cls(root, url)
        for meta in root.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = meta.get("content")
            # Inside the body, itemprops belong to pictures and teasers.
            if name and content and (meta.get("itemprop") is None or meta.getparent().tag == "head"):
                page.metas.setdefault(name.lower(), text_of(content))
        for script in root.iter("script"):
            if "ld+json" in (script.get("type") or ""):
                page.nodes.extend(_linked_data(script.text or ""))
        return page

    def node(self, *types: str) -> Json | None:
        """The first linked-data node of one of the types, in the order of the types."""
        for wanted in types:
            for node in self.nodes:
                kinds = node.get("@type")
                if wanted in (kinds if isinstance(kinds, list) else [kinds]):
                    return node
        return None

    @property
    def article(self) -> Json:
        return self.node(*_ARTICLE_TYPES) or {}

    def meta(self, *names: str) -> str | None:
        return next((self.metas[name] for name in names if self.metas.get(name)), None)

    @property
    def site_names(self) -> frozenset[str]:
        """Folded names by which the site calls itself."""
        host = urlsplit(self.url or "").hostname or ""
        labels = host.removeprefix("www.").split(".")
        names = [self.meta("og:site_name"), host, labels[0]]
        names += [_string(node.get("name")) for node in self.nodes if "Organization" in str(node.get("@type"))]
        publisher = self.article.get("publisher")
        if isinstance(publisher, dict):
            names.append(_string(publisher.get("name")))
        return frozenset(fold(n) for n in names if n) - {""}


def text_of(value: str) -> str:
    """A declared string as a person reads it: unescaped as often as it was escaped, repaired, on one line."""
    for _ in range(2):
        if "&" not in value:
            break
        value = html.unescape(value)
    return squeeze(repair(value)[0])


def element_text(element: HtmlElement) -> str:
    return squeeze(repair(str(element.text_content()))[0])


def _linked_data(block: str) -> Iterator[Json]:
    """Nodes of a JSON-LD block: of lists and graphs too, and of blocks that were escaped once or twice too often."""
    block = block.strip().removeprefix("<!--").removesuffix("-->").strip().removeprefix("<![CDATA[").removesuffix("]]>")
    for _ in range(3):
        for attempt in (block, re.sub(r",\s*([}\]])", r"\1", block)):
            try:
                yield from _nodes(json.loads(attempt, strict=False), 0)
                return
            except (ValueError, RecursionError):
                continue
        unescaped = html.unescape(block)
        if unescaped == block:
            return
        block = unescaped


def _nodes(value: object, depth: int) -> Iterator[Json]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("@graph"), list):
            yield from _nodes(value["@graph"], depth + 1)
        yield value


def _string(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return text_of(value) or None if isinstance(value, str) else None


# Title ---------------------------------------------------------------------------------------------------------------
_SUFFIX = re.compile(r"\s+(?:[-–—|»·•:]|::)+\s+")


def title_of(page: Page) -> tuple[str | None, HtmlElement | None]:
    """The headline, and the element that shows it.

    It is the h1 that the declarations speak of; they and h1 often differ by an editor's afterthought. Without an h1 it is
    the element that holds the page title without the site's name.
    """
    declared = [
        t for t in (page.meta("og:title", "twitter:title", "title"), _string(page.article.get("headline"))) if t
    ]
    head = page.root.find(".//head/title")
    page_title = element_text(head) if head is not None else ""
    claims = [fold(t) for t in declared] + ([fold(page_title)] if page_title else [])
    headings = [(h, element_text(h)) for h in page.root.iter("h1")]
    headings = [(h, t) for h, t in headings if len(t) > 5 and fold(t) not in page.site_names]
    best = max(
        headings, key=lambda pair: max((_likeness(fold(pair[1]), claim) for claim in claims), default=0.0), default=None
    )
    if best and (not claims or max(_likeness(fold(best[1]), claim) for claim in claims) >= 0.35):
        return best[1], best[0]
    wanted = {fold(t): t for t in [*declared, *_without_site(page_title)]}
    wanted.pop("", None)
    for element in page.root.iter("h1", "h2", "h3", "div", "p", "span", "td", "strong", "b"):
        if (
            len(element) < 4
            and fold(own := element_text(element)[:400]) in wanted
            and element.xpath("not(ancestor::a)")
        ):
            return own, element
    if declared:
        return next(iter(_without_site(declared[0], page.site_names)), declared[0]), None
    if best:
        return best[1], best[0]
    return next(iter(_without_site(page_title, page.site_names)), page_title) or None, None


def _without_site(title: str, sites: frozenset[str] | None = None) -> list[str]:
    """Shorter and shorter heads of a title, cut at its separators; with `sites`, only the cut that drops a site's name."""
    cuts = [match.span() for match in _SUFFIX.finditer(title)]
    heads = [title[:start] for start, _ in reversed(cuts)]
    if sites is None:
        return [*heads, title]
    return [
        title[:start]
        for start, end in cuts
        if fold(title[end:]) in sites or re.match(r"(?:báo|cổng|trang|tạp chí|đài)\b", title[end:], re.I)
    ]


def _likeness(a: str, b: str) -> float:
    """How much two folded strings share, 0 to 1 (of their three-letter pieces)."""
    if a == b or (len(a) > 12 and b.startswith(a)):
        return 1.0
    x, y = {a[i : i + 3] for i in range(len(a) - 2)}, {b[i : i + 3] for i in range(len(b) - 2)}
    return len(x & y) / max(1, len(x | y))


# Author, section -----------------------------------------------------------------------------------------------------
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|tac-?gia|byline|writer|nguoi-?viet|but-?danh|reporter)(?:[\s_-]|name|info|$)", re.I
)
_AUTHOR_LABEL = re.compile(r"^(?:tác\s+giả|người\s+viết|thực\s+hiện|bài|by|pv|phóng\s+viên)\s*:\s*", re.I)


def declared_author(page: Page) -> str | None:
    """The person that linked data or a meta tag names as author; the site itself is none."""
    claimed = page.article.get("author") or page.article.get("creator")
    people = []
    for item in claimed if isinstance(claimed, list) else [claimed]:
        name = _string(item.get("name")) if isinstance(item, dict) else _string(item)
        if (
            name
            and is_person(name, page.site_names)
            and not (isinstance(item, dict) and "Organization" in str(item.get("@type")))
        ):
            people.append(name)
    if people:
        return ", ".join(dict.fromkeys(people))
    name = page.meta("author", "article:author", "dc.creator")
    return name if name and is_person(name, page.site_names) else None


def shown_author(page: Page, after: HtmlElement | None) -> str | None:
    """The person in the first element after the headline that is marked as the author's."""
    started = after is None
    for element in page.root.iter():
        started = started or element is after
        if not started or not isinstance(element.tag, str) or element.tag in ("script", "style", "meta", "input"):
            continue
        mark = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        if len(mark) > 2 and _AUTHOR_CLASS.search(mark):
            for piece in [str(element.text_content()), *map(str, element.itertext())]:
                name = _AUTHOR_LABEL.sub("", squeeze(repair(piece[:200])[0]))
                name = re.split(r"\s+[|•·–-]\s+|,", name)[0]
                if is_person(name, page.site_names):
                    return name
    return None


_CRUMBS_CLASS = re.compile(r"breadcrumb|bread-crumb|duong-?dan|\bcrumbs?\b", re.I)
_KICKER_CLASS = re.compile(r"(?:^|[\s_-])(?:kicker|category|cate|chuyen-?muc|section-name)(?:[\s_-]|name|$)", re.I)
_HOME = frozenset(fold(name) for name in ("Trang chủ", "Trang nhất", "Home", "Trang chính"))


def section_of(page: Page, title: str | None) -> str | None:
    """The leaf of the breadcrumb, or the section that the page declares."""
    for trail in (_declared_trail(page), _shown_trail(page)):
        leaf = [
            name
            for name in trail
            if fold(name) not in _HOME and fold(name) not in page.site_names and fold(name) != fold(title or "")
        ]
        if leaf and len(leaf[-1]) <= 60:
            return leaf[-1]
    declared = page.meta("article:section") or _string(page.article.get("articleSection"))
    if declared:
        return declared.split(",")[-1].strip() or None
    for element in page.root.iter("p", "div", "span", "a"):
        if _KICKER_CLASS.search(element.get("class") or "") and 2 < len(shown := element_text(element)) <= 40:
            return shown
    return _folder_name(page)


def _folder_name(page: Page) -> str | None:
    """What the page's links call the folder that its address lies in."""
    folders = urlsplit(page.url or "").path.strip("/").split("/")[:-1]
    for depth in range(len(folders), 0, -1):
        wanted = "/" + "/".join(folders[:depth])
        for link in page.root.iter("a"):
            path = link.get("href") or ""
            if (
                path.partition("?")[0].rstrip("/").endswith(wanted)
                and 2 < len(name := element_text(link)) <= 40
                and fold(name) not in _HOME
            ):
                return name
    return None


def _declared_trail(page: Page) -> list[str]:
    trail = (page.node("BreadcrumbList") or {}).get("itemListElement")
    names = []
    for item in trail if isinstance(trail, list) else []:
        item = item[0] if isinstance(item, list) and item else item
        if isinstance(item, dict):
            inner = item.get("item")
            name = _string(item.get("name")) or (_string(inner.get("name")) if isinstance(inner, dict) else None)
            names += [name] if name else []
    return names


def _shown_trail(page: Page) -> list[str]:
    for element in page.root.iter("div", "ul", "ol", "nav", "p", "section"):
        if _CRUMBS_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            names = [element_text(a) for a in element.iter("a")]
            if names := [name for name in names if name]:
                return names
    return []


# Times ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Times:
    """When a page was published and modified; None where it does not say."""

    published: Moment | None = None
    published_from: str | None = None
    modified_at: datetime | None = None


def times_of(page: Page, title: HtmlElement | None, text: Sequence[HtmlElement], latest: datetime | None) -> Times:
    """Publication time from linked data, meta tags, the date line near the headline or the address, the first that is possible.

    `text` are the elements of the text's paragraphs. A declared day is made exact by the minute that the page shows for it. Nothing later than `latest` (and a day) is believed.
    """

    def possible(moment: Moment | None) -> bool:
        return (
            moment is not None and moment.at.year >= 1995 and (latest is None or moment.at <= latest + CLOCK_TOLERANCE)
        )

    def first(values: list[str | None]) -> Moment | None:
        return next((m for m in map(parse_stamp, filter(None, values)) if possible(m)), None)

    shown = _shown_moment(page, title, text)
    shown = shown if possible(shown) else None
    found: tuple[Moment | None, str | None] = (None, None)
    sources = (
        ("json-ld", first([_string(page.article.get("datePublished"))])),
        ("meta", first([page.meta(name) for name in _PUBLISHED_METAS])),
        ("page", shown),
        ("url", date_in_url(urlsplit(page.url or "").path)),
    )
    for origin, moment in sources:
        if possible(moment):
            found = (moment, origin)
            break
    moment, origin = found
    if moment and shown and origin in ("json-ld", "meta") and shown.precision == "minute":
        same_day = moment.precision == "day" and moment.at.date() == shown.at.date()
        # A local time that was declared as UTC.
        mislabelled = abs(moment.at - shown.at - timedelta(hours=7)) < timedelta(minutes=1)
        if same_day or mislabelled:
            moment, origin = shown, "page"
    modified = first([_string(page.article.get("dateModified")), *(page.meta(name) for name in _MODIFIED_METAS)])
    return Times(moment, origin, modified.at if modified else None)


def _shown_moment(page: Page, title: HtmlElement | None, text: Sequence[HtmlElement]) -> Moment | None:
    """The date that stands near the headline and above the text, outside links and teasers."""
    # Lead and date line may stand in either order, so the search ends with the second paragraph.
    paragraphs, last = set(text), text[min(1, len(text) - 1)] if text else None
    known = {node for anchor in (title, last) if anchor is not None for node in anchor.iterancestors()}
    candidates: list[tuple[int, Moment]] = []
    position, title_at = 0, None
    for element in page.root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "head", "title", "meta"):
            continue
        position += 1
        if element is title:
            title_at = position
        if element in paragraphs:
            if element is last:
                break
            continue
        own = element.get("datetime") if element.tag == "time" else None
        shown = squeeze(" ".join(str(t) for t in element.xpath("text()")))[:160]
        if own is None and not (6 < len(shown) <= 120):
            continue
        if not any(c.isdigit() for c in own or shown):
            continue
        moment = (parse_stamp(own) if own else None) or find_date(shown)
        whole = shown if moment and own is None else ""
        if moment and len(whole) - (moment.end - moment.start) <= 60 and not _in_link_or_teaser(element, known):
            candidates.append((position, moment))
    if not candidates:
        return None
    if title_at is None:
        return candidates[0][1]
    # After the headline first; a date line above it only when it is near.
    exact = [(abs(at - title_at) + (8 if at < title_at else 0), moment) for at, moment in candidates]
    distance, moment = min(exact, key=lambda pair: pair[0])
    return moment if distance <= 120 else None


_TEASER_CLASS = re.compile(
    r"related|lienquan|lien-quan|sidebar|footer|comment|other|item-news|list-|copyright|widget|relate|most|header-?top",
    re.I,
)


def _in_link_or_teaser(element: HtmlElement, known: set[HtmlElement]) -> bool:
    """Whether an element belongs to another article; what also holds the headline or the text (`known`) does not."""
    for i, node in enumerate((element, *element.iterancestors())):
        if node in known:
            return False
        if node.tag in ("a", "footer", "aside", "li") and i < 4:
            return True
        if i < 5 and _TEASER_CLASS.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


# Address -------------------------------------------------------------------------------------------------------------
def address_of(page: Page) -> str | None:
    """The canonical URL: the page's own word when it names this host and not its root, else the given URL."""
    canonical = next(
        (link.get("href") for link in page.root.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    for claim in (canonical, page.meta("og:url")):
        if not claim:
            continue
        try:
            absolute = urljoin(page.url or "", claim.strip())
            parts, given = urlsplit(absolute), urlsplit(page.url or absolute)
        except ValueError:
            continue
        if (
            parts.scheme in ("http", "https")
            and parts.netloc
            and parts.netloc == given.netloc
            and parts.path.strip("/")
        ):
            return absolute
    return page.url


def claims_root(page: Page) -> bool:
    """Whether the page at an article's address says that it is the home page."""
    canonical = next(
        (link.get("href") for link in page.root.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    if not canonical or not page.url:
        return False
    try:
        parts, given = urlsplit(urljoin(page.url, canonical)), urlsplit(page.url)
    except ValueError:
        return False
    return parts.hostname == given.hostname and not parts.path.strip("/") and bool(given.path.strip("/"))
