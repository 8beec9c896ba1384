"""Find and read every legal or administrative document that a text cites by number.

A citation is read in four steps: the number (digits, year, codes) is found by its shape and judged by the registry of
types and issuers; the words before it give its type, the words after it its date, issuer and year; a short form
("Nghị quyết 17") takes the number of the one full citation in the text that it fits.
"""

from __future__ import annotations

from theodoi.extract.decrees.number import full_citations
from theodoi.extract.decrees.reading import mention_of
from theodoi.extract.decrees.short import short_citations
from theodoi.extract.spans import Context, DecreeMention
from theodoi.extract.text import level
from theodoi.registry.document_types import document_types


def find_decrees(text: str, context: Context = Context()) -> tuple[DecreeMention, ...]:  # noqa: B008 - frozen
    """Every citation of a numbered document in `text`, one per occurrence, in order of offset.

    Numbers are written properly (701/QĐ-TTg, 52-NQ/TW); `issued_on` is given where the text states it for this
    document; an unresolved short form ("Nghị định 168") keeps its number as written and is `optional`.
    Any string is accepted; time is linear in its length.
    """
    plain = level(text)
    registry = document_types()
    citations = full_citations(plain, registry)
    mentions = [mention_of(text, plain, citation, context, registry) for citation in citations]
    mentions += short_citations(text, plain, citations, context, registry)
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end)))
