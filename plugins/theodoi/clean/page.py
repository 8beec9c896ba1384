"""A page of HTML into one document: parsed once, its declarations and its main text read from the same tree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from theodoi.clean import metadata
from theodoi.clean.body import Body, read_body
from theodoi.clean.characters import repair, squeeze
from theodoi.clean.document import Document, Outcome
from theodoi.clean.judge import Signs, judge_page, judge_text

MAX_CHARS = 2_000_000
MAX_FLAT = 500_000  # characters of text of an abnormal page
MAX_TAGS = 60_000
MAX_DEPTH = 200  # libxml2 gives up below 256 levels and loses what lies there
# Elements that HTML closes by itself or that hold nothing.
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "tbody",
        "td",
        "th",
        "tr",
        "track",
        "wbr",
    }
)
_RAW = frozenset({"script", "style", "noscript", "template"})
_BREAKS = frozenset(
    {"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "section", "article", "ul", "ol"}
)
_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")


def read_page(source: str, url: str | None, captured_at: datetime | None) -> Document:
    """The page as a document, whatever its state. `captured_at` bounds the times that are believed."""
    source = source[:MAX_CHARS].replace("\x00", "")
    if _is_abnormal(source):
        return _read_flat(source, url)
    root = _parse(source)
    if root is None:
        return Document(outcome=Outcome.NO_TEXT, reason="The page holds no element.", url=url)
    page = metadata.Page.of(root, url if _is_address(url) else None)
    title, title_element = metadata.title_of(page)
    description = page.meta("og:description", "description", "twitter:description")
    body = read_body(root, title, title_element, description)
    times = metadata.times_of(page, title_element, [block.element for block in body.blocks], captured_at)
    outcome, reason = _judge(page, body, title, source)
    address = metadata.address_of(page) or url
    if outcome is not Outcome.ARTICLE:
        return Document(outcome=outcome, reason=reason, url=address, title=title)
    author = body.author or metadata.declared_author(page) or metadata.shown_author(page, title_element)
    published = times.published
    return Document(
        outcome=outcome,
        url=address,
        title=title,
        text=body.text,
        text_raw=body.raw if body.raw != body.text else None,
        author=author,
        credit=body.credit,
        section=metadata.section_of(page, title),
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_from=times.published_from,
        modified_at=times.modified_at,
        repairs=dict(body.repairs),
    )


def _is_address(url: str | None) -> bool:
    try:
        return bool(urlsplit(url or "").netloc)
    except ValueError:
        return False


def _parse(source: str) -> HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # Bytes, since lxml refuses text that declares an encoding.
        root = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


def _pieces(source: str) -> Iterator[tuple[str, bool, str]]:
    """(tag name, whether it closes, the text behind it) of a page, in one pass whatever its state.

    The name is empty for text that only looks like a tag. Scripts, styles and comments are passed over.
    """
    inside = ""
    for piece in source.split("<"):
        if inside == "-->":
            _, end, text = piece.partition("-->")
            if end:
                inside = ""
                yield "", False, text
            continue
        match = _NAME.match(piece)
        name, closes = (match[2].lower(), bool(match[1])) if match else ("", False)
        if inside:
            if closes and name == inside:
                inside = ""
            else:
                continue
        if piece.startswith("!--"):
            _, end, text = piece.partition("-->")
            inside = "" if end else "-->"
            yield "", False, text
            continue
        head, end, text = piece.partition(">")
        if name in _RAW and not closes and not head.endswith("/"):
            inside = name
            continue
        yield name, closes, text if end else piece


def _is_abnormal(source: str) -> bool:
    """Whether a page is nested or cut up as no article is, so that its tree would cost more than it tells."""
    depth = 0
    for tags, (name, closes, _) in enumerate(_pieces(source)):
        if name and name not in _VOID:
            depth = max(0, depth + (-1 if closes else 1))
        if depth > MAX_DEPTH or tags > MAX_TAGS:
            return True
    return False


def _read_flat(source: str, url: str | None) -> Document:
    """An abnormal page by its text alone, read as a dump."""
    from theodoi.clean.plain import read_parts

    flat = "".join(("\n" if name in _BREAKS else " ") + text for name, _, text in _pieces(source))
    part = read_parts(html.unescape(flat[:MAX_FLAT]))[0]
    outcome, reason = judge_text(part.text)
    if outcome is not Outcome.ARTICLE:
        return Document(outcome=outcome, reason=reason, url=url)
    moment = part.published
    return Document(
        outcome=outcome,
        url=url,
        title=part.title,
        text=part.text,
        text_raw=part.raw if part.raw != part.text else None,
        author=part.author,
        credit=part.credit,
        published_at=moment.at if moment else None,
        published_precision=moment.precision if moment else None,
        published_from="text" if moment else None,
        repairs=dict(part.repairs),
    )


def _judge(page: metadata.Page, body: Body, title: str | None, source: str) -> tuple[Outcome, str | None]:
    links = sum(35 <= len(squeeze(str(a.text_content()))) <= 250 for a in page.root.iter("a"))
    return judge_page(
        Signs(
            text=body.text,
            shown=_shown(page.root),
            title=title,
            source=source,
            at_root=page.url is not None and not urlsplit(page.url).path.strip("/"),
            claims_root=metadata.claims_root(page),
            declared=bool(page.article.get("datePublished")) or bool(page.meta("article:published_time")),
            links=links,
            headlines=body.headlines,
            prose=sum(len(block.text) for block in body.blocks if block.links < 0.3),
            teaser=body.opens_with_link or _under_link(body.container),
        )
    )


def _under_link(container: HtmlElement | None) -> bool:
    """Whether the nearest heading above the text is a link to another page."""
    if container is None:
        return False
    above = container.xpath("(preceding::h1 | preceding::h2 | preceding::h3 | preceding::h4)[last()]")
    if not above:
        return False
    text = squeeze(str(above[0].text_content()))
    linked = squeeze(" ".join(str(a.text_content()) for a in above[0].iter("a")))
    return len(text) > 15 and (len(linked) >= 0.8 * len(text) or bool(above[0].xpath("ancestor::a")))


def _shown(root: HtmlElement) -> str:
    """All text that a browser shows, on one line."""
    pieces = root.xpath(
        "//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template or ancestor::title)]"
    )
    return squeeze(repair(" ".join(map(str, pieces)))[0])
