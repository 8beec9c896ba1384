"""Forms that stand for a document cited elsewhere: "Nghị quyết 17", "Nghị định này", "Đề án 06", what a text defines.

A form is resolved when exactly one document fits it; otherwise it is kept, marked `optional`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from theodoi.extract.decrees.number import Citation
from theodoi.extract.decrees.reading import body_after, mention_of, pinpoint
from theodoi.extract.decrees.types import YEAR, TypeWord, is_other_word, opens_sentence
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import DecreeMention
from theodoi.extract.text import UPPER
from theodoi.registry.document_types import DocumentType, document_types
from theodoi.registry.known_documents import nicknames

# What makes a type word a short form: "Nghị định 168", "Nghị quyết số 17", "NĐ 118/2015".
_CITED = re.compile(
    rf"(?: {{1,2}}(?P<marked>(?i:số)[ :]{{1,2}})?|(?<=[QĐT]))(?P<n>\d{{1,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{YEAR})| năm (?P<of>{YEAR}))?"
    r"(?![\w%]|[.,]\d|[/-]\w|[ ]{0,2}[/-][ ]{0,2}[\dA-ZĐ])"
)


class NoReference(Reason):
    """Why words that could stand for a document cited elsewhere do not."""

    COUNTS = "the bare number counts something, or is a year"
    DOUBTFUL = "TT and CT are a centre or a town as often as a type"
    OTHER_WORD = "it is part of another word or name: kỷ luật, công ty luật"
    NOTHING_BEFORE = "the type begins a sentence, but not one document of that type stands before it"
    VAGUE = "the word names an act or a plan as often as a document, and nothing before fits it"
    NOT_OUT_YET = "the known document was issued after the article"
    UNKNOWN_TYPE = "the name that is defined begins with no type of a document, or is one of too many"
    NOTHING_DEFINED = "no document stands near before the name that is defined"


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


def _no_citation(match: re.Match[str], word: TypeWord, plain: str, *, resolved: bool) -> NoReference | None:
    """Why a type word with a bare number cites no document, None when it does.

    "Kế hoạch 47" or "TT 01" does when the text cites exactly one such document in full (`resolved`).
    """
    things = _THINGS.match(plain, match.end()) is not None
    if resolved and word.capital and not things:
        return None
    if word.name in _DOUBTFUL:
        return NoReference.DOUBTFUL
    year = re.fullmatch(YEAR, match["n"]) is not None
    if not year and not things and _is_long(match, word, plain):
        return None
    if match["year"]:
        sure = bool(match["marked"] or word.kind.short_free)
    elif match["marked"] or year or not word.kind.short_free:
        sure = bool(match["marked"]) and not year
    else:
        sure = word.capital or not _COUNTED.match(plain, match.end())
    return None if sure else NoReference.COUNTS


def _is_long(match: re.Match[str], word: TypeWord, plain: str) -> bool:
    """Whether the digits are more than a count has: it would have a point (3.848), and belongs to no body."""
    if len(match["n"]) > 3 and (word.kind.short_free or match["marked"]):
        return True
    return len(match["n"]) > 2 and body_after(plain, match.end())[0] is not None


# back references ---------------------------------------------------------------------------------------------------
# Lower-case words that name an act or a plan as often as a document: kept only where something fits them.
_VAGUE = frozenset(("quyết định", "chương trình", "kế hoạch", "báo cáo", "đề án", "quy định", "hướng dẫn", "kết luận", "phương án", "chỉ thị", "thông báo", "văn bản", "lệnh", "tuyên bố"))  # fmt: skip
# "… một số điều của Nghị định X", "thay thế Nghị định X", "Căn cứ Luật X": X is not what the text is about.
_EMBEDDED = re.compile(
    r"(?:(?:điều|khoản|điểm|nội dung|quy định|phụ lục|thi hành|\d[a-z]?)(?: của)?|(?:sửa đổi|bổ sung|thay thế|bãi bỏ|căn cứ|theo|hướng dẫn|thay|kèm theo|chi tiết|bởi)(?: các| cho)?) \**$",
    re.IGNORECASE,
)


_BACK = 5  # paragraphs with documents that a back reference may reach over


_BACK_WORD = re.compile(r" {1,2}(?:này|trên|nêu trên|nói trên|vừa nêu|kể trên)(?!\w)")


# "Nghị định có hiệu lực từ …", at the head of a sentence: the one that the sentences before tell of.
_BARE = frozenset(("nghị định", "thông tư", "quyết định", "nghị quyết", "luật", "bộ luật", "chỉ thị", "pháp lệnh", "thông tư liên tịch"))  # fmt: skip
_TELLS = re.compile(
    r" (?:cũng |sẽ |đã |chính thức )*(?:có hiệu lực|hết hiệu lực|quy định|nêu rõ|chỉ rõ|yêu cầu|gồm|bao gồm|áp dụng|thay thế|bãi bỏ|sửa đổi|bổ sung"
    r"|hướng dẫn|giao|nhấn mạnh|đặt mục tiêu|đặt ra|cho phép|nghiêm cấm)(?!\w)"
)


def _is_bare(plain: str, word: TypeWord) -> bool:
    return (
        word.capital
        and word.name in _BARE
        and opens_sentence(plain, word.start)
        and _TELLS.match(plain, word.end) is not None
    )


def back_references(
    document: Document, types: Sequence[TypeWord], documents: Sequence[DecreeMention]
) -> list[DecreeMention]:
    """ "Nghị định này": the one document of that type in the nearest paragraph before that has any.

    `documents` are the mentions so far, sorted by start.
    """
    plain, starts, found = document.plain, [d.start for d in documents], []
    for word in types:
        match = _BACK_WORD.match(plain, word.end)
        if match is None and not _is_bare(plain, word):
            continue
        antecedent = None
        if not (other := is_other_word(plain, word)):
            antecedent = _antecedent(document, documents[: bisect_left(starts, word.start)], word.kind, word.start)
        if reason := NoReference.OTHER_WORD if other else _no_reference(plain, word, antecedent, bare=match is None):
            document.refuse("decree", word.start, word.end, reason)
            continue
        end, method = (match.end(), "back reference") if match else (word.end, "bare type")
        found.append(_standing_for(document, antecedent, (word.start, end), word.kind, "back", method))
    return found


def _no_reference(plain: str, word: TypeWord, antecedent: DecreeMention | None, *, bare: bool) -> NoReference | None:
    """Why a type word, with "này" or `bare`, refers to no document, None when it does, be it unknown which one."""
    if antecedent is not None:
        return None
    if bare:
        return NoReference.NOTHING_BEFORE
    vague = word.name in _VAGUE and (not word.capital or opens_sentence(plain, word.start))
    return NoReference.VAGUE if vague else None


_CEASED_REACH = 80
_CEASED = re.compile(r"(?:hết|chấm dứt) hiệu lực[^.;\n]{0,40}$", re.IGNORECASE)


def _antecedent(
    document: Document, before: Sequence[DecreeMention], kind: DocumentType, at: int
) -> DecreeMention | None:
    paragraph: dict[tuple, DecreeMention] = {}
    start, breaks = document.line_start(at), 0
    for mention in reversed(before[-200:]):
        if mention.start < start:
            breaks += 1
            if paragraph or breaks > _BACK:
                break
            start = document.line_start(mention.start)
        if mention.end > at or mention.optional or mention.form == "nickname":
            continue
        # "Luật A hết hiệu lực kể từ ngày Luật này có hiệu lực": another one than A.
        if breaks == 0 and _CEASED.search(document.plain, max(mention.end, at - _CEASED_REACH), at):
            return None
        if mention.doc_type == kind.name or kind.name == "văn bản":
            paragraph.setdefault(identity(mention), mention)
    if len(paragraph) > 1:
        own = {i: d for i, d in paragraph.items() if not _is_embedded(document.plain, d)}
        paragraph = own or paragraph
    return next(iter(paragraph.values())) if len(paragraph) == 1 else None


def _is_embedded(plain: str, mention: DecreeMention) -> bool:
    return _EMBEDDED.search(plain, max(0, mention.start - 40), mention.start) is not None


def identity(document: DecreeMention) -> tuple:
    """What makes two mentions of one text the same document."""
    return (
        (document.number, document.doc_type) if document.number else (document.title, document.doc_type, document.stage)
    )


def _standing_for(
    document: Document,
    antecedent: DecreeMention | None,
    span: tuple[int, int],
    kind: DocumentType,
    form: str,
    method: str,
) -> DecreeMention:
    own = DecreeMention(
        start=span[0],
        end=span[1],
        quote=document.text[slice(*span)],
        confidence=0.85 if antecedent else 0.4,
        method=method if antecedent else f"{method}, open",
        doc_type=antecedent.doc_type if antecedent else kind.name,
        form=form,
        optional=antecedent is None,
        pinpoint=pinpoint(document.plain, *span),
    )
    if antecedent is None:
        return own
    return replace(
        own,
        number=antecedent.number,
        issuer=antecedent.issuer,
        year=antecedent.year,
        year_from=_carried(antecedent.year_from),
        issued_on=antecedent.issued_on,
        issued_precision=antecedent.issued_precision,
        date_from=_carried(antecedent.date_from),
        title=antecedent.title,
        stage=antecedent.stage,
    )


def _carried(origin: str | None) -> str | None:
    return "context" if origin else None


# names that the text or the registry gives -------------------------------------------------------------------------
_DEFINED = re.compile(
    r"\((?:(?:sau đây|dưới đây|từ đây)(?: được)? )?(?:gọi|viết)(?: chung| tắt)?(?: là| tắt là|:)[: ]{0,2}[\"“'‘]?(?P<name>[^()\n\"”'’]{3,60}?)[\"”'’]?\)",
    re.IGNORECASE,
)
_NAMES = 50  # that one text may define
_REACH = 400  # characters between a document and the name that the text gives it


# By name: from where on it is defined, what it stands for, the type that it begins with.
_Meant = dict[str, list[tuple[int, DecreeMention, DocumentType]]]


def defined_names(document: Document, documents: Sequence[DecreeMention]) -> list[DecreeMention]:
    """Mentions by a name that the text itself defines: "(sau đây gọi là Đề án)"; `documents` sorted by start."""
    meant = _definitions(document, documents)
    if not meant:
        return []
    found: list[DecreeMention] = []
    names = "|".join(re.escape(name) for name in sorted(meant, key=len, reverse=True))
    for use in re.finditer(rf"(?<!\w)(?:{names})(?!\w| (?:số )?\d)", document.plain):
        defined = meant[use.group()]
        i = bisect_left(defined, use.start() + 1, key=lambda known: known[0])
        if i:
            _, antecedent, kind = defined[i - 1]
            found.append(_standing_for(document, antecedent, use.span(), kind, "nickname", "defined name"))
    return found


def _definitions(document: Document, documents: Sequence[DecreeMention]) -> _Meant:
    starts = [d.start for d in documents]
    meant: _Meant = {}
    for definition in _DEFINED.finditer(document.plain):
        name = definition["name"].strip()
        kind = _kind_of(name)
        if kind is None or (name not in meant and len(meant) == _NAMES):
            document.refuse("decree", *definition.span(), NoReference.UNKNOWN_TYPE)
            continue
        i = bisect_left(starts, definition.start())
        defined = _defined_by(document.plain, documents[max(0, i - 6) : i], kind, definition.start())
        if defined is None:
            document.refuse("decree", *definition.span(), NoReference.NOTHING_DEFINED)
        else:
            meant.setdefault(name, []).append((definition.end(), defined, kind))
    return meant


def _defined_by(plain: str, before: Sequence[DecreeMention], kind: DocumentType, at: int) -> DecreeMention | None:
    """The document that a name in brackets is given to: of its type the last, else the first that no other holds."""
    near = [d for d in before if _in_reach(plain, d, at)]
    same = [d for d in near if d.doc_type == kind.name] or near
    own = [d for d in same if not _is_embedded(plain, d)] or same
    if not own:
        return None
    return own[-1] if same is near else own[0]


def _in_reach(plain: str, document: DecreeMention, at: int) -> bool:
    return at - document.end < _REACH and "\n" not in plain[document.end : at] and ". " not in plain[document.end : at]


def _kind_of(name: str) -> DocumentType | None:
    lower = name.lower()
    types = sorted(document_types().types, key=lambda t: len(t.name), reverse=True)
    if not name[:1].isupper():
        return None
    return next((t for t in types if lower == t.name or lower.startswith(t.name + " ")), None)


def known_nicknames(document: Document, types: Sequence[TypeWord]) -> list[DecreeMention]:
    """Documents by a name that everyone knows ("Đề án 06"), by the registry."""
    pattern, by_name = nicknames()
    plain, published = document.plain, document.context.published_on
    found = []
    for word in types:
        match = pattern.match(plain, word.start)
        if match is None:
            continue
        known = by_name[" ".join(match.group().casefold().split())]
        if published and published < known.issued_on:
            document.refuse("decree", *match.span(), NoReference.NOT_OUT_YET)
            continue
        found.append(
            DecreeMention(
                start=match.start(),
                end=match.end(),
                quote=document.text[match.start() : match.end()],
                confidence=0.95,
                method="nickname",
                number=known.number,
                doc_type=known.doc_type,
                issuer=known.issuer,
                year=known.issued_on.year,
                year_from="registry",
                issued_on=known.issued_on,
                issued_precision="day",
                date_from="registry",
                title=known.title,
                pinpoint=pinpoint(plain, match.start(), match.end()),
                form="nickname",
            )
        )
    return found
