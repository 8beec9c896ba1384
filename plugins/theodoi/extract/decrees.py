"""Find and read every legal or administrative document that a text cites by number.

A citation is read in four steps: the number (digits, year, codes) is found by its shape and judged by the registry of
types and issuers; the words before it give its type, the words after it its date, issuer and year; a short form
("Nghị quyết 17") takes the number of the one full citation in the text that it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from theodoi.extract.dates import date_at
from theodoi.extract.spans import Context, DecreeMention
from theodoi.extract.text import level
from theodoi.registry.document_types import DocumentType, DocumentTypes, document_types, fold_code

_YEAR = r"(?:19[4-9]\d|20\d\d)"
_S = r"[ ]{0,2}"
_CODE = r"(?:(?:UBTV)?QH ?\d{1,2}|[A-Za-zĐđÂâĂăÊêÔôƠơƯư&]{1,16}\d{0,2})"
# digits [letter] [/year] then one to nine codes, joined by / or - (or, when the hyphen was lost, by a space).
_NUMBER = re.compile(
    rf"(?<![\w/.,-])(?P<n>\d{{1,6}})(?P<letter>[A-Ea-e]?)(?:{_S}(?P<ysep>[/-]){_S}(?P<year>{_YEAR}))?"
    rf"{_S}(?P<sep>[/-]){_S}(?P<codes>{_CODE}(?:{_S}[/-]{_S}{_CODE}){{0,8}})(?!\w)"
)
_LOST_HYPHEN = re.compile(rf" (?P<code>[A-ZĐ&]{{2,12}}|TTg)(?P<rest>(?:{_S}-{_S}{_CODE})?)(?!\w)")
_SPLIT = re.compile(rf"{_S}([/-]){_S}")

# Types that the Government and the Prime Minister issue alone: NĐ/CP is a slip for NĐ-CP.
_OF_GOVERNMENT = frozenset(("NĐ", "NQ", "QĐ", "CT"))

# What may stand between a citation and its date, and between the citation and its issuer.
_DATE_LEAD = re.compile(
    r"[ ,]{0,3}(?:(?:được )?(?:ban hành|ký(?: ban hành)?) )?(?:(?:vào |cùng )?ngày {1,2}|\((?:ban hành )?(?:ngày {1,2})?)(?=\d)",
    re.IGNORECASE,
)
_ISSUER_THEN_DATE = re.compile(
    r"[ ,]{0,3}(?:do|của) (?P<who>[^.,;:()\n\d]{3,90}?)(?: ban hành| ký)?,? {1,2}ngày {1,2}(?=\d)", re.IGNORECASE
)
# "Ngày 28/8/2018, Thủ tướng Chính phủ đã ký ban hành Quyết định số …"
_DATE_BEFORE = re.compile(
    r"ngày {1,2}(?P<date>\d[^,;.()\nA-Z]{3,28}?),? (?P<who>[^.;:()\n\d]{0,120}?)(?:đã |vừa |cũng |mới )?(?:ký|ban hành|phê duyệt|có)"
    r"(?: ban hành| duyệt| quyết định)?[^.;:()\n\d]{0,24}$",
    re.IGNORECASE,
)
_OF = re.compile(r"[ ,)]{0,3}(?:(?:do|của|từ) )(?:các )?", re.IGNORECASE)
_YEAR_AFTER = re.compile(rf"[ ,]{{0,3}}(?:ban hành |ký )?\(?năm {{1,2}}(?P<year>{_YEAR})(?![\d/])", re.IGNORECASE)
_JUST_NOW = re.compile(r"\b(?:vừa|mới)\b[^.;\n]{0,60}$", re.IGNORECASE)
_COMMITTEE = re.compile(
    r"(?P<kind>UBND|HĐND|[UỦ][ỷyỶ]? ?ban nhân dân|Hội đồng nhân dân)(?: các)? (?P<level>tỉnh|thành phố|TP\.?|quận|huyện|thị xã|xã|phường) ?"
    r"(?P<place>[A-ZĐÀ-Ỹ][\wÀ-ỹ]*(?:[ -][A-ZĐÀ-Ỹ][\wÀ-ỹ]*){0,4}|\d{1,2})"
)
_JOINS = re.compile(r"^[ ,;]{0,3}(?:và|hoặc|cùng|với)?[ ]{0,2}(?:số:? {0,2})?$", re.IGNORECASE)
# A type word may stand some way before its number: "Luật Tổ chức Chính phủ số 63/2025/QH15".
_TITLE_GAP = 110


@dataclass(frozen=True, slots=True)
class _Citation:
    """One number found by its shape and accepted by the registry."""

    start: int  # of the type word when it stands directly before, else of the number
    end: int
    base: str  # "19-2018", "36a": what a short form repeats
    number: str
    kind: DocumentType | None
    issuer_code: str | None
    year: int | None
    method: str


def find_decrees(text: str, context: Context = Context()) -> tuple[DecreeMention, ...]:  # noqa: B008 - frozen
    """Every citation of a numbered document in `text`, one per occurrence, in order of offset.

    Numbers are written properly (701/QĐ-TTg, 52-NQ/TW); `issued_on` is given where the text states it for this
    document; an unresolved short form ("Nghị định 168") keeps its number as written and is `optional`.
    Any string is accepted; time is linear in its length.
    """
    plain = level(text)
    registry = document_types()
    citations = _full_citations(plain, registry)
    mentions = [_mention(text, plain, citation, context, registry) for citation in citations]
    mentions += _short_citations(text, plain, citations, context, registry)
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


# numbers -----------------------------------------------------------------------------------------------------------
def _full_citations(plain: str, registry: DocumentTypes) -> list[_Citation]:
    found: list[_Citation] = []
    for match in _NUMBER.finditer(plain):
        word = _type_before(plain, match.start())
        previous = found[-1] if found and _JOINS.search(plain[found[-1].end : match.start()][:24]) else None
        listed = previous.kind if previous and match.start() - previous.end < 12 else None
        read = _read_codes(match, plain, bool(word or listed), registry)
        if read is None:
            continue
        number, kind, issuer_code, end = read
        if kind is None and issuer_code and _legislature(issuer_code):
            alike = listed if previous and _legislature(previous.issuer_code or "") else None
            kind = word.kind if word else alike or _title_type(plain, match.start()) or registry.by_word["luật"]
        if word and kind and set(word.kind.codes) & set(kind.codes):
            kind = word.kind  # QĐ stands for quyết định and, in the party, for quy định
        if kind is None:
            kind = word.kind if word else listed or registry.by_word["công văn" if issuer_code else "văn bản"]
        found.append(
            _Citation(
                start=word.start if word else match.start(),
                end=end,
                base=number_base(match),
                number=number,
                kind=kind,
                issuer_code=issuer_code,
                year=int(match["year"]) if match["year"] else None,
                method="number+type" if word else "number",
            )
        )
    return found


def number_base(match: re.Match[str]) -> str:
    """The digits (and letter, and year after a hyphen) of a number: what a short form may repeat."""
    return match["n"] + match["letter"].lower()


def _read_codes(
    match: re.Match[str], plain: str, typed: bool, registry: DocumentTypes
) -> tuple[str, DocumentType | None, str | None, int] | None:
    """The number properly written, its type and issuer code, and where it ends; None when it is no document number."""
    parts = _SPLIT.split(match["codes"])
    codes, joins, end = parts[0::2], parts[1::2], match.end()
    codes = [spelling for code in codes for spelling in _proper(code.replace(" ", ""), registry)]
    joins += ["-"] * (len(codes) - len(joins) - 1)
    head = codes[0]
    kind = registry.by_code.get(head)
    if kind and len(codes) == 1 and (lost := _LOST_HYPHEN.match(plain, end)):
        issuer = _proper(lost["code"], registry)
        if issuer[0] in registry.issuers:
            codes += issuer + [c for c in _SPLIT.split(lost["rest"])[2::2]]
            joins += ["-"] * (len(codes) - 1)
            end = lost.end()
    issuer_code = _issuer_code(codes if kind is None else codes[1:], registry)
    legislature = _legislature(head)
    if not (kind or legislature or head in registry.issuers or (typed and head[0].isupper())):
        return None
    if not typed and not _stands_alone(kind, codes, match, registry):
        return None
    digits = match["n"] + match["letter"].lower()
    if match["year"]:
        digits += ("-" if match["ysep"] == "-" and match["sep"] == "/" else "/") + match["year"]
    if kind and len(codes) == 2 and codes[1] in registry.party and not match["year"]:
        return f"{digits}-{head}/{codes[1]}", kind, codes[1], end
    # 82-TC/TCT, 119-CP and the party's forms keep their hyphen; 2025-NĐ-CP and the like lost a slash.
    sep = "-" if match["sep"] == "-" and (not kind or (joins and joins[0] == "/")) else "/"
    if legislature or (kind and not (len(codes) > 1 and joins[0] == "/")):
        sep = "/"
    body = head + "".join(join + code for join, code in zip(joins, codes[1:], strict=False))
    if kind and len(codes) > 1 and head in _OF_GOVERNMENT and codes[1] in ("CP", "TTg"):
        body = head + "-" + "-".join(codes[1:])
        sep = "/"
    return f"{digits}{sep}{body}", kind, issuer_code or (head if legislature else None), end


def _stands_alone(kind: DocumentType | None, codes: list[str], match: re.Match[str], registry: DocumentTypes) -> bool:
    """Whether a number without a type word before it is sure to be one: a known type with a body, or a body alone."""
    if kind:
        return len(codes) > 1 and codes[1][0].isupper()
    if _legislature(codes[0]):
        return True
    return len(codes) > 1 and match["sep"] == "/" and match["codes"][0].isupper() and len(codes[0]) > 1


def _legislature(code: str) -> str | None:
    return code if re.fullmatch(r"(?:QH|UBTVQH)\d{1,2}", code) else None


def _issuer_code(codes: Iterable[str], registry: DocumentTypes) -> str | None:
    for code in codes:
        if code in registry.issuers or _legislature(code):
            return code
    return None


def _proper(code: str, registry: DocumentTypes) -> list[str]:
    """A code as it is properly written; two codes when a hyphen was lost between type and issuer (`NQCP`)."""
    known, glued = _spellings()
    if code in registry.by_code or code in registry.issuers:
        return [code]
    folded = fold_code(code)
    if folded in known:
        return [known[folded]]
    if folded in glued:
        return list(glued[folded])
    stem = folded.rstrip("0123456789")
    if stem in ("QH", "UBTVQH") and stem != folded:
        return [folded]
    return [code.upper() if code.islower() else code]


@lru_cache(maxsize=1)
def _spellings() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Folded code -> proper code (types before issuers), and folded type+issuer -> both."""
    registry = document_types()
    known = {fold_code(c): c for c in reversed([*registry.by_code, *registry.issuers])}
    glued = {
        fold_code(kind + issuer): (kind, issuer)
        for kind in registry.by_code
        for issuer in registry.issuers
        if len(kind + issuer) > 3 and fold_code(kind + issuer) not in known
    }
    return known, glued


