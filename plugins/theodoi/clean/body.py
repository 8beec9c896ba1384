"""The article's own text: lead, then the paragraphs of its container, without captions, links, widgets and by-line."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from theodoi.clean import phrases
from theodoi.clean.blocks import Block, Reader
from theodoi.clean.broken import all_put_together, is_broken
from theodoi.clean.bylines import read_byline, read_date_line
from theodoi.clean.characters import fold, squeeze
from theodoi.clean.locate import NEVER, is_unwanted, locate
from theodoi.clean.repeats import repeated, said_again
from theodoi.clean.tree import Element, Tree, marked, marks, own_texts, text_of
from theodoi.clean.wrapped import unwrapped
from theodoi.registry.page_rules import PageRules

_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|summary|tom-?tat|trich(?:-?(?:dan|yeu))?|desc(?:ription)?|intro|chapeau|chapo|teaser|standfirst|excerpt|mo-?ta|head-?note)(?:[\s_-]|$)|sapo",
    re.I,
)
_RIGHT = re.compile(r"text-align\s*:\s*right", re.I)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
LINK_LINE = 0.8
LINK_ROW = 0.4
LAST_BLOCKS = 3  # of a text, among which the link to the rest of it stands
MIN_READ = 200  # letters of article before a heading can end it
MAX_TEASER = 160  # letters of a headline behind "Xem thêm:"
MAX_UNDER_PICTURE = 300
MIN_DESCRIPTION = 30  # letters of a description that can be told from a slogan


@dataclass(slots=True)
class Body:
    """The main text in paragraphs, and what its first and last lines told."""

    blocks: list[Block] = field(default_factory=list)
    container: Element | None = None
    captions: list[str] = field(default_factory=list)
    author: str | None = None
    credit: str | None = None
    headlines: int = 0  # paragraphs inside the container that are a link to another page
    opens_with_link: bool = False  # the first paragraph is one
    breaks_off: bool = False  # a link below the text leads to the rest of it
    repairs: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    @property
    def raw(self) -> str:
        return "\n".join(block.raw for block in self.blocks)


def read_body(
    tree: Tree,
    title: str | None,
    title_element: Element | None,
    description: str | None,
    source: str,
    rules: PageRules | None = None,
) -> Body:
    """The article's text by the site's rules where they find it, else where the page's prose is."""
    without = frozenset(rules.select(tree.root, "drop")) if rules else frozenset()
    captioned = frozenset(rules.select(tree.root, "caption")) if rules else frozenset()
    reader = Reader(tree, without, captioned)
    ruled = rules.select(tree.root, "body") if rules else []
    container = ruled[0] if ruled else locate(tree, title_element, source)
    if container is None:
        return Body()
    blocks = [block for part in ruled or [container] for block in reader.read(part)]
    blocks = unwrapped(_from_title(blocks, container, title_element))
    headlines = [is_headline(block) for block in blocks]
    body = Body(
        container=container,
        headlines=sum(headlines),
        opens_with_link=headlines[:1] == [True],
        breaks_off=any(block.links > LINK_LINE and phrases.MORE.match(block.text) for block in blocks[-LAST_BLOCKS:]),
    )
    if rules and (leads := rules.select(tree.root, "lead")):
        above = [b for lead in leads for b in Reader(tree, without, captioned).read(lead)]
        have = {fold(block.text) for block in blocks[:4]}
        blocks = [b for b in above if fold(b.text) not in have] + blocks
    else:
        blocks = _with_lead(blocks, tree, container, title_element, description)
    blocks = _with_number(blocks, tree, container, title_element)
    body.captions = reader.captions
    body.blocks = _own(_of_one_article(blocks, title_element), title, body)
    body.captions = list(dict.fromkeys(filter(None, body.captions)))
    for block in body.blocks:
        body.repairs.update(block.repairs)
    if is_broken(body.text):
        body.blocks = all_put_together(body.blocks, body.repairs)
    return body


def _from_title(blocks: list[Block], container: Element, title: Element | None) -> list[Block]:
    """What stands above the headline, where the container holds it, is navigation."""
    if title is None or container not in title.iterancestors():
        return blocks
    inside = set(title.iter())
    at = next((i for i, block in enumerate(blocks) if block.element in inside), None)
    return blocks if at is None else blocks[at + 1 :]


_TITLES = ("h1", "h2", "h3")
MIN_HEADLINE = 5  # words
HEAD_ELEMENTS = 40  # of an article, among which its date stands


