"""A page that is nested or cut up as no article is: its text alone, read as a dump."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from theodoi.clean.diacritics import spans_between
from theodoi.clean.document import Document, Outcome, count_of
from theodoi.clean.judge import judge_text
from theodoi.clean.plain import read_parts

MAX_FLAT = 500_000  # characters of its text that are read
_RAW = frozenset({"script", "style", "noscript", "template"})
_BREAKS = frozenset(
    {"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "section", "article", "ul", "ol"}
)
_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")


def read_flat(source: str, url: str | None) -> Document:
    """An abnormal page by its text alone, read as a dump."""
    flat = "".join(("\n" if name in _BREAKS else " ") + text for name, _, text in _pieces(source))
    part = read_parts(html.unescape(flat[:MAX_FLAT]))[0]
    outcome, reason = judge_text(part.text)
    if outcome is not Outcome.ARTICLE:
        return Document(outcome=outcome, reason=reason, url=url)
    spans = spans_between(part.printed, part.text)
    moment = part.published
    return Document(
        outcome=outcome,
        url=url,
        title=part.title,
        text=part.text,
        text_raw=part.raw if part.raw != part.text else None,
        repaired_spans=spans,
        author=part.author,
        credit=part.credit,
        published_at=moment.at if moment else None,
        published_precision=moment.precision if moment else None,
        published_source="text" if moment else None,
        repairs=dict(part.repairs) | count_of(spans),
    )


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