# types -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    kind: DocumentType


@lru_cache(maxsize=1)
def _type_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns made from the registry: a type right before a number, any type in a title, a short form."""
    registry = document_types()
    names = "|".join(sorted((t.name.replace(" ", " {1,2}") for t in registry.types), key=len, reverse=True))
    short = "|".join(a for t in registry.types for a in t.abbreviations)
    word = rf"(?<!\w)(?:(?P<name>(?i:{names}))|(?P<short>{short}))"
    before = re.compile(
        rf"{word}(?: {{1,2}}của [^.,;:()\n\d]{{3,60}}?)?(?: {{1,2}}\((?:[A-ZĐ]{{2,6}})\))?[ ,:]{{0,3}}(?:(?i:số)[ :.]{{0,3}})?$"
    )
    title = re.compile(rf"{word}(?!\w)")
    cited = re.compile(
        rf"{word} {{1,2}}(?P<marked>(?i:số)[ :]{{1,2}})?(?P<n>\d{{1,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{_YEAR}))?"
        rf"(?![\w%]|[.,]\d|[/-]\w|{_S}[/-]{_S}[\dA-ZĐ])"
    )
    return before, title, cited


def _word_of(match: re.Match[str], offset: int) -> _Word:
    name = match["name"]
    key = " ".join(name.lower().split()) if name else match["short"]
    return _Word(offset + match.start(), document_types().by_word[key])


def _type_before(plain: str, start: int) -> _Word | None:
    """The type word that ends right before a number (with or without "số")."""
    offset = max(0, start - 100)
    window = plain[offset:start]
    offset += window.rfind("\n") + 1
    match = _type_words()[0].search(plain[offset:start])
    return _word_of(match, offset) if match else None


def _title_type(plain: str, start: int) -> DocumentType | None:
    """The last type named before "… số" in the same sentence: Luật Tổ chức Chính phủ số 63/2025/QH15."""
    offset = max(0, start - _TITLE_GAP)
    window = re.split(r"[.;\n]", plain[offset:start])[-1]
    words = [m for m in _type_words()[1].finditer(window) if window[m.start()].isupper()]
    return _word_of(words[-1], 0).kind if words else None


# what the words around say -----------------------------------------------------------------------------------------
def _mention(text: str, plain: str, cited: _Citation, context: Context, registry: DocumentTypes) -> DecreeMention:
    issued_on = _date_after(plain, cited) or _date_before(plain, cited)
    year, year_from = _year(plain, cited, issued_on, context)
    return DecreeMention(
        start=cited.start,
        end=cited.end,
        quote=text[cited.start : cited.end],
        confidence=0.98 if cited.method == "number+type" else 0.9,
        method=cited.method,
        number=cited.number,
        doc_type=cited.kind.name if cited.kind else None,
        issuer=_issuer(plain, cited, registry),
        year=year,
        year_from=year_from,
        issued_on=issued_on,
        date_from="text" if issued_on else None,
    )


def _date_after(plain: str, cited: _Citation) -> date | None:
    for lead in (_DATE_LEAD, _ISSUER_THEN_DATE):
        match = lead.match(plain, cited.end, cited.end + 140)
        if match and (read := date_at(plain, match.end(), cited.year)):
            return read[0] if cited.year in (None, read[0].year) else None
    return None


def _date_before(plain: str, cited: _Citation) -> date | None:
    """The date of a sentence that tells of the signing itself; it must not contradict the number's own year."""
    offset = max(0, cited.start - 200)
    window = re.split(r"[\n;]|\. ", plain[offset : cited.start])[-1]
    match = _DATE_BEFORE.search(window)
    if not match:
        return None
    read = date_at(window, match.start("date"), cited.year)
    return read[0] if read and cited.year in (None, read[0].year) else None


