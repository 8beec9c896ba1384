"""Hotlines: a word for one, then a number of the series 1800 (free) or 1900."""

from __future__ import annotations

import re
from dataclasses import dataclass

from theodoi.extract.document import Document
from theodoi.extract.spans import Finding

_HOTLINE = re.compile(r"đường dây nóng:? ((1[89]00) ?(\d{4})(?: của (\w+(?: \w+){0,2}))?)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline(Finding):
    """A hotline; `subject` is the span of the last citation before it."""

    number: str
    free: bool
    owner: str | None = None
    subject: tuple[int, int] | None = None


def read(document: Document) -> tuple[Hotline, ...]:
    """The hotlines of a text."""
    found = []
    for match in _HOTLINE.finditer(document.plain):
        start, end = match.span(1)
        before = [d for d in document.found.decrees if d.end <= start]
        found.append(
            Hotline(
                start=start,
                end=end,
                quote=document.text[start:end],
                method="hotline",
                number=match[2] + match[3],
                free=match[2] == "1800",
                owner=match[4],
                subject=(before[-1].start, before[-1].end) if before else None,
            )
        )
    return tuple(found)
