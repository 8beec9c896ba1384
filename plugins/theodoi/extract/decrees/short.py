"""Short forms: "Nghị quyết 17" takes the number of the one full citation in the text that it fits."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.decrees.number import Citation
from theodoi.extract.decrees.reading import mention_of
from theodoi.extract.decrees.types import YEAR, type_words, word_of
from theodoi.extract.spans import Context, DecreeMention
from theodoi.registry.document_types import DocumentType, DocumentTypes


def short_citations(
    text: str, plain: str, citations: list[Citation], context: Context, registry: DocumentTypes
) -> list[DecreeMention]:
    mentions = []
    for match in type_words()[2].finditer(plain):
        word = word_of(match, 0)
        if not _cites(match, word.kind, plain):
            continue
        base = match["n"].lower()
        year = int(match["year"]) if match["year"] else None
        fits = {c.number: c for c in citations if _same(c, base, word.kind, year)}
        full = next(iter(fits.values())) if len(fits) == 1 else None
        written = base + (match["ysep"] + match["year"] if year else "")
        short = Citation(
            start=word.start,
            end=match.end(),
            base=base,
            number=full.number if full else written,
            kind=full.kind if full else word.kind,
            issuer_code=full.issuer_code if full else None,
            year=year or (full.year if full else None),
            method="short form, resolved" if full else "short form",
        )
        mention = mention_of(text, plain, short, context, registry)
        mentions.append(replace(mention, optional=full is None, confidence=0.9 if full else 0.6))
    return mentions


def _same(citation: Citation, base: str, kind: DocumentType, year: int | None) -> bool:
    return citation.base == base and citation.kind is kind and (year is None or citation.year in (None, year))


# After these a small number counts something: "kế hoạch 5 năm", "quyết định 3 nội dung".
_COUNTED = re.compile(
    r" {1,2}(?!(?:về|của|và|ngày|năm|là|do|để|cho|có|được|đã|quy|vẫn|còn|sẽ|ra|thì|cũng|với|như|này|nêu|trên|vừa|theo|tại|trong|ban|nhằm|hay|hoặc)\b)[a-zà-ỹđ]"
)


def _cites(match: re.Match[str], kind: DocumentType, plain: str) -> bool:
    """Whether a type word with a bare number cites a document rather than counting something."""
    if match["year"]:
        return bool(match["marked"] or kind.short_free)
    if match["marked"]:
        return not re.fullmatch(YEAR, match["n"])
    capital = match["short"] or match["name"][0].isupper()
    if not kind.short_free or re.fullmatch(YEAR, match["n"]):
        return False
    return bool(capital) or not _COUNTED.match(plain, match.end())
