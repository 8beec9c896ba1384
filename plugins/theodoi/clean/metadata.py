"""What a page declares of itself: linked data, meta tags, and its canonical address."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from theodoi.clean.characters import fold, repair, squeeze
from theodoi.clean.dates import Moment, parse_stamp
from theodoi.clean.tree import Tree, text_of
from theodoi.doors import address

Json = dict[str, object]
MIN_CLAIM = 8  # letters of a heading that can be told from a site's name
FOREIGN = 0.15  # a headline that is less like all that the page calls itself is another article's
ALIKE = 0.6  # one that is more like it is the page's, whatever address stands beside it
_ARTICLE_TYPES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "Article",
    "BlogPosting",
    "WebPage",
)


@dataclass(eq=False)
class Page:
    """A parsed page with its declarations: meta tags by lower-case name, and linked-data nodes in order."""

    tree: Tree
    url: str | None = None
    _metas: dict[str, str] = field(default_factory=dict)
    nodes: list[Json] = field(default_factory=list)

    @classmethod
    def of(cls, tree: Tree, url: str | None) -> Page:
        page = cls(tree, url)
        for meta in tree.root.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = meta.get("content")
            # Inside the body, itemprops belong to pictures and teasers.
            if name and content and (meta.get("itemprop") is None or meta.getparent().tag == "head"):
                page._metas.setdefault(name.lower().strip(), content)
        for script in tree.root.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                page.nodes.extend(_linked_data(script.text or ""))
        return page

    def node(self, *types: str) -> Json | None:
        """The first linked-data node of one of the types, in the order of the types."""
        return next((node for wanted in types for node in self.nodes if wanted in _types(node)), None)

    @cached_property
    def article(self) -> Json:
        """The linked-data node of this article: the one with its address or its headline. Another article's is none."""
        found = [node for wanted in _ARTICLE_TYPES for node in self.nodes if wanted in _types(node)]
        if not found:
            return {}
        claims = self._claims
        sure = [self._own(node, claims) for node in found]
        # A page says less of an article than the article's own node.
        best = max(range(len(found)), key=lambda i: (sure[i] >= 0, "WebPage" not in _types(found[i]), sure[i], -i))
        return found[best] if sure[best] >= 0 else {}

    @cached_property
    def _claims(self) -> list[str]:
        """Folded names under which the page shows itself: its headings, titles and meta tags."""
        head = self.tree.root.find(".//head/title")
        shown = [text_of(h) for h in self.tree.root.iter("h1")]
        shown += [self.meta("og:title") or "", self.meta("twitter:title", "title") or ""]
        shown.append(text_of(head) if head is not None else "")
        return [folded for said in shown if len(folded := fold(said)) > MIN_CLAIM]

    def _own(self, node: Json, claims: list[str]) -> float:
        """How surely a node speaks of this page: above 0 where it does, 0 where it does not say, below for another's."""
        headline = fold(string_of(node.get("headline")) or string_of(node.get("name")) or "")
        same = max((likeness(headline, claim) for claim in claims), default=0.0) if headline else 0.0
        addresses = [a for key in ("url", "mainEntityOfPage", "@id") if (a := _address_in(node.get(key)))]
        if any(is_own_address(self, a) for a in addresses):
            return 1.0 + same
        if not headline or not claims or "WebPage" in _types(node):
            return 0.0
        if same < FOREIGN or (same < ALIKE and any(self._is_another(a) for a in addresses)):
            return -1.0
        return same

    def _is_another(self, address: str) -> bool:
        """Whether an address leads to another page of this site."""
        if not self.url:
            return False
        try:
            target, given = urlsplit(urljoin(self.url, address)), urlsplit(self.url)
        except ValueError:
            return False
        return target.hostname == given.hostname and bool(target.path.strip("/"))

    def meta(self, *names: str) -> str | None:
        """The first of the meta tags that says something, as a person reads it."""
        return next((said for name in names if name in self._metas and (said := readable(self._metas[name]))), None)

    @cached_property
    def canonical(self) -> str | None:
        """The address that the page calls its own, as written."""
        links = (
            link.get("href") for link in self.tree.root.iter("link") if (link.get("rel") or "").lower() == "canonical"
        )
        return next(links, None)

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Folded names by which the site calls itself."""
        host = urlsplit(self.url or "").hostname or ""
        labels = host.removeprefix("www.").split(".")
        names = [self.meta("og:site_name"), host, labels[0]]
        names += [string_of(node.get("name")) for node in self.nodes if "Organization" in str(node.get("@type"))]
        publisher = self.article.get("publisher")
        if isinstance(publisher, dict):
            names.append(string_of(publisher.get("name")))
        return frozenset(fold(n) for n in names if n) - {""}


def _types(node: Json) -> list[object]:
    kinds = node.get("@type")
    return kinds if isinstance(kinds, list) else [kinds]


def _address_in(value: object) -> str | None:
    """The address that a node names: a string, or a node with one."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and ("/" in value) else None


