"""The main text of a page: trafilatura finds where it is, then the page's own blocks are read there, so that the lead,
sub-headings, boxes and tables that an extractor loses are kept, and links to other articles are not."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from theodoi.clean import phrases
from theodoi.clean.bylines import read_byline, read_date_line
from theodoi.clean.characters import fold, repair, squeeze

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
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
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "zone",
    ]
)
_NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "iframe",
        "form",
        "nav",
        "footer",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "svg",
        "video",
        "audio",
        "object",
        "embed",
        "template",
        "figcaption",
        "link",
        "meta",
        "head",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOXES = frozenset(
    ["div", "aside", "section", "ul", "ol", "table", "dl", "blockquote", "zone", "article", "li", "details"]
)

_UNWANTED = re.compile(
    r"relate|lien-?quan|tin-?(?:khac|moi|cu)\b|cung-?chuyen-?muc|doc-?them|xem-?them|recommend|comment|binh-?luan|breadcrumb|duong-?dan|share|sharing|social|sticky|toolbar|cong-?cu"
    r"|newsletter|subscri|copyright|advert|banner|popup|modal|tooltip|rating|survey|widget|poll\b|readmore|read-more|player|audio-"
    r"|(?:^|[\s_-])(?:tags?|keywords?|ads?|qc|quangcao|quang-?cao|author(?:-?(?:box|info))?|vote|like|print|pagination|paging|menu|footer|sidebar|hidden|hide|kicker)(?:[\s_-]|$)",
    re.I,
)
_CAPTION = re.compile(r"caption|chu-?thich|(?:img|image|photo|pic)-?_?(?:desc|note|des|cap)", re.I)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|summary|tom-?tat|trich(?:-?(?:dan|yeu))?|desc(?:ription)?|intro|chapeau|chapo|teaser|standfirst|excerpt|mo-?ta|head-?note)(?:[\s_-]|$)|sapo",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RIGHT = re.compile(r"text-align\s*:\s*right", re.I)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
LINK_BOX = 0.6  # a box with a larger share of its letters in links holds links, not text
LINK_LINE = 0.8
MAX_CAPTION = 420
MIN_READ = 200  # letters of article before a heading can end it


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as the page holds it, with the element that ends it."""

    text: str
    raw: str
    element: HtmlElement
    links: float = 0.0  # share of letters inside links
    heading: bool = False


@dataclass(slots=True)
class Body:
    """The main text in paragraphs, and what its first and last lines told."""

    blocks: list[Block] = field(default_factory=list)
    container: HtmlElement | None = None
    author: str | None = None
    credit: str | None = None
    headlines: int = 0  # paragraphs inside the container that are a link to another page
    opens_with_link: bool = False  # the first paragraph is one
    repairs: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    @property
    def raw(self) -> str:
        return "\n".join(block.raw for block in self.blocks)


def read_body(root: HtmlElement, title: str | None, title_element: HtmlElement | None, description: str | None) -> Body:
    """The article's text: lead, then the blocks of its container, without what is not the article's own."""
    sizes = _measure(root)
    container = _locate(root, sizes)
    if container is None:
        return Body()
    reader = _Reader(sizes, container)
    blocks = _from_title(reader.read(container), container, title_element)
    headlines = [_is_headline(block) for block in blocks]
    body = Body(container=container, headlines=sum(headlines), opens_with_link=headlines[:1] == [True])
    blocks = _with_lead(blocks, root, sizes, container, title_element, description)
    blocks = _own(blocks, title, body)
    body.blocks = blocks
    for block in blocks:
        if block.raw != block.text:
            body.repairs.update(repair(block.raw)[1])
    return body


# Where the text is ---------------------------------------------------------------------------------------------------
def _measure(root: HtmlElement) -> dict[HtmlElement, tuple[int, int]]:
    """(letters, letters inside links) below each element, in one pass."""
    sizes: dict[HtmlElement, tuple[int, int]] = {}
    order = [e for e in root.iter() if isinstance(e.tag, str)]
    for element in reversed(order):
        if element.tag in ("script", "style", "noscript", "template", "svg"):
            sizes[element] = (0, 0)
            continue
        chars, links = len((element.text or "").strip()), 0
        for child in element:
            child_chars, child_links = sizes.get(child, (0, 0))
            chars += child_chars + len((child.tail or "").strip())
            links += child_links
        sizes[element] = (chars, chars if element.tag == "a" else links)
    return sizes


