"""Short forms: a type word with a bare number that stands for a document cited elsewhere: "Nghị quyết 17", "NĐ 118/2015".

A form is resolved when exactly one document fits it; otherwise it is kept, marked `optional`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from theodoi.extract.decrees.number import Citation
from theodoi.extract.decrees.reading import body_after, mention_of
from theodoi.extract.decrees.types import YEAR, TypeWord
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import DecreeMention
from theodoi.extract.text import UPPER
from theodoi.registry.document_types import DocumentType, document_types

# What makes a type word a short form: "Nghị định 168", "Nghị quyết số 17", "NĐ 118/2015".
_CITED = re.compile(
    rf"(?: {{1,2}}(?P<marked>(?i:số)[ :]{{1,2}})?|(?<=[QĐT]))(?P<n>\d{{1,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{YEAR})| năm (?P<of>{YEAR}))?"
    r"(?![\w%]|[.,]\d|[/-]\w|[ ]{0,2}[/-][ ]{0,2}[\dA-ZĐ])"
)


class NoShortForm(Reason):
    """Why a type word with a bare number cites no document."""

    COUNTS = "the bare number counts something, or is a year"
    DOUBTFUL = "TT and CT are a centre or a town as often as a type"


def short_citations(
    document: Document, types: Sequence[TypeWord], citations: Sequence[Citation]
) -> list[DecreeMention]:
    """Types with a bare number; in a list ("các Nghị định 45, 61 và 118") each number."""
    plain, cited, mentions = document.plain, _Cited(citations), []
    for word in types:
        match = _CITED.match(plain, word.end)
        if match is None:
            continue
        short = _short(document, cited, word.kind, match, word.start)
        if reason := _no_citation(match, word, plain, resolved=not short.optional):
            document.refuse("decree", word.start, match.end(), reason)
            continue
        mentions.append(short)
        end = match.end()
        while (listed := _LISTED.match(plain, end)) and not _THINGS.match(plain, listed.end()):
            mentions.append(_short(document, cited, word.kind, listed, listed.start("n")))
            end = listed.end()
    return mentions


class _Cited:
    """The citations of a text in full, by the digits that a short form repeats."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        self._by_base: dict[str, list[Citation]] = {}
        for citation in citations:
            self._by_base.setdefault(citation.base.lstrip("0"), []).append(citation)

    def fitting(self, base: str, kind: DocumentType, year: int | None) -> list[Citation]:
        """One citation of each document of that type that has these digits, and this year where one is told."""
        fits = {
            c.number: c
            for c in self._by_base.get(base.lstrip("0"), ())
            if c.kind is kind and (year is None or c.year in (None, year))
        }
        return list(fits.values())


# After a short form: ", 61", "và 118/2015"; not "và 3 thông tư", not a date or a share.
_LISTED = re.compile(
    rf"(?:, ?| và )(?:số )?(?P<n>\d{{2,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{YEAR}))?(?![\w%]|[.,]\d|[/-]\w| ?[/-] ?[\dA-ZĐ])"
)


_WHOSE = re.compile(rf" (?:của|do) (?=[{UPPER}])")


def _short(document: Document, cited: _Cited, kind: DocumentType, match: re.Match[str], start: int) -> DecreeMention:
    base = match["n"].lower()
    stated = match["year"] or match.groupdict().get("of")
    year = int(stated) if stated else None
    fits = cited.fitting(base, kind, year)
    if fits and _WHOSE.match(document.plain, match.end()):
        body, _ = body_after(document.plain, match.end())
        fits = [c for c in fits if document_types().issuers.get(c.issuer_code or "") in (body, None)]
    full = fits[0] if len(fits) == 1 else None
    short = Citation(
        start=start,
        end=match.end(),
        base=base,
        number=full.number if full else base + (match["ysep"] + match["year"] if match["year"] else ""),
        kind=full.kind if full else kind,
        issuer_code=full.issuer_code if full else None,
        year=year or (full.year if full else None),
        method="short form, resolved" if full else "short form",
    )
    mention = mention_of(document, short, document_types())
    return replace(mention, optional=full is None, confidence=0.9 if full else 0.6, form="short")


_DOUBTFUL = frozenset(("tt", "ct"))  # "TT 01" may be a centre or a town


# After these a small number counts something: "kế hoạch 5 năm", "quyết định 3 nội dung".
_COUNTED = re.compile(
    r" {1,2}(?!(?:về|của|và|ngày|năm|là|do|để|cho|có|được|đã|quy|vẫn|còn|sẽ|ra|thì|cũng|với|như|này|nêu|trên|vừa|theo|tại|trong|ban|nhằm|hay|hoặc)\b)[a-zà-ỹđ]"
)


# Things that are counted after a list of documents: "và 12 thông tư".
_THINGS = re.compile(
    r" (?:năm|tháng|ngày|tuần|quý|bộ|ngành|tỉnh|thành phố|xã|huyện|phường|văn bản|thông tư|nghị định|nghị quyết|quyết định|chỉ thị|luật"
    r"|kế hoạch|điều|khoản|nội dung|nhiệm vụ|nhóm|người|đồng|triệu|tỷ|hồ sơ|thủ tục|cơ quan|đơn vị|địa phương|trang|công văn|dự án|dịch vụ)(?!\w)(?! chỉnh)",
    re.IGNORECASE,
)


def _no_citation(match: re.Match[str], word: TypeWord, plain: str, *, resolved: bool) -> NoShortForm | None:
    """Why a type word with a bare number cites no document, None when it does.

    "Kế hoạch 47" or "TT 01" does when the text cites exactly one such document in full (`resolved`).
    """
    things = _THINGS.match(plain, match.end()) is not None
    if resolved and word.capital and not things:
        return None
    if word.name in _DOUBTFUL:
        return NoShortForm.DOUBTFUL
    year = re.fullmatch(YEAR, match["n"]) is not None
    if not year and not things and _is_long(match, word, plain):
        return None
    if match["year"]:
        sure = bool(match["marked"] or word.kind.short_free)
    elif match["marked"] or year or not word.kind.short_free:
        sure = bool(match["marked"]) and not year
    else:
        sure = word.capital or not _COUNTED.match(plain, match.end())
    return None if sure else NoShortForm.COUNTS


def _is_long(match: re.Match[str], word: TypeWord, plain: str) -> bool:
    """Whether the digits are more than a count has: it would have a point (3.848), and belongs to no body."""
    if len(match["n"]) > 3 and (word.kind.short_free or match["marked"]):
        return True
    return len(match["n"]) > 2 and body_after(plain, match.end())[0] is not None