def _year(plain: str, cited: _Citation, issued_on: date | None, context: Context) -> tuple[int | None, str | None]:
    if cited.year:
        return cited.year, "number"
    if issued_on:
        return issued_on.year, "text"
    if match := _YEAR_AFTER.match(plain, cited.end):
        return int(match["year"]), "text"
    if context.published_on and _JUST_NOW.search(plain[max(0, cited.start - 80) : cited.start]):
        return context.published_on.year, "context"
    return None, None


def _issuer(plain: str, cited: _Citation, registry: DocumentTypes) -> str | None:
    """By the code where the code names one body, else by the words after ("của …"), else by the type's only body."""
    code = cited.issuer_code
    if cited.kind and "liên tịch" in cited.kind.name:
        return _joint_issuers(cited.number, registry)
    if code and (parliament := _legislature(code)):
        return registry.issuers[parliament.rstrip("0123456789")]
    if code and registry.issuers.get(code):
        return registry.issuers[code]
    if code in ("UBND", "HĐND"):
        return _committee(plain, cited, code)
    stated = _stated_body(plain, cited.end, registry)
    return stated or (cited.kind.issuer if cited.kind and not code else None)


def _joint_issuers(number: str, registry: DocumentTypes) -> str | None:
    """All bodies that a joint document's codes name: "Bộ Tài chính và Bộ Nội vụ"."""
    codes = [code.rstrip("0123456789") for code in re.split(r"[/-]", number)]
    names = [name for code in codes if (name := registry.issuers.get(code))]
    return " và ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else None


