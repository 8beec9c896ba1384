"""The paragraphs of a part of a page in order, without what is marked or built as something else than text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from theodoi.clean.characters import repair, squeeze
from theodoi.clean.locate import CARD_LINKS, MAX_CARD, NEVER, is_unwanted
from theodoi.clean.repeats import read_once
from theodoi.clean.tree import BLOCKS, HEADINGS, Element, Tree, is_hidden, is_note, marked, marks, shown_text, text_of

_BOXES = frozenset(
    ["div", "aside", "section", "ul", "ol", "table", "dl", "blockquote", "zone", "article", "li", "details"]
)
_CAPTION = re.compile(r"caption|chu-?thich|(?:img|image|photo|pic)-?_?(?:desc|note|des|cap)", re.I)
_PICTURE = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|picture|pic|anh|hinh|thumb(?:nail)?|figure)(?:[\s_-]|s?\b|$)", re.I
)
_PICTURES = frozenset(["img", "picture", "amp-img"])
# A number that the source breaks behind its hyphen or slash; a browser would show a space there.
_CUT_CODE = re.compile(r"(?<=[A-ZĐ\d])([-/])[ \t\r]*\n\s*(?=[A-ZĐ\d])")
LINK_BOX = 0.6  # a box with a larger share of its letters in links holds links, not text
SMALL_BOX = 200
MAX_CAPTION = 420
MAX_COLUMNS = 60  # beyond these, cells that span others are read as if they spanned none
MAX_UNWANTED = 300  # letters of a box that its marks alone take out, whatever it holds


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as the page holds it, with the element that ends it."""

    text: str
    raw: str
    element: Element
    links: float = 0.0  # share of letters inside links
    heading: bool = False
    pictured: bool = False  # right below a picture
    slanted: float = 0.0  # share of letters in italics
    apart: bool = False  # behind an empty line
    repairs: Mapping[str, int] = field(default_factory=dict)  # of its characters, by kind


@dataclass(slots=True)
class Reader:
    """Reads elements of a page. `captions` gathers what stands under pictures; `without` are elements passed over."""

    tree: Tree
    without: Collection[Element] = ()
    captioned: Collection[Element] = ()
    captions: list[str] = field(default_factory=list)
    _most: float = 0.0
    _blocks: list[Block] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _linked: int = 0
    _in_link: int = 0
    _italic: int = 0
    _in_italics: int = 0
    _after_picture: bool = False
    _apart: bool = False

    def read(self, element: Element) -> list[Block]:
        """The element's blocks."""
        self._most = 0.5 * self.tree.size(element)[0]
        self._blocks = []
        self._walk(element, element)
        self._flush(element)
        return self._blocks

    def _walk(self, element: Element, block: Element) -> None:
        tag = element.tag
        is_block = tag in BLOCKS
        if is_block:
            self._flush(block)
            block = element
            if tag == "table" and (rows := data_rows(element)) is not None:
                for row, linked in rows:
                    self._pieces.append(row)
                    self._linked = linked
                    self._flush(element)
                return
        elif tag == "br":
            self._apart |= not self._flush(block)
            return
        link, italics = tag == "a", tag in ("i", "em")
        self._in_link += link
        self._in_italics += italics
        if element.text:
            self._add(element.text)
        for child in element:
            if not self._unwanted(child):
                self._walk(child, block)
            if child.tail:
                self._add(child.tail)
        self._in_link -= link
        self._in_italics -= italics
        if is_block:
            self._flush(block)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if self._in_link:
            self._linked += len(text.strip())
        if self._in_italics:
            self._italic += len(text.strip())

    def _flush(self, element: Element) -> bool:
        """End the paragraph in hand; whether there was one."""
        if not self._pieces:
            return False
        joined = "".join(self._pieces)
        if "\n" in joined:
            joined = _CUT_CODE.sub(r"\1", joined)
        raw = read_once(squeeze(joined))
        linked, self._linked = self._linked, 0
        italic, self._italic = self._italic, 0
        self._pieces.clear()
        if not raw:
            return False
        text, counts = repair(raw)
        if counts:
            text = squeeze(text)
        pictured, self._after_picture = self._after_picture, False
        apart, self._apart = self._apart, False
        if text:
            size = len(raw)
            self._blocks.append(
                Block(
                    text=text,
                    raw=raw if counts else text,
                    element=element,
                    links=linked / size,
                    heading=element.tag in HEADINGS,
                    pictured=pictured,
                    slanted=italic / size,
                    apart=apart,
                    repairs=counts,
                )
            )
        return True

    def _unwanted(self, element: Element) -> bool:
        tag = element.tag
        if not isinstance(tag, str):
            return True
        if tag == "br":
            return False
        if tag == "sup" and is_note(element):
            return True
        chars, links = self.tree.size(element)
        if chars == 0 or element in self.without:
            if tag in BLOCKS:
                self._flush(element)  # an empty paragraph parts those beside it
                self._apart = True
            if tag in _PICTURES or element.find(".//img") is not None:
                self._flush(element)
                self._after_picture = True
            return True
        if tag == "figcaption" or element in self.captioned:
            self.captions.append(text_of(element))
            return True
        if tag in NEVER or is_hidden(element) or (element.get("itemprop") or "").lower() == "comment":
            return True
        if chars > self._most:
            return False
        marking = marks(element)
        if chars <= MAX_CAPTION and marked(_CAPTION, marking):
            self.captions.append(text_of(element))
            return True
        if (links > 0.2 * chars or chars <= MAX_UNWANTED) and is_unwanted(self.tree, self.tree.at[element]):
            return True
        if tag in _BOXES and links > LINK_BOX * chars and chars > 15:
            return True
        if tag in _BOXES and chars <= MAX_CARD and links > CARD_LINKS * chars and self._is_card(element):
            return True
        # A small box of pieces with links among them: a quotation of shares, a vote, a player.
        if (
            tag in ("div", "aside", "section")
            and chars <= SMALL_BOX
            and links > 0.4 * chars
            and self.tree.own[self.tree.at[element]] < 0.5 * chars
        ):
            return True
        if (
            chars <= MAX_CAPTION
            and (tag in ("table", "figure") or marked(_PICTURE, marking))
            and element.find(".//img") is not None
        ):
            self.captions.append(text_of(element))
            return True
        return False

    def _is_card(self, element: Element) -> bool:
        """Whether a box is the teaser of another article: it has a heading that is a link."""
        for heading in element.iter(*HEADINGS):
            chars, links = self.tree.size(heading)
            if chars > 15 and (links > 0.8 * chars or next(heading.iterancestors("a"), None) is not None):
                return True
        return False