_TEXT_HOLDERS = frozenset({"p", "div", "td", "li", "h2", "h3", "blockquote", "section", "article", "pre", "span"})
_WINDOW = 20  # letters by which a paragraph is found again
MIN_PARAGRAPH = 25
MIN_FOUND = 120
MAX_FOLDED = 400_000
MAX_ELEMENTS = 10_000  # beyond these a page is hardly an article's, and trafilatura takes too long
MAX_LETTERS = 500_000


def _locate(root: HtmlElement, sizes: dict[HtmlElement, tuple[int, int]]) -> HtmlElement | None:
    """The deepest element that holds most of what trafilatura takes for the text; without its help, the element whose
    own paragraphs weigh most."""
    windows = _extracted(root) if len(sizes) <= MAX_ELEMENTS and sizes[root][0] <= MAX_LETTERS else set()
    found: dict[HtmlElement, float] = defaultdict(float)
    guessed: dict[HtmlElement, float] = defaultdict(float)
    for element in sizes:
        if element.tag not in _TEXT_HOLDERS:
            continue
        own = squeeze(
            " ".join(
                map(str, element.xpath("text() | *[not(self::div or self::p or self::table or self::ul)]//text()"))
            )
        )
        if len(own) < MIN_PARAGRAPH:
            continue
        head = fold(repair(own[: 2 * _WINDOW])[0])[:_WINDOW]
        if head in windows:
            for node in (element, *element.iterancestors()):
                found[node] += len(own)
        chars, links = sizes[element]
        if links <= 0.4 * chars and element.tag != "span" and not _unwanted_above(element):
            # An article's paragraphs are children of one element, or grandchildren.
            for share, node in zip((1.0, 0.5, 0.25), element.iterancestors(), strict=False):
                guessed[node] += share * len(own)
    if found and max(found.values()) >= MIN_FOUND:
        total = max(found.values())
        best = max((e for e in found if found[e] >= 0.6 * total), key=_depth)
        # A short text may be one paragraph: the element around it holds the others.
        while best.tag in ("p", "span", "li", "h2", "h3") and best.getparent() is not None:
            best = best.getparent()
        return best
    best = max(guessed, key=lambda e: guessed[e], default=None)
    return best if best is not None and guessed[best] >= MIN_FOUND else None