def likeness(a: str, b: str) -> float:
    """How much two folded strings share, 0 to 1 (of their three-letter pieces)."""
    if a == b or (len(a) > 12 and b.startswith(a)):
        return 1.0
    x, y = {a[i : i + 3] for i in range(len(a) - 2)}, {b[i : i + 3] for i in range(len(b) - 2)}
    return len(x & y) / max(1, len(x | y))


PUBLISHED_METAS = (
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


def declared_times(page: Page) -> Iterator[tuple[str, Moment]]:
    """(json-ld or meta, moment) of each time of publication that the page declares."""
    for origin, value in (
        ("json-ld", string_of(page.article.get("datePublished"))),
        *(("meta", page.meta(name)) for name in PUBLISHED_METAS),
    ):
        if value and (moment := parse_stamp(value)):
            yield origin, moment


def declared_time(page: Page) -> datetime | None:
    """The first time of publication that the page declares."""
    return next((moment.at for _, moment in declared_times(page)), None)


def readable(value: str) -> str:
    """A declared string as a person reads it: unescaped as often as it was escaped, repaired, on one line."""
    for _ in range(2):
        if "&" not in value:
            break
        value = html.unescape(value)
    return squeeze(repair(value)[0])


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


def string_of(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return readable(value) or None if isinstance(value, str) else None


def address_of(page: Page) -> str | None:
    """The canonical URL: the page's own word when it names this host and not its root, else the given URL."""
    for claim in (page.canonical, page.meta("og:url")):
        if not claim:
            continue
        try:
            absolute = urljoin(page.url or "", claim.strip())
            address(absolute)
            parts, given = urlsplit(absolute), urlsplit(page.url or absolute)
        except ValueError:  # Refused is one
            continue
        if (
            parts.scheme in ("http", "https")
            and parts.netloc
            and parts.netloc == given.netloc
            and parts.path.strip("/")
        ):
            return absolute
    return page.url


def is_own_address(page: Page, href: str | None) -> bool:
    """Whether a link leads to the page itself, as those in headlines of old layouts do."""
    if not href or not page.url:
        return False
    try:
        target = urlsplit(urljoin(page.url, href.strip()))
        return any(
            own and (target.path.rstrip("/"), target.query) == (urlsplit(own).path.rstrip("/"), urlsplit(own).query)
            for own in (page.url, page.canonical and urljoin(page.url, page.canonical))
        )
    except ValueError:
        return False


def claims_root(page: Page) -> bool:
    """Whether the page at an article's address says that it is the home page."""
    if not page.canonical or not page.url:
        return False
    try:
        parts, given = urlsplit(urljoin(page.url, page.canonical)), urlsplit(page.url)
    except ValueError:
        return False
    return parts.hostname == given.hostname and not parts.path.strip("/") and bool(given.path.strip("/"))
