"""Forms that stand for a document cited elsewhere: "Nghị quyết 17", "Nghị định này", "Đề án 06", what a text defines.

A form is resolved when exactly one document fits it; otherwise it is kept, marked `optional`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from theodoi.extract.decrees.number import Citation
from theodoi.extract.decrees.reading import body_after, mention_of, pinpoint
from theodoi.extract.decrees.types import YEAR, TypeWord, is_other_word, opens_sentence
from theodoi.extract.spans import Context, DecreeMention
from theodoi.extract.text import UPPER
from theodoi.registry.document_types import DocumentType, DocumentTypes, document_types
from theodoi.registry.known_documents import nicknames

# What makes a type word a short form: "Nghị định 168", "Nghị quyết số 17", "NĐ 118/2015".
_CITED = re.compile(
    rf"(?: {{1,2}}(?P<marked>(?i:số)[ :]{{1,2}})?|(?<=[QĐT]))(?P<n>\d{{1,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{YEAR})| năm (?P<of>{YEAR}))?"
    r"(?![\w%]|[.,]\d|[/-]\w|[ ]{0,2}[/-][ ]{0,2}[\dA-ZĐ])"
)


def short_citations(
    text: str, plain: str, types: Sequence[TypeWord], citations: Sequence[Citation], context: Context
) -> list[DecreeMention]:
    """Types with a bare number; in a list ("các Nghị định 45, 61 và 118") each number."""
    registry, mentions = document_types(), []
    by_base: dict[str, list[Citation]] = {}
    for citation in citations:
        by_base.setdefault(citation.base.lstrip("0"), []).append(citation)
    for word in types:
        match = _CITED.match(plain, word.end)
        if match is None:
            continue
        short = _short(text, plain, by_base, context, registry, word.kind, match, word.start)
        if not _cites(match, word, plain, resolved=not short.optional):
            continue
        mentions.append(short)
        end = match.end()
        while (listed := _LISTED.match(plain, end)) and not _THINGS.match(plain, listed.end()):
            mentions.append(_short(text, plain, by_base, context, registry, word.kind, listed, listed.start("n")))
            end = listed.end()
    return mentions


# After a short form: ", 61", "và 118/2015"; not "và 3 thông tư", not a date or a share.
_LISTED = re.compile(
    rf"(?:, ?| và )(?:số )?(?P<n>\d{{2,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{YEAR}))?(?![\w%]|[.,]\d|[/-]\w| ?[/-] ?[\dA-ZĐ])"
)


_WHOSE = re.compile(rf" (?:của|do) (?=[{UPPER}])")


def _short(
    text: str,
    plain: str,
    by_base: Mapping[str, Sequence[Citation]],
    context: Context,
    registry: DocumentTypes,
    kind: DocumentType,
    match: re.Match[str],
    start: int,
) -> DecreeMention:
    base = match["n"].lower()
    stated = match["year"] or match.groupdict().get("of")
    year = int(stated) if stated else None
    fits = {
        c.number: c
        for c in by_base.get(base.lstrip("0"), ())
        if c.kind is kind and (year is None or c.year in (None, year))
    }
    if fits and _WHOSE.match(plain, match.end()):
        body = body_after(plain, match.end())[0]
        fits = {number: c for number, c in fits.items() if registry.issuers.get(c.issuer_code or "") in (body, None)}
    full = next(iter(fits.values())) if len(fits) == 1 else None
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
    mention = mention_of(text, plain, short, context, registry)
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


def _cites(match: re.Match[str], word: TypeWord, plain: str, *, resolved: bool) -> bool:
    """Whether a type word with a bare number cites a document rather than counting something.

    "Kế hoạch 47" or "TT 01" does when the text cites exactly one such document in full (`resolved`).
    """
    if resolved and word.capital and not _THINGS.match(plain, match.end()):
        return True
    if word.name in _DOUBTFUL:
        return False
    if not re.fullmatch(YEAR, match["n"]) and not _THINGS.match(plain, match.end()):
        if len(match["n"]) > 3 and (word.kind.short_free or match["marked"]):  # a count would have a point: 3.848
            return True
        if len(match["n"]) > 2 and body_after(plain, match.end())[0]:
            return True
    if match["year"]:
        return bool(match["marked"] or word.kind.short_free)
    if match["marked"]:
        return not re.fullmatch(YEAR, match["n"])
    if not word.kind.short_free or re.fullmatch(YEAR, match["n"]):
        return False
    return word.capital or not _COUNTED.match(plain, match.end())


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
    text: str, plain: str, types: Sequence[TypeWord], documents: Sequence[DecreeMention]
) -> list[DecreeMention]:
    """ "Nghị định này": the one document of that type in the nearest paragraph before that has any.

    `documents` are the mentions so far, sorted by start.
    """
    starts = [d.start for d in documents]
    found = []
    for word in types:
        match = _BACK_WORD.match(plain, word.end)
        bare = match is None and _is_bare(plain, word)
        if (match is None and not bare) or is_other_word(plain, word):
            continue
        antecedent = _antecedent(plain, documents[: bisect_left(starts, word.start)], word.kind, word.start)
        if antecedent is None and bare:
            continue
        if antecedent is None and word.name in _VAGUE and (not word.capital or opens_sentence(plain, word.start)):
            continue
        found.append(
            _standing_for(
                antecedent,
                text,
                word.start,
                match.end() if match else word.end,
                word.kind,
                "back",
                "back reference" if match else "bare type",
                plain,
            )
        )
    return found


_CEASED_REACH = 80
_CEASED = re.compile(r"(?:hết|chấm dứt) hiệu lực[^.;\n]{0,40}$", re.IGNORECASE)


def _antecedent(plain: str, before: Sequence[DecreeMention], kind: DocumentType, at: int) -> DecreeMention | None:
    paragraph: dict[tuple, DecreeMention] = {}
    start, breaks = plain.rfind("\n", 0, at) + 1, 0
    for document in reversed(before[-200:]):
        if document.start < start:
            breaks += 1
            if paragraph or breaks > _BACK:
                break
            start = plain.rfind("\n", 0, document.start) + 1
        if document.end > at or document.optional or document.form == "nickname":
            continue
        # "Luật A hết hiệu lực kể từ ngày Luật này có hiệu lực": another one than A.
        if breaks == 0 and _CEASED.search(plain, max(document.end, at - _CEASED_REACH), at):
            return None
        if document.doc_type == kind.name or kind.name == "văn bản":
            paragraph.setdefault(identity(document), document)
    if len(paragraph) > 1:
        own = {i: d for i, d in paragraph.items() if not _EMBEDDED.search(plain, max(0, d.start - 40), d.start)}
        paragraph = own or paragraph
    return next(iter(paragraph.values())) if len(paragraph) == 1 else None


def identity(document: DecreeMention) -> tuple:
    """What makes two mentions of one text the same document."""
    return (
        (document.number, document.doc_type) if document.number else (document.title, document.doc_type, document.stage)
    )


def _standing_for(
    antecedent: DecreeMention | None,
    text: str,
    start: int,
    end: int,
    kind: DocumentType | None,
    form: str,
    method: str,
    plain: str,
) -> DecreeMention:
    own = DecreeMention(
        start=start,
        end=end,
        quote=text[start:end],
        confidence=0.85 if antecedent else 0.4,
        method=method if antecedent else f"{method}, open",
        doc_type=antecedent.doc_type if antecedent else (kind.name if kind else None),
        form=form,
        optional=antecedent is None,
        pinpoint=pinpoint(plain, start, end),
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


def defined_names(text: str, plain: str, documents: Sequence[DecreeMention]) -> list[DecreeMention]:
    """Mentions by a name that the text itself defines: "(sau đây gọi là Đề án)"; `documents` sorted by start."""
    starts = [d.start for d in documents]
    meant: dict[str, list[tuple[int, DecreeMention, DocumentType]]] = {}  # by name: from where on, what, its type
    for definition in _DEFINED.finditer(plain):
        name = definition["name"].strip()
        kind = _kind_of(name)
        if kind is None or (name not in meant and len(meant) == _NAMES):
            continue
        i = bisect_left(starts, definition.start())
        near = [d for d in documents[max(0, i - 6) : i] if _in_reach(plain, d, definition.start())]
        same = [d for d in near if d.doc_type == kind.name] or near
        own = [d for d in same if not _EMBEDDED.search(plain, max(0, d.start - 40), d.start)] or same
        if own:
            meant.setdefault(name, []).append((definition.end(), own[-1] if same is near else own[0], kind))
    if not meant:
        return []
    found: list[DecreeMention] = []
    names = "|".join(re.escape(name) for name in sorted(meant, key=len, reverse=True))
    for use in re.finditer(rf"(?<!\w)(?:{names})(?!\w| (?:số )?\d)", plain):
        defined = meant[use.group()]
        i = bisect_left(defined, use.start() + 1, key=lambda known: known[0])
        if i:
            _, antecedent, kind = defined[i - 1]
            found.append(
                _standing_for(antecedent, text, use.start(), use.end(), kind, "nickname", "defined name", plain)
            )
    return found


def _in_reach(plain: str, document: DecreeMention, at: int) -> bool:
    return at - document.end < _REACH and "\n" not in plain[document.end : at] and ". " not in plain[document.end : at]


def _kind_of(name: str) -> DocumentType | None:
    lower = name.lower()
    types = sorted(document_types().types, key=lambda t: len(t.name), reverse=True)
    if not name[:1].isupper():
        return None
    return next((t for t in types if lower == t.name or lower.startswith(t.name + " ")), None)


def known_nicknames(text: str, plain: str, types: Sequence[TypeWord], context: Context) -> list[DecreeMention]:
    """Documents by a name that everyone knows ("Đề án 06"), by the registry."""
    pattern, by_name = nicknames()
    found = []
    for word in types:
        match = pattern.match(plain, word.start)
        if match is None:
            continue
        known = by_name[" ".join(match.group().casefold().split())]
        if context.published_on and context.published_on < known.issued_on:
            continue
        found.append(
            DecreeMention(
                start=match.start(),
                end=match.end(),
                quote=text[match.start() : match.end()],
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
