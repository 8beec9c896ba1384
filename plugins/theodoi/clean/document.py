"""What cleaning returns: a document with its outcome, an article or the reason why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from theodoi.clean.diacritics import RepairedSpan
from theodoi.vocabularies import Outcome as Outcome  # of a document: named with it

DIACRITICS = "diacritics"  # the kind of repair


def count_of(spans: Iterable[RepairedSpan]) -> dict[str, int]:
    """The words that were given back diacritics, among the repairs of a document."""
    words = sum(len(span.printed.split()) for span in spans)
    return {DIACRITICS: words} if words else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article, or one document that is none.

    `text` holds one paragraph a line, lead first, without title, by-line, captions and boilerplate; `text_raw` the same
    before the repair of characters and diacritics, None when nothing was changed. `repaired_spans` are the stretches of
    `text` whose lost diacritics were given back. Times carry a zone. `part` counts the articles of a glued dump from 1.
    `captions` are those of the pictures, in their order; `removed_lines` the lines of the text that the table of learnt
    boilerplate knows, in theirs.
    """

    outcome: Outcome
    reason: str | None = None
    part: int = 1
    url: str | None = None
    title: str | None = None
    text: str = ""
    text_raw: str | None = None
    repaired_spans: tuple[RepairedSpan, ...] = ()
    author: str | None = None
    credit: str | None = None
    section: str | None = None
    published_at: datetime | None = None
    published_precision: str | None = None  # minute | day
    published_source: str | None = None  # json-ld | meta | page | url | text | feed
    modified_at: datetime | None = None
    repairs: Mapping[str, int] = field(default_factory=dict)
    captions: tuple[str, ...] = ()
    removed_lines: tuple[str, ...] = ()

    @property
    def repaired(self) -> bool:
        """Whether words of text, title or captions were given back lost diacritics."""
        return DIACRITICS in self.repairs
