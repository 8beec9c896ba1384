"""A page of HTML into one document: parsed once, its declarations and its main text read from the same tree."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from theodoi.clean import labels, metadata
from theodoi.clean.body import Body, read_body
from theodoi.clean.document import Document, Outcome
from theodoi.clean.flat import read_flat
from theodoi.clean.judge import Signs, is_home, judge_page
from theodoi.clean.times import times_of
from theodoi.clean.tree import Tree, parse
from theodoi.registry.page_rules import PageRules, page_rules
from theodoi.settings import VIETNAM

MAX_CHARS = 2_000_000


def read_page(source: str, url: str | None, captured_at: datetime | None, *, source_rules: bool = True) -> Document:
    """The page as a document, whatever its state.

    `captured_at` bounds the times that are believed. `source_rules` says whether the rules of the page's site
    (registry/sources) refine the reading.
    """
    source = source[:MAX_CHARS]
    if "\x00" in source:
        source = source.replace("\x00", "")
    root = parse(source)
    if root is None:
        return read_flat(source, url)
    page = metadata.Page.of(Tree.of(root), url if _is_address(url) else None)
    rules = _rules(page, captured_at) if source_rules else None
    title, title_element = labels.title_of(page, rules)
    address = metadata.address_of(page) or url
    description = page.meta("og:description", "description", "twitter:description")
    body = Body() if is_home(page) else read_body(page.tree, title, title_element, description, source, rules)
    outcome, reason = judge_page(Signs(page, body, title, title_element, source))
    if outcome is not Outcome.ARTICLE:
        return Document(outcome=outcome, reason=reason, url=address, title=title)
    times = times_of(page, title_element, [block.element for block in body.blocks], captured_at, rules)
    published = times.published
    return Document(
        outcome=outcome,
        url=address,
        title=title,
        text=body.text,
        text_raw=body.raw if body.raw != body.text else None,
        author=labels.author_of(page, body.author, title_element, rules),
        credit=body.credit,
        section=labels.section_of(page, title, rules),
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_source=times.published_source,
        modified_at=times.modified_at,
        repairs=dict(body.repairs),
        captions=tuple(body.captions),
    )


def _is_address(url: str | None) -> bool:
    try:
        return bool(urlsplit(url or "").netloc)
    except ValueError:
        return False


def _rules(page: metadata.Page, captured_at: datetime | None) -> PageRules | None:
    """The site's rules for the day of publication that the page declares, or of its capture."""
    at = metadata.declared_time(page) or captured_at
    return page_rules(page.url, page.canonical or page.meta("og:url"), at.astimezone(VIETNAM).date() if at else None)
