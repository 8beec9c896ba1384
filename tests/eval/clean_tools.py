"""The tools that are compared: ours with and without rules of sources, trafilatura, newspaper4k, resiliparse.

Ours gets the bytes of a capture; the others get the text that ours decodes them to, which is the best they can get.
"""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.eval.clean_gold import Capture, Reading
from theodoi.clean import Document, clean
from theodoi.clean.encodings import decode
from theodoi.registry.sources import load_sources
from theodoi.settings import settings

Tool = Callable[[Capture], Reading]


def ours(capture: Capture, *, source_rules: bool = True) -> Document:
    """Our document of a page; one page is one document."""
    [document] = clean(
        capture.payload,
        url=capture.gold["url"],
        content_type=capture.content_type,
        captured_at=capture.captured_at,
        source_rules=source_rules,
    )
    return document


def with_rules(capture: Capture) -> Reading:
    return Reading.of(ours(capture))


def without_rules(capture: Capture) -> Reading:
    return Reading.of(ours(capture, source_rules=False))


def own_site_left_out(capture: Capture) -> Reading:
    """Ours with the rules of all sources but the one that owns the page's site."""
    with _sources_without(site_of(capture)):
        return with_rules(capture)


def site_of(capture: Capture) -> str | None:
    """The id of the source that owns the page, or None."""
    owners = [
        source.id
        for source in load_sources(settings().sources_folder("live")).values()
        if source.owns(capture.gold["url"])
    ]
    return owners[0] if owners else None


@contextmanager
def _sources_without(left_out: str | None) -> Iterator[None]:
    """The registry of sources without one, for this process."""
    folder = settings().sources_folder("live").resolve()
    with tempfile.TemporaryDirectory() as room:
        for path in folder.glob("*.yaml"):
            if path.stem != left_out:
                (Path(room) / path.name).symlink_to(path)
        before = os.environ.get("THEODOI_SOURCES_DIR")
        os.environ["THEODOI_SOURCES_DIR"] = room
        settings.cache_clear()
        try:
            yield
        finally:
            if before is None:
                del os.environ["THEODOI_SOURCES_DIR"]
            else:
                os.environ["THEODOI_SOURCES_DIR"] = before
            settings.cache_clear()


def text_of(capture: Capture) -> str:
    """The page as text, for the tools that take text."""
    return decode(capture.payload, capture.content_type).text


def trafilatura_default(capture: Capture) -> Reading:
    return _trafilatura(capture, fast=False)


def trafilatura_fast(capture: Capture) -> Reading:
    return _trafilatura(capture, fast=True)


def _trafilatura(capture: Capture, fast: bool) -> Reading:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = bare_extraction(text_of(capture), url=capture.gold["url"], with_metadata=True, fast=fast)
    if found is None:
        return Reading("")
    return Reading(
        found.text or "",
        title=found.title,
        published=date.fromisoformat(found.date) if found.date else None,
        author=(found.author or "").replace("; ", ", ") or None,
        section=next(iter(found.categories or []), None),
    )


def newspaper4k(capture: Capture) -> Reading:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="nltk is not installed")
        from newspaper import Article, ArticleException

    article = Article(capture.gold["url"], language="vi", fetch_images=False)
    try:
        article.download(input_html=text_of(capture))
        article.parse()
    except ArticleException:
        return Reading("")
    return Reading(article.text, article.title, article.publish_date or None, ", ".join(article.authors) or None)


def resiliparse(capture: Capture) -> Reading:
    from resiliparse.extract.html2text import extract_plain_text

    return Reading(
        extract_plain_text(text_of(capture), main_content=True, comments=False, alt_texts=False, list_bullets=False)
    )


# In the order of the table. The fields that a tool gives at all: title, minute, author, section, outcome.
TOOLS: dict[str, tuple[Tool, frozenset[str]]] = {
    "ours, source rules": (with_rules, frozenset({"title", "minute", "author", "section", "outcome"})),
    "ours, no source rules": (without_rules, frozenset({"title", "minute", "author", "section", "outcome"})),
    "ours, own site left out": (own_site_left_out, frozenset({"title", "minute", "author", "section", "outcome"})),
    "trafilatura": (trafilatura_default, frozenset({"title", "minute", "author", "section"})),
    "trafilatura fast": (trafilatura_fast, frozenset({"title", "minute", "author", "section"})),
    "newspaper4k": (newspaper4k, frozenset({"title", "minute", "author"})),
    "resiliparse": (resiliparse, frozenset()),
}