def _of_one_article(blocks: list[Block], title: Element | None) -> list[Block]:
    """The blocks without those of other articles that a page shows below or inside its own.

    Another one is an `article` with a headline of its own, or begins with a headline that its date follows.
    """
    own = {*(title.iterancestors("article") if title is not None else ())}
    if title is None and blocks:
        own |= {*blocks[0].element.iterancestors("article")}
    others: dict[Element, bool] = {}
    kept: list[Block] = []
    read = 0
    for block, below in itertools.zip_longest(blocks, blocks[1:]):
        if read >= MIN_READ and below is not None and _is_headline_with_date(block, below):
            break
        article = next(block.element.iterancestors("article"), None)
        if article is not None and article not in own:
            if article not in others:
                others[article] = _has_own_headline(article)
            if others[article]:
                continue
        kept.append(block)
        read += len(block.text)
    return kept


def _is_headline_with_date(block: Block, below: Block) -> bool:
    return (
        block.element.tag in _TITLES
        and len(block.text.split()) >= MIN_HEADLINE
        and below.element.tag not in _TITLES
        and len(below.text) <= MAX_LINE
        and read_date_line(below.text) is not None
    )


def _has_own_headline(article: Element) -> bool:
    """Whether an `article` is one by itself: its heading is the page's largest, or leads to another page, or has a date."""
    heading = next(article.iter(*_TITLES), None)
    if heading is None:
        return False
    if heading.tag == "h1" or heading.find(".//a") is not None or next(heading.iterancestors("a"), None) is not None:
        return True
    for element in itertools.islice(article.iter(), HEAD_ELEMENTS):
        if element.tag == "time":
            return True
        shown = squeeze(" ".join(own_texts(element))) if element.tag not in _TITLES else ""
        if 0 < len(shown) <= MAX_LINE and read_date_line(shown) is not None:
            return True
    return False


_LEAD_TAGS = frozenset(["h2", "h3", "p", "div", "strong", "td", "span", "section", "b", "article", "li", "em"])


def _with_lead(
    blocks: list[Block], tree: Tree, container: Element, title: Element | None, description: str | None
) -> list[Block]:
    """The blocks with the lead in front, when the page shows it between headline and text.

    It is the paragraph that the description repeats, or that is marked as lead.
    """
    have = {fold(block.text) for block in blocks[:4]}
    said = fold(description or "")
    told = len(said) >= MIN_DESCRIPTION
    if told and any(_same_start(text, said) for text in have):
        return blocks
    end = tree.at[container]
    above = {end, *tree.above(end)}
    headline = tree.at[title] if title is not None else -1
    for i in range(end):
        chars, links = tree.chars[i], tree.links[i]
        if not MIN_DESCRIPTION <= chars <= 1200 or links > 0.5 * chars or tree.tags[i] not in _LEAD_TAGS or i in above:
            continue
        element = tree.order[i]
        is_marked = i > headline and marked(_LEAD, marks(element))
        if not is_marked and not (
            told and tree.own[i] >= MIN_DESCRIPTION and _same_start(fold(text_of(element)), said)
        ):
            continue
        read = [b for b in Reader(tree).read(element) if b.links <= 0.5]
        if not read or fold(read[0].text) in have or _unwanted_above(tree, i, above):
            continue
        if read_date_line(read[0].text) is None:
            return _marked_by(element, [b for b in read if fold(b.text) not in have]) + blocks
    return blocks


_NUMBER_LINE = re.compile(
    r"^\W*số(?:\s+(?:văn\s+bản|(?:ký\s+)?hiệu))?(?:\s*/\s*ký\s+hiệu)?\s*:?\s*\d{1,5}\s?[/-]\S*[A-ZĐ]{2}", re.I
)
MAX_NUMBER_LINE = 160


def _with_number(blocks: list[Block], tree: Tree, container: Element, title: Element | None) -> list[Block]:
    """The blocks with the number of the document that the page is about, where it stands between headline and text."""
    if title is None or title not in tree.at:
        return blocks
    end = tree.at[container]
    for i in range(tree.at[title] + 1, end):
        if (
            6 < tree.own[i] <= MAX_NUMBER_LINE
            and tree.own[i] == tree.chars[i]
            and not tree.links[i]
            and _NUMBER_LINE.match(shown := text_of(tree.order[i]))
        ):
            if fold(shown) in {fold(block.text) for block in blocks[:4]}:
                return blocks
            return [Block(text=shown, raw=shown, element=tree.order[i]), *blocks]
    return blocks


def _marked_by(element: Element, lead: list[Block]) -> list[Block]:
    """The lead with the agency's mark ("(TTXVN) -") in front, where the page sets that in an element of its own."""
    before = element.getprevious()
    mark = text_of(before) if before is not None else ""
    if not lead or not _AGENCY_MARK.fullmatch(mark):
        return lead
    first = lead[0]
    return [replace(first, text=f"{mark} {first.text}", raw=f"{mark} {first.raw}"), *lead[1:]]


_AGENCY_MARK = re.compile(r"\(?[\w. ]{2,25}\)?\s*[-–—]")


