"""A page's tree, parsed once and measured once: how much text and how many links lie below each element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from theodoi.clean.characters import compose, repair, squeeze

Element: TypeAlias = etree._Element

MAX_TAGS = 60_000
MAX_TAG = 20_000  # letters of a tag
MAX_ATTRIBUTES = 5_000  # words of one tag
HEADLINE = (35, 250)  # letters of a link that may be the headline of an article
# libxml2 stops at 256 levels and loses what lies below; a page that deep is read by its text alone.
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "zone",
    ]
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# What a browser does not show as text.
_SILENT = frozenset(
    ["script", "style", "noscript", "template", "svg", "head", "iframe", "textarea", "select", "option"]
)


def parse(source: str) -> Element | None:
    """The tree of a page; None when it holds no element or is nested or cut up as no article is."""
    if source.count("<") > 2 * MAX_TAGS or _is_crammed(source):
        return None
    try:
        # Bytes, since lxml refuses text that declares an encoding.
        root = etree.fromstring(source.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    last = _PARSER.error_log.last_error
    return None if last is not None and last.type_name == "ERR_RESOURCE_LIMIT" else root


_LONG_TAG = re.compile(rf"<[a-zA-Z][^>]{{{MAX_TAG},}}")


def _is_crammed(source: str) -> bool:
    """Whether a tag has so many attributes that the parser, which compares each with each, would take seconds."""
    # A tag of twice the length covers one of these places, from which no tag ends for long.
    gaps = (source.find(">", at, at + MAX_TAG) < 0 for at in range(0, len(source) - MAX_TAG, MAX_TAG))
    return any(gaps) and any(len(match[0].split()) > MAX_ATTRIBUTES for match in _LONG_TAG.finditer(source))


@dataclass(slots=True, eq=False)
class Tree:
    """The elements of a page in document order, and measures in the same order.

    `chars` are letters below an element, `links` those of them inside links; `own` and `own_links` count what belongs
    to the element's own paragraph, without what blocks inside it hold. `parent` is a position, -1 for the root.
    """

    root: Element
    order: list[Element]
    at: dict[Element, int]
    tags: list[str]
    parent: list[int]
    chars: list[int]
    links: list[int]
    own: list[int]
    own_links: list[int]

    @classmethod
    def of(cls, root: Element) -> Tree:
        order = list(root.iter(etree.Element))
        at = {element: i for i, element in enumerate(order)}
        tags = [element.tag for element in order]
        size = len(order)
        parent = [-1] * size
        chars, links, own, own_links = [0] * size, [0] * size, [0] * size, [0] * size
        for i in range(size - 1, -1, -1):
            element, tag = order[i], tags[i]
            above = element.getparent()
            up = parent[i] = at[above] if above is not None else -1
            if tag in _SILENT:
                chars[i] = links[i] = own[i] = own_links[i] = 0
            else:
                if text := element.text:
                    text_size = len(text.strip())
                    chars[i] += text_size
                    own[i] += text_size
                if tag == "a":
                    links[i], own_links[i] = chars[i], own[i]
            if up < 0:
                continue
            chars[up] += chars[i]
            links[up] += links[i]
            if tag not in BLOCKS:
                own[up] += own[i]
                own_links[up] += own_links[i]
            if tail := element.tail:
                tail_size = len(tail.strip())
                chars[up] += tail_size
                own[up] += tail_size
        return cls(root, order, at, tags, parent, chars, links, own, own_links)

    def size(self, element: Element) -> tuple[int, int]:
        """(letters, letters inside links) below an element."""
        i = self.at[element]
        return self.chars[i], self.links[i]

    def end(self, i: int) -> int:
        """The position behind the last element below the one at `i`."""
        j = i + 1
        while j < len(self.order) and self.parent[j] >= i:
            j += 1
        return j

    def above(self, i: int) -> list[int]:
        """Positions of an element's ancestors, nearest first."""
        found = []
        while (i := self.parent[i]) >= 0:
            found.append(i)
        return found

    def shown(self) -> str:
        """All text that a browser shows, composed, in one piece."""
        return compose(" ".join(_SHOWN(self.root)))

    def headlines(self) -> int:
        """Links on the page that are as long as headlines."""
        shortest, longest = HEADLINE
        return sum(shortest <= self.chars[i] <= longest for i, tag in enumerate(self.tags) if tag == "a")


_SHOWN = etree.XPath(
    f"//body//text()[not({' or '.join(f'parent::{tag}' for tag in sorted(_SILENT))})]", smart_strings=False
)


def text_of(element: Element) -> str:
    """All text below an element on one line, repaired."""
    return squeeze(repair(shown_text(element))[0])


def shown_text(element: Element) -> str:
    """All text below an element, with a space where a browser begins a new line, without marks of footnotes."""
    if not len(element):
        return element.text or ""
    pieces: list[str] = []
    _gather(element, pieces)
    return "".join(pieces)


def _gather(element: Element, pieces: list[str]) -> None:
    if element.text:
        pieces.append(element.text)
    for child in element:
        tag = child.tag
        parts = tag == "br" or tag in BLOCKS
        if parts:
            pieces.append(" ")
        if tag != "sup" or not is_note(child):
            _gather(child, pieces)
        if parts:
            pieces.append(" ")
        if child.tail:
            pieces.append(child.tail)


_NOTE = re.compile(r"\s*(?:\[\s*(?:\d{1,3}|[a-z*])\s*\]|\(\s*(?:\d{1,2}|\*{1,3})\s*\)|\d{1,2}|\*{1,3}|[†‡])\s*")
# What a raised figure belongs to: a unit of area or volume, a power of ten, a formula.
_RAISED = re.compile(r"(?:(?<![^\W\d_])(?:[kcdhm]?m|inch|ft)|(?<![\d.,])10|(?:CO|NO|SO|PM|[=+×*^][ \d]*[a-z]))\s*$")


def is_note(sup: Element) -> bool:
    """Whether a raised figure or sign is the mark of a footnote, not an exponent (`m<sup>2</sup>`)."""
    if not _NOTE.fullmatch("".join(sup.itertext())):
        return False
    before = sup.getprevious()
    if before is not None:
        said = before.tail or "".join(before.itertext())
    else:
        above = sup.getparent()
        said = (above.text if above is not None else "") or ""
    return not _RAISED.search(said[-20:])


def own_texts(element: Element) -> Iterator[str]:
    """The pieces of an element's own paragraph: its text without what blocks inside it hold."""
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in BLOCKS and child.tag not in _SILENT:
            yield from own_texts(child)
        if child.tail:
            yield child.tail


def marks(element: Element) -> str:
    """Class and id of an element, as one string."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def is_hidden(element: Element) -> bool:
    """Whether an element says itself that it is not shown."""
    style = element.get("style")
    return bool(style and _HIDDEN.search(style)) or element.get("hidden") is not None


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=50_000)
def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(_HUMP.sub("-", text)))  # FooterPane reads as Footer-Pane


def marked(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern finds something in an element's marks; pages of a site repeat theirs, so answers are kept."""
    return len(text) > 1 and _matches(pattern, text[:200])
