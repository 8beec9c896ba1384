"""What known documents tell of a citation that leaves it out: its year by its subject, its day by number and year."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.spans import DecreeMention
from theodoi.registry.known_documents import known_documents
from theodoi.registry.names import key

_WORD = re.compile(r"[^\W\d_]{2,}")
_FITS = 0.6  # share of the shorter subject's words that the other one has
_MIN_WORDS = 5


def completed(mention: DecreeMention) -> DecreeMention:
    """The mention with the day of issue of the one known document that it can mean; as it was where none is sure."""
    if mention.issued_on is not None or mention.number is None:
        return mention
    known = known_documents()
    if mention.year is not None:
        document = known.numbered(mention.number, mention.year)
        sure = mention.year_basis != "context"
    else:
        fits = [d for d in known.by_number.get(mention.number, ()) if same_subject(mention.title, d.title)]
        document, sure = (fits[0] if len(fits) == 1 else None), True
    if document is None or not (sure or same_subject(mention.title, document.title)):
        return mention
    if mention.doc_type not in (document.doc_type, None) or mention.issuer not in (document.issuer, None):
        return mention
    return replace(
        mention,
        issuer=document.issuer,
        year=document.issued_on.year,
        year_basis=mention.year_basis or "registry",
        issued_on=document.issued_on,
        issued_precision="day",
        date_basis="registry",
    )


def same_subject(printed: str | None, known: str) -> bool:
    """Whether a subject as printed, often cut, is that of a known document."""
    if printed is None:
        return False
    ours, theirs = set(_WORD.findall(key(printed))), set(_WORD.findall(key(known)))
    shorter = min(len(ours), len(theirs))
    return shorter >= _MIN_WORDS and len(ours & theirs) >= _FITS * shorter