@lru_cache(maxsize=1)
def _bodies() -> re.Pattern[str]:
    names = sorted(document_types().bodies, key=len, reverse=True)
    return re.compile("(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)", re.IGNORECASE)


def _stated_body(plain: str, end: int, registry: DocumentTypes) -> str | None:
    """The body after "của", with a date between at most: "… ngày 25/10/2017 của Ban Chấp hành Trung ương Đảng"."""
    lead = _DATE_LEAD.match(plain, end)
    if lead and (read := date_at(plain, lead.end())):
        end = read[1]
    of = _OF.match(plain, end)
    match = _bodies().match(plain, of.end()) if of else None
    if not match:
        return None
    folded = match.group().casefold()
    return next(full for name, full in registry.bodies.items() if name.casefold() == folded)


def _committee(plain: str, cited: _Citation, code: str) -> str | None:
    """The people's committee or council that the sentence names with its place, nearest before or right after."""
    after = _COMMITTEE.search(plain, cited.end, cited.end + 90)
    offset = max(0, cited.start - 200)
    before = list(_COMMITTEE.finditer(re.split(r"\n|\. (?=[A-ZĐ])", plain[offset : cited.start])[-1]))
    for match in ([after] if after else []) + before[::-1]:
        kind = "UBND" if "ban nhân dân" in match["kind"] or match["kind"] == "UBND" else "HĐND"
        if kind == code:
            name = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}[code]
            place = "thành phố" if match["level"].startswith("TP") else match["level"]
            return f"{name} {place} {match['place']}"
    return None


