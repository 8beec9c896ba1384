"""The way in: bytes are recognised, read as a page or as plain text, and judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from theodoi.clean.dates import CLOCK_TOLERANCE
from theodoi.clean.diacritics import repair_diacritics, spans_between
from theodoi.clean.document import DIACRITICS, Document, Outcome, count_of
from theodoi.clean.encodings import Decoded, decode
from theodoi.clean.learnt_lines import without_learnt_lines
from theodoi.doors import loggable
from theodoi.settings import VIETNAM

MAX_BYTES = 8_000_000
MAX_CHARS = 1_000_000  # of plain text; no article is that long
MAX_GARBAGE = 0.02  # share of characters that no text holds
_GARBAGE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"wOFF",
    b"\x00\x00\x01\x00",
    b"ID3",
    b"OggS",
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|article|h[1-6]|script|br|span)\b", re.I
)
_XML = re.compile(rb"^\s*<(?:\?xml|rss|feed|urlset|sitemapindex|svg)\b", re.I)


def clean(
    payload: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    status: int = 200,
    announced_at: datetime | None = None,
    captured_at: datetime | None = None,
    source_rules: bool = True,
    boilerplate: Collection[str] = frozenset(),
    truncated: bool = False,
) -> list[Document]:
    """The documents of one response or file, at least one; a glued plain-text dump gives one per article.

    `content_type` is taken at its word unless the bytes contradict it. Times carry a zone. `source_rules` says whether
    the rules of the page's site (registry/sources) refine the reading. `boilerplate` holds the lines, folded, that
    maintenance learnt to recur over the source's documents: they are taken out of its articles. What is `truncated`, a
    part of what the server had, is marked so among the repairs of its articles. Never raises.
    """
    try:
        documents = _clean(payload, url, content_type, status, captured_at, source_rules)
        documents = [without_learnt_lines(document, boilerplate) for document in documents]
    except Exception as error:  # one page must not stop a batch: it is counted and named
        reason = loggable(f"Cleaning failed with {type(error).__name__}: {error}", 300)
        documents = [Document(outcome=Outcome.UNREADABLE, reason=reason, url=url)]
    documents = [_announced(document, announced_at) for document in documents]
    return [_marked_truncated(document) for document in documents] if truncated else documents


TRUNCATED = "truncated"  # among the repairs: nothing was repaired, the end of the text is missing


def _marked_truncated(document: Document) -> Document:
    if document.outcome is not Outcome.ARTICLE:
        return document
    return replace(document, repairs=dict(document.repairs) | {TRUNCATED: 1})


def with_diacritics(document: Document) -> Document:
    """An article of a page, its text, title and captions with the diacritics that stretches of them lost."""
    if document.outcome is not Outcome.ARTICLE or document.repaired:
        return document
    # The text first: where its title stands, nothing is known of it yet.
    shown = "\n".join([document.text, document.title or "", *document.captions])
    repaired = repair_diacritics(shown)
    if not repaired.words:
        return document
    end = len(document.text)
    title, *captions = repaired.text[end + 1 :].split("\n")
    return replace(
        document,
        text=repaired.text[:end],
        text_raw=document.text_raw or document.text,
        title=document.title and title,
        captions=tuple(captions),
        repaired_spans=tuple(span for span in repaired.spans if span.end <= end),
        repairs=dict(document.repairs) | {DIACRITICS: sum(repaired.words.values())},
    )


def _clean(
    payload: bytes,
    url: str | None,
    content_type: str | None,
    status: int,
    captured_at: datetime | None,
    source_rules: bool,
) -> list[Document]:
    if status >= 400:
        return [Document(outcome=Outcome.HTTP_ERROR, reason=f"The server answered with status {status}.", url=url)]
    payload = payload[:MAX_BYTES]
    if not payload.strip():
        return [Document(outcome=Outcome.NO_TEXT, reason="The response is empty.", url=url)]
    match _kind(payload, content_type):
        case "html":
            return [
                clean_html(
                    payload, url=url, content_type=content_type, captured_at=captured_at, source_rules=source_rules
                )
            ]
        case "text":
            decoded = decode(payload, content_type)
            first, *others = clean_text(decoded.text, url=url, captured_at=captured_at)
            return [_counted(first, decoded), *others]
        case other:
            return [
                Document(
                    outcome=Outcome.NOT_HTML,
                    reason=f"The response is {loggable(other, 100)}, not a page of text.",
                    url=url,
                )
            ]


def _kind(payload: bytes, content_type: str | None) -> str:
    """`html`, `text`, or what else it is."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    head = payload[:2048]
    if head.startswith(_MAGIC) or (b"\x00\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return declared if declared and not declared.startswith("text/") else "binary data"
    if declared in ("text/html", "application/xhtml+xml"):
        return "html"
    if (
        declared
        and declared != "text/plain"
        and declared not in ("application/octet-stream", "binary/octet-stream", "unknown/unknown")
    ):
        return declared
    if _XML.match(head) and not re.search(rb"<html\b", head, re.I):
        return "XML"
    if _MARKUP.search(head.replace(b"\x00", b"")):  # UTF-16 has a zero byte beside each letter
        return "html"
    if not declared and re.match(rb'\s*(?:\{\s*"|\[\s*[\[{"\]])', head):
        return "JSON"
    return "text"


def clean_html(
    payload: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    captured_at: datetime | None = None,
    source_rules: bool = True,
) -> Document:
    """One page as a document. `url` is the address that answered."""
    from theodoi.clean.page import read_page

    decoded = decode(payload, content_type)
    document = read_page(decoded.text, url, captured_at, source_rules=source_rules)
    return with_diacritics(_counted(document, decoded))


def _counted(document: Document, decoded: Decoded) -> Document:
    """The document with what decoding repaired among its repairs."""
    if not decoded.repairs:
        return document
    return replace(document, repairs=dict(decoded.repairs + Counter(document.repairs)))


def clean_text(text: str, *, url: str | None = None, captured_at: datetime | None = None) -> list[Document]:
    """The articles of a plain-text dump, or one document that says why there is none."""
    from theodoi.clean.judge import judge_text
    from theodoi.clean.plain import LIST_REASON, read_parts

    text = text[:MAX_CHARS]
    if len(_GARBAGE.findall(text)) > MAX_GARBAGE * len(text):
        return [
            Document(
                outcome=Outcome.UNREADABLE, reason="The bytes are no text in any encoding that is known here.", url=url
            )
        ]
    documents = []
    for number, part in enumerate(read_parts(text), start=1):
        outcome, reason = judge_text(part.text) if not part.is_list else (Outcome.LIST_PAGE, LIST_REASON)
        moment = part.published
        if moment and captured_at and moment.at > captured_at + CLOCK_TOLERANCE:
            moment = None
        spans = spans_between(part.printed, part.text)
        changed = bool(part.repairs or spans) and part.raw != part.text
        documents.append(
            Document(
                outcome=outcome,
                reason=reason,
                part=number,
                url=url,
                title=part.title,
                text=part.text,
                text_raw=part.raw if changed else None,
                repaired_spans=spans,
                author=part.author,
                credit=part.credit,
                section=part.section,
                published_at=moment.at if moment else None,
                published_precision=moment.precision if moment else None,
                published_source="text" if moment else None,
                repairs=dict(+part.repairs) | count_of(spans),
            )
        )
    return documents


def _announced(document: Document, announced_at: datetime | None) -> Document:
    """The feed's time for an article that does not tell its own."""
    if document.published_at or not announced_at or document.outcome is not Outcome.ARTICLE:
        return document
    at = announced_at if announced_at.tzinfo else announced_at.replace(tzinfo=VIETNAM)
    return replace(document, published_at=at.astimezone(VIETNAM), published_precision="minute", published_source="feed")