def data_rows(table: Element) -> list[tuple[str, int]] | None:
    """Rows of a table of data, cells joined with " | ", with their letters inside links; None for a table that only lays out the page."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if (
        len(rows) < 2
        or max(map(len, rows)) < 2
        or table.find(".//table") is not None
        or table.find(".//img") is not None
    ):
        return None
    cells = [[squeeze(shown_text(cell)) if cell is not None else "" for cell in row] for row in _spread(rows)]
    texts = [text for row in cells for text in row]
    if sum(map(len, texts)) > 220 * len(texts) or max(map(len, texts)) > 1500:
        return None
    linked = [sum(len("".join(a.itertext())) for cell in row for a in cell.iter("a")) for row in rows]
    return [(" | ".join(row), letters) for row, letters in zip(cells, linked, strict=True) if any(row)]


def _spread(rows: Sequence[Sequence[Element]]) -> list[list[Element | None]]:
    """The rows with an empty place wherever a wide or a high cell reaches, so that columns stay below each other."""
    spread: list[list[Element | None]] = []
    below: dict[int, int] = {}  # rows that a cell of a column reaches further down
    for row in rows:
        places: list[Element | None] = []
        cells = iter(row)
        while len(places) < MAX_COLUMNS:
            if below.get(len(places), 0):
                below[len(places)] -= 1
                places.append(None)
            elif (cell := next(cells, None)) is not None:
                wide, high = _span(cell, "colspan", MAX_COLUMNS), _span(cell, "rowspan", len(rows))
                for column in range(len(places), len(places) + wide):
                    below[column] = high - 1
                places += [cell, *[None] * (wide - 1)]
            else:
                break
        places += list(cells)
        spread.append(places)
    return spread


def _span(cell: Element, name: str, most: int) -> int:
    """How many columns or rows a cell reaches over, as its attribute says."""
    told = (cell.get(name) or "").strip()
    return min(int(told), most) if told.isascii() and told.isdigit() and int(told) else 1