# short forms -------------------------------------------------------------------------------------------------------
def _short_citations(
    text: str, plain: str, citations: list[_Citation], context: Context, registry: DocumentTypes
) -> list[DecreeMention]:
    mentions = []
    for match in _type_words()[2].finditer(plain):
        word = _word_of(match, 0)
        if not _cites(match, word.kind, plain):
            continue
        base = match["n"].lower()
        year = int(match["year"]) if match["year"] else None
        fits = {c.number: c for c in citations if _same(c, base, word.kind, year)}
        full = next(iter(fits.values())) if len(fits) == 1 else None
        written = base + (match["ysep"] + match["year"] if year else "")
        short = _Citation(
            start=word.start,
            end=match.end(),
            base=base,
            number=full.number if full else written,
            kind=full.kind if full else word.kind,
            issuer_code=full.issuer_code if full else None,
            year=year or (full.year if full else None),
            method="short form, resolved" if full else "short form",
        )
        mention = _mention(text, plain, short, context, registry)
        mentions.append(replace(mention, optional=full is None, confidence=0.9 if full else 0.6))
    return mentions


def _same(citation: _Citation, base: str, kind: DocumentType, year: int | None) -> bool:
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
        return not re.fullmatch(_YEAR, match["n"])
    capital = match["short"] or match["name"][0].isupper()
    if not kind.short_free or re.fullmatch(_YEAR, match["n"]):
        return False
    return bool(capital) or not _COUNTED.match(plain, match.end())