def _unwanted_above(tree: Tree, i: int, known: set[int]) -> bool:
    """Whether the element or one above it is marked as something else; those in `known` hold the article for certain."""
    for node in (i, *tree.above(i)):
        if node in known or tree.tags[node] in ("body", "html"):
            return False
        if tree.tags[node] in NEVER or tree.tags[node] == "a" or is_unwanted(tree, node):
            return True
    return False


def _same_start(shown: str, said: str) -> bool:
    """Whether a folded paragraph is a folded description, which may be cut off or lack the agency's mark."""
    if len(said) < MIN_DESCRIPTION or len(shown) < MIN_DESCRIPTION:
        return False
    head = said[:40] if len(said) >= 40 else said
    return shown.find(head) in range(0, 30) or said.find(shown[:40]) in range(0, 30)


MAX_LINE = 200  # letters of what may be a heading, a date, a by-line or a button
HEAD_BLOCKS = 4
CLOSING_BLOCKS = 5
MAX_SIGNATURE = 60


def _own(blocks: list[Block], title: str | None, body: Body) -> list[Block]:
    """The blocks without repeated headline, date line, captions, links, widgets, by-line and what follows it."""
    same = fold(title or "")
    kept: list[Block] = []
    read, skipping = 0, False
    total = sum(len(block.text) for block in blocks)
    for i, block in enumerate(blocks):
        text = block.text
        is_line = len(text) <= MAX_LINE
        if is_line and phrases.RELATED_HEADINGS.match(text):
            skipping = True
            continue
        if skipping and block.links > 0.5:
            continue
        skipping = False
        if is_line:
            if phrases.END_HEADINGS.match(text):
                if not kept or (read >= MIN_READ and read > 0.4 * total):
                    break
                continue
            if i < HEAD_BLOCKS and (read_date_line(text) is not None or (not read and read_byline(text))):
                author, credit = read_byline(text) or (None, None)
                body.author, body.credit = body.author or author, body.credit or credit
                continue
            if phrases.WIDGETS.match(text) or phrases.EDITORS_NOTE.match(text):
                continue
        if block.links > LINK_LINE or fold(text) == same:
            continue
        if phrases.RELATED_LINE.match(text) and (block.links > 0.3 or _is_teaser_line(text)):
            continue
        if not block.heading and (
            phrases.PHOTO_CREDIT_ALONE.match(text) or phrases.is_caption(text) or _under_picture(block)
        ):
            body.captions.append(text)
            continue
        kept.append(block)
        read += len(text)
    # Rows of tables may be alike.
    paragraphs = ["" if block.element.tag == "table" else block.text for block in kept]
    again = repeated(paragraphs) | said_again(paragraphs)
    return _without_closing([block for i, block in enumerate(kept) if i not in again], body)


def _is_teaser_line(text: str) -> bool:
    return len(text) <= MAX_TEASER and not phrases.SENTENCE_END.search(text)


def is_headline(block: Block) -> bool:
    """Whether a block is a link to another page and little else; beside it, a row of a table has its day and number."""
    return block.links > (LINK_ROW if block.element.tag == "table" else LINK_LINE) and len(block.text) > 15


def _under_picture(block: Block) -> bool:
    """A short centred or slanted paragraph right below a picture."""
    element = block.element
    return (
        block.pictured
        and len(block.text) <= MAX_UNDER_PICTURE
        and (
            block.slanted >= 0.8
            or element.get("align") == "center"
            or element.tag == "center"
            or bool(_CENTRED.search(element.get("style") or ""))
        )
        and not phrases.tells_results(block.text)
    )


def _without_closing(blocks: list[Block], body: Body) -> list[Block]:
    """The blocks without the by-line and credit that close them, and without an imprint below."""
    while blocks and phrases.FOOTER.search(blocks[-1].text) and len(blocks[-1].text) < 300:
        blocks = blocks[:-1]
    for i in range(len(blocks) - 1, max(0, len(blocks) - CLOSING_BLOCKS), -1):
        block = blocks[i]
        if block.heading:
            continue
        byline = read_byline(block.text)
        if byline is None and _is_signature(block):
            byline = read_byline(f"Tác giả: {block.text}") or (None, None)
        if byline is None:
            continue
        body.author, body.credit = body.author or byline[0], body.credit or byline[1]
        blocks = blocks[:i] + blocks[i + 1 :]
    return blocks


def _is_signature(block: Block) -> bool:
    """Whether a short paragraph is set to the right, as the writer's name is."""
    element = block.element
    return (
        len(block.text) <= MAX_SIGNATURE
        and not phrases.SENTENCE_END.search(block.text)
        and (element.get("align") == "right" or bool(_RIGHT.search(element.get("style") or "")))
    )
