"""Words that stand for a document cited elsewhere: "Nghị định này", "Đề án 06", a name that the text defines.

A form is resolved when exactly one document fits it; otherwise it is kept, marked `optional`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from theodoi.extract.decrees.reading import pinpoint
from theodoi.extract.decrees.types import TypeWord, is_other_word, opens_sentence
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import DecreeMention
from theodoi.extract.text import Mark
from theodoi.registry.document_types import DocumentType, document_types
from theodoi.registry.known_documents import nicknames

# Number and type, or name, type and stage.
Identity = tuple[str | None, ...]


class NoReference(Reason):
    """Why words that could stand for a document cited elsewhere do not."""

    OTHER_WORD = "it is part of another word or name: kỷ luật, công ty luật"
    NOTHING_BEFORE = "the type begins a sentence, but not one document of that type stands before it"
    SEVERAL = "several documents are meant, or counted"
    VAGUE = "the word names an act or a plan as often as a document, and nothing before fits it"
    NOT_OUT_YET = "the known document was issued after the article"
    UNKNOWN_TYPE = "the name that is defined begins with no type of a document, or is one of too many"
    NOTHING_DEFINED = "no document stands near before the name that is defined"


# back references ---------------------------------------------------------------------------------------------------
# Lower-case words that name an act or a plan as often as a document: kept only where something fits them.
_VAGUE = frozenset(("quyết định", "chương trình", "kế hoạch", "báo cáo", "đề án", "quy định", "hướng dẫn", "kết luận", "phương án", "chỉ thị", "thông báo", "văn bản", "lệnh", "tuyên bố"))  # fmt: skip
# "… một số điều của Nghị định X", "thay thế Nghị định X", "Căn cứ Luật X": X is not what the text is about.
_EMBEDDED = re.compile(
    r"(?:(?:điều|khoản|điểm|nội dung|quy định|phụ lục|thi hành|\d[a-z]?)(?: của)?|(?:sửa đổi|bổ sung|thay thế|bãi bỏ|căn cứ|theo|hướng dẫn|thay|kèm theo|chi tiết|bởi)(?: các| cho)?) \**$",
    re.IGNORECASE,
)


_BACK = 5  # paragraphs with documents that a back reference may reach over


# "văn bản trên Hệ thống", "chỉ thị trên địa bàn": there "trên" goes with the noun behind it.
_BACK_WORD = re.compile(
    r" {1,2}(?:này|nêu trên|nói trên|vừa nêu|kể trên|trên(?=[ ]{0,2}(?:[.,;:)\]\"”!?\n]|$)"
    r"| (?:quy định|có|được|đã|sẽ|là|và|của|do|ban hành|nêu|yêu cầu|cũng|còn|vẫn|thì|để|nhằm|phải|cần|không|chưa|hết|bị|đang|cho|khi|với|về|gồm|bao gồm|áp dụng|hướng dẫn|thay thế|giao)(?!\w)))(?!\w)"
)
# "137 văn bản này", "các nghị định nêu trên": several, of which no one document is meant.
_SEVERAL = re.compile(
    r"(?:(?<!\w)(?:các|những|nhiều|một số|mọi|hai|ba|bốn|năm|sáu|cả hai|tất cả|toàn bộ)"
    r"|(?<!điều )(?<!khoản )(?<!điểm )(?<!mục )(?<!chương )(?<!phần )(?<!lục )(?<!số )(?<![\w/.,-])\d[\d.,]*) {1,2}$",
    re.IGNORECASE,
)
# "Nghị quyết giao Chính phủ …": whoever gives orders to the Government is above it.
_ORDERS = re.compile(
    r" (?:cũng |đã )?(?:giao|yêu cầu|đề nghị) (?P<whom>Chính phủ|Thủ tướng|Quốc hội|Ủy ban Thường vụ Quốc hội)(?!\w)"
)
_ABOVE = frozenset(
    (
        "Quốc hội",
        "Ủy ban Thường vụ Quốc hội",
        "Bộ Chính trị",
        "Ban Bí thư Trung ương Đảng",
        "Ban Chấp hành Trung ương Đảng",
    )
)


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
        several = _SEVERAL.search(plain, max(0, word.start - 24), word.start) is not None
        if several and not word.capital:
            document.refuse("decree", word.start, word.end, NoReference.SEVERAL)
            continue
        if not (other := is_other_word(plain, word)) and not several:
            before = documents[: bisect_left(starts, word.start)]
            antecedent = _antecedent(document, before, word.kind, word.start, _ordering(plain, word, match is None))
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


def _ordering(plain: str, word: TypeWord, bare: bool) -> str | None:
    """Whom the document that is meant gives orders, None where it gives the Government or the Assembly none."""
    orders = _ORDERS.match(plain, word.end) if bare else None
    return orders["whom"] if orders else None


def _antecedent(
    document: Document, before: Sequence[DecreeMention], kind: DocumentType, at: int, orders: str | None = None
) -> DecreeMention | None:
    paragraph: dict[Identity, DecreeMention] = {}
    start, breaks = document.line_start(at), 0
    for mention in reversed(before[-200:]):
        if mention.start < start:
            breaks += 1
            if paragraph or breaks > _BACK:
                break
            start = document.line_start(mention.start)
        if mention.end > at or mention.optional or mention.form == "nickname":
            continue
        if orders and mention.issuer not in _ABOVE and mention.issuer is not None:
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
    """Whether a document is named inside what is said of another one: behind a verb, in a list there, in brackets."""
    at = mention.start
    for _ in range(_LISTED):
        if _EMBEDDED.search(plain, max(0, at - 40), at) or _bracketed(plain, at):
            return True
        if (before := _LISTED_WITH.search(plain, max(0, at - 60), at)) is None:
            return False
        at = before.start("type")
    return False


_LISTED = 4  # documents that one verb may have before this one
# "Nghị định 61/2018/NĐ-CP và " before another one: the two share what stands before the first.
_LISTED_WITH = re.compile(
    r"(?P<type>(?<!\w)(?:[Nn]ghị định|[Nn]ghị quyết|[Tt]hông tư|[Qq]uyết định|[Cc]hỉ thị|[Ll]uật)) (?:số )?\d[^\s,;()]{2,30}(?: ngày [\d/-]{6,10})?(?:,| và|, và) $"
)


def _bracketed(plain: str, at: int) -> bool:
    """Whether a bracket is open at an offset, opened at most 300 characters before in the same line."""
    window = plain[max(0, at - 300) : at]
    window = window[window.rfind("\n") + 1 :]
    return window.rfind("(") > window.rfind(")")


def identity(document: DecreeMention) -> Identity:
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
        year_basis=_carried(antecedent.year_basis),
        issued_on=antecedent.issued_on,
        issued_precision=antecedent.issued_precision,
        date_basis=_carried(antecedent.date_basis),
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
    return at - document.end < _REACH and not Mark.STOP.search(plain, document.end, at)


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
                year_basis="registry",
                issued_on=known.issued_on,
                issued_precision="day",
                date_basis="registry",
                title=known.title,
                pinpoint=pinpoint(plain, match.start(), match.end()),
                form="nickname",
            )
        )
    return found