def _extracted(root: HtmlElement) -> set[str]:
    """All runs of a few letters, folded, of the text that trafilatura extracts."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.ERROR)  # it warns of every page without an article
    try:
        found = bare_extraction(deepcopy(root), fast=True, include_comments=False, with_metadata=False)
    except Exception:  # it meets pages it cannot handle, with errors of many kinds
        return set()
    text = fold(repair(getattr(found, "text", None) or "")[0])[:MAX_FOLDED]
    return {text[i : i + _WINDOW] for i in range(len(text) - _WINDOW + 1)}


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def _unwanted_above(element: HtmlElement, known: frozenset[HtmlElement] = frozenset()) -> bool:
    """Whether the element or one above it is marked as something else; those in `known` hold the article for certain."""
    for node in (element, *element.iterancestors()):
        if node in known or node.tag in ("body", "html"):
            return False
        if node.tag in _NEVER or node.tag == "a" or _UNWANTED.search(_marks(node)):
            return True
    return False


# Reading blocks ------------------------------------------------------------------------------------------------------
class _Reader:
    """Reads an element's blocks in order, leaving out what is marked or built as something else than text."""

    def __init__(self, sizes: dict[HtmlElement, tuple[int, int]], container: HtmlElement) -> None:
        self._sizes = sizes
        self._most = 0.5 * sizes.get(container, (0, 0))[0]
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._in_link = 0

    def read(self, element: HtmlElement) -> list[Block]:
        self._walk(element, element)
        self._flush(element)
        return self._blocks

    def _walk(self, element: HtmlElement, block: HtmlElement) -> None:
        is_block = element.tag in _BLOCKS
        if is_block:
            self._flush(block)
            block = element
            if element.tag == "table" and (rows := _data_rows(element)) is not None:
                for row in rows:
                    self._pieces.append(row)
                    self._flush(element)
                return
        elif element.tag == "br":
            self._flush(block)
            return
        link = element.tag == "a"
        self._in_link += link
        self._add(element.text)
        for child in element:
            if isinstance(child.tag, str) and not self._unwanted(child):
                self._walk(child, block)
            self._add(child.tail)
        self._in_link -= link
        if is_block:
            self._flush(block)

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if self._in_link:
                self._linked += len(text.strip())

    def _flush(self, element: HtmlElement) -> None:
        raw = squeeze("".join(self._pieces))
        linked, self._linked = self._linked, 0
        self._pieces.clear()
        if not raw:
            return
        text, counts = repair(raw)
        text = squeeze(text)
        if text:
            self._blocks.append(
                Block(text, raw if counts else text, element, linked / len(raw), element.tag in _HEADINGS)
            )

    def _unwanted(self, element: HtmlElement) -> bool:
        tag = element.tag
        if tag in _NEVER:
            return True
        chars, links = self._sizes.get(element, (0, 0))
        if chars == 0:
            return tag != "br"
        style = element.get("style") or ""
        if _HIDDEN.search(style) or element.get("hidden") is not None:
            return True
        if chars > self._most:
            return False
        marks = _marks(element)
        if _CAPTION.search(marks) and chars <= MAX_CAPTION:
            return True
        if _UNWANTED.search(marks) and (links > 0.2 * chars or chars <= 300):
            return True
        if tag in _BOXES and links > LINK_BOX * chars and chars > 15:
            return True
        return tag in ("table", "figure") and chars <= MAX_CAPTION and element.find(".//img") is not None


def _data_rows(table: HtmlElement) -> list[str] | None:
    """Rows of a table of data, cells joined with " | "; None for a table that only lays out the page."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if (
        len(rows) < 2
        or max(map(len, rows)) < 2
        or table.find(".//table") is not None
        or table.find(".//img") is not None
    ):
        return None
    cells = [[squeeze(str(cell.text_content())) for cell in row] for row in rows]
    texts = [text for row in cells for text in row]
    if sum(map(len, texts)) > 220 * len(texts) or max(map(len, texts)) > 1500:
        return None
    return [" | ".join(row) for row in cells if any(row)]


# The article's own blocks --------------------------------------------------------------------------------------------
def _from_title(blocks: list[Block], container: HtmlElement, title: HtmlElement | None) -> list[Block]:
    """What stands above the headline, where the container holds it, is navigation."""
    if title is None or container not in title.iterancestors():
        return blocks
    inside = set(title.iter())
    at = next((i for i, block in enumerate(blocks) if block.element in inside), None)
    return blocks if at is None else blocks[at + 1 :]


def _with_lead(
    blocks: list[Block],
    root: HtmlElement,
    sizes: dict[HtmlElement, tuple[int, int]],
    container: HtmlElement,
    title: HtmlElement | None,
    description: str | None,
) -> list[Block]:
    """The blocks with the lead in front, when the page shows it between headline and text.

    It is the paragraph that the description repeats, or that is marked as lead.
    """
    have = {fold(block.text) for block in blocks[:4]}
    said = fold(description or "")
    above = frozenset(container.iterancestors())
    if len(said) >= 30 and any(_same_start(text, said) for text in have):
        return blocks
    for element in root.iter("h2", "h3", "p", "div", "strong", "td", "span", "section"):
        if element is container:
            break
        chars, links = sizes.get(element, (0, 0))
        if not 30 <= chars <= 1200 or links > 0.5 * chars or container in element.iter():
            continue
        marked = bool(_LEAD.search(_marks(element)))
        if not marked and len(said) < 30:
            continue
        read = [b for b in _Reader(sizes, element).read(element) if b.links <= 0.5]
        if not read or fold(read[0].text) in have or _unwanted_above(element, above):
            continue
        told = _same_start(fold(read[0].text), said)
        if (told or (marked and _after(element, title))) and read_date_line(read[0].text) is None:
            return [b for b in read if fold(b.text) not in have] + blocks
    return blocks


def _same_start(shown: str, said: str) -> bool:
    """Whether a folded paragraph is a folded description, which may be cut off or lack the agency's mark."""
    if len(said) < 30 or len(shown) < 30:
        return False
    head = said[:40] if len(said) >= 40 else said
    return shown.find(head) in range(0, 30) or said.find(shown[:40]) in range(0, 30)


def _after(element: HtmlElement, title: HtmlElement | None) -> bool:
    if title is None:
        return True
    for node in element.getroottree().getroot().iter(title.tag, element.tag):
        if node is title:
            return True
        if node is element:
            return False
    return False


HEAD_BLOCKS = 4


def _own(blocks: list[Block], title: str | None, body: Body) -> list[Block]:
    """The blocks without repeated headline, date line, captions, links, widgets, by-line and what follows it."""
    same = fold(title or "")
    kept: list[Block] = []
    read, skipping = 0, False
    total = sum(len(block.text) for block in blocks)
    for i, block in enumerate(blocks):
        text = block.text
        if phrases.RELATED_HEADINGS.match(text):
            skipping = True
            continue
        if skipping and block.links > 0.5:
            continue
        skipping = False
        if phrases.END_HEADINGS.match(text) and (not kept or (read >= MIN_READ and read > 0.4 * total)):
            break
        if fold(text) == same or _is_headline(block):
            continue
        if i < HEAD_BLOCKS and (read_date_line(text) is not None or (not read and read_byline(text))):
            author, credit = read_byline(text) or (None, None)
            body.author, body.credit = body.author or author, body.credit or credit
            continue
        if (
            phrases.WIDGETS.match(text)
            or phrases.EDITORS_NOTE.match(text)
            or (phrases.RELATED_LINE.match(text) and block.links > 0.3)
        ):
            continue
        if not block.heading and (
            phrases.is_caption(text) or phrases.PHOTO_CREDIT_ALONE.match(text) or _under_picture(block)
        ):
            continue
        kept.append(block)
        read += len(text)
    return _without_closing(kept, body)


def _is_headline(block: Block) -> bool:
    return block.links > LINK_LINE and len(block.text) > 15


def _under_picture(block: Block) -> bool:
    """A short centred or slanted paragraph right below a picture."""
    element = block.element
    if len(block.text) > 300:
        return False
    above = element.getprevious()
    if (
        above is None
        or not isinstance(above.tag, str)
        or squeeze(str(above.text_content()))
        or (above.tag != "img" and above.find(".//img") is None)
    ):
        return False
    slanted = sum(len(squeeze(str(e.text_content()))) for e in element.iter("i", "em"))
    return bool(
        _CENTRED.search(element.get("style") or "")
        or element.get("align") == "center"
        or slanted >= 0.8 * len(block.text)
    )


def _without_closing(blocks: list[Block], body: Body) -> list[Block]:
    """The blocks without the by-line and credit that close them, and without an imprint below."""
    while blocks and phrases.FOOTER.search(blocks[-1].text) and len(blocks[-1].text) < 300:
        blocks = blocks[:-1]
    for i in range(len(blocks) - 1, max(0, len(blocks) - 5), -1):
        byline = read_byline(blocks[i].text)
        right = _RIGHT.search(blocks[i].element.get("style") or "") or blocks[i].element.get("align") == "right"
        if byline is None and right and len(blocks[i].text) <= 60:
            byline = (None, None)
        if byline is None or blocks[i].heading:
            continue
        body.author, body.credit = body.author or byline[0], body.credit or byline[1]
        blocks = blocks[:i] + blocks[i + 1 :]
    return blocks
