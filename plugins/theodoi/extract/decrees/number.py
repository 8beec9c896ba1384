"""The number of a document, found by its shape and judged by the registry of types and issuers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from theodoi.extract.decrees.types import YEAR, Word, title_type, type_before
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.registry.document_types import DocumentType, DocumentTypes, document_types, fold_code

_S = r"[ *]{0,3}"  # "số **347**/TTr-CP": marks of markdown are no part of a number
_CUT = r"(?:[ *]{0,3}|[ *]{0,2}\n{1,2} {0,2})"  # a number that is cut at the end of a line goes on behind its mark
_CODE = r"(?:(?:UBTV)?QH1\d(?=\d{1,2}(?!\w))|(?:UBTV)?QH ?\d{1,2}|[A-Za-zĐđÂâĂăÊêÔôƠơƯư&]{1,16}\d{0,2})"
# Small words that stand glued to a code where a space was lost: "NĐ-CPngày 23/10/2024".
_GLUED = (
    r"(?:ngày|của|về|và|do|ban|quy|được|có|sửa|thay|hướng|phê|này|là|đã|để|theo|trong|tại|với|thì|cho|vào|năm|đến|như|từ|nêu|trên"
    r"|khi|hoặc|vừa|mới|sẽ)(?!\w)"
)
# Where a number ends: no word goes on but a small one that is glued, or a footnote's mark ("NĐ-CP¹", "20/2023/QH151").
_EDGE = rf"(?:(?![^\W¹²³⁰⁴-⁹])|(?:(?<=[A-ZĐ])|(?<=TTg))(?={_GLUED})|(?<=QH1\d)(?=\d{{1,2}}(?!\w)))"
# Where a number begins: no word before it but "số" or a type that is glued to it.
_HEAD = r"(?:(?<![\w/.,-])|(?<=[sS][ốỐ])|(?<=[đĐ]ịnh)|(?<=uyết)|(?<=[tT]ư)|(?<=[tT]hị)|(?<=ông văn)|(?<=oạch))"
# A code that goes on with a letter of a broken encoding is no code: "61/2018/N§-CP" is not 61/2018/N.
_WHOLE = "(?!-?[A-ZĐ]{0,6}[§¦¡-ª¬®\ufffd])"
# digits [letter] [/year] then one to nine codes, joined by / or - (or, when the hyphen was lost, by a space).
# A year with a space in it, as words are torn at the end of a line: "30/2 017/NĐ-CP".
_TORN = r"(?:2 0\d\d|20 \d\d|201 \d|202 \d)(?= ?/)"
# Resolutions of the Government that are normative have a number within a number since 2025: "66.7/2025/NQ-CP".
_POINTED = rf"\d{{1,2}}(?=/{YEAR}/NQ)"
_NUMBER = re.compile(
    rf"{_HEAD}(?P<n>\d{{1,6}}(?:\.{_POINTED})?)(?P<letter>[A-Ea-e]?)(?:{_S}(?P<ysep>[/-]){_CUT}(?P<year>{YEAR}|{_TORN}))?"
    # A small word after a hyphen and a space is no code: a number that was cut off before its body, "01/2012/QĐ- do …".
    rf"{_S}(?P<sep>[/-]){_CUT}(?P<codes>{_CODE}(?:{_S}[/_-](?![ \n]{{1,2}}[a-zđà-ỹ]{{1,9}}(?![\w/-])){_CUT}{_CODE}){{0,8}}){_EDGE}{_WHOLE}"
    # "Nghị định 100/NĐ-CP/2019": the year behind the codes.
    rf"(?:{_S}/{_S}(?P<behind>{YEAR})(?![\w/-]))?"
)
_LOST_HYPHEN = re.compile(rf" (?P<code>[A-ZĐ&]{{2,12}}|TTg)(?P<rest>(?:{_S}-{_S}{_CODE})?)(?!\w)")
_NO_MARKS = str.maketrans("", "", " *\n")
_SPLIT = re.compile(rf"{_S}([/_-]){_CUT}")

# Types that the Government and the Prime Minister issue alone: NĐ/CP is a slip for NĐ-CP.
_OF_GOVERNMENT = frozenset(("NĐ", "NQ", "QĐ", "CT"))

# "số 275-CP" cites a document; "Giấy phép số 68/GP-BTTTT", "Mẫu số 01/PLI", "hợp đồng số 12/HĐ" something else.
_MARKED = re.compile(r"(?<!\w)số:? ?$", re.IGNORECASE)
_NO_DOCUMENT = re.compile(
    r"(?<!\w)(?:giấy phép[^.;,\n]{0,40}|giấy chứng nhận[^.;,\n]{0,40}|GP[A-ZĐ]{0,4}|giấy|mẫu|biểu|phiếu|đơn|hợp đồng[^.;,\n]{0,60}|biển|biển kiểm soát|nhà|căn|căn hộ|ngõ|ngách|hẻm|phòng|đường|lô|thửa|tờ bản đồ"
    r"|chuyến bay|tài khoản|vận đơn|hóa đơn|hoá đơn|hồ sơ|bệnh án|vụ án|bản án|xe|tàu|máy bay|tờ khai|hộ chiếu|thẻ|mã|seri|lệnh giao hàng|đăng ký[^.;,\n]{0,30})(?: này)? số:? ?$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"^[ ,;]{0,3}(?:và|hoặc|cùng|với)?[ ]{0,2}(?:số:? {0,2})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Citation:
    """One number found by its shape and accepted by the registry."""

    start: int  # of the type word when it stands directly before, else of the number
    end: int
    base: str  # "19-2018", "36a": what a short form repeats
    number: str
    kind: DocumentType | None
    issuer_code: str | None
    year: int | None
    method: str
    sure: bool = True  # False where the number lacks its body: "749/QĐ"
    misnamed: bool = False  # the word before it is another type's than the number's code: "Nghị định số 17/NQ-CP"


class NoDocument(Reason):
    """Why what looks like a number is no document's."""

    UNKNOWN_CODE = "its code is no type's or body's that the registry knows"
    UNSURE_ALONE = "neither a type word nor “số” stands before it, and its codes alone do not tell a document"


def full_citations(document: Document, registry: DocumentTypes) -> list[Citation]:
    """Every number of a text that is a document's, in order of offset."""
    found: list[Citation] = []
    for match in _numbers(document.plain):
        before = _before(document.plain, match.start(), found[-1] if found else None)
        codes = _read_codes(match, document.plain, registry)
        if reason := _refusal(codes, match, registry, typed=before.tells):
            document.refuse("decree", *match.span(), reason)
            continue
        word = before.word
        kind = _kind(document.plain, match.start(), codes, before, registry)
        members = [] if word or before.listed else _members(document.plain, match.start(), kind)
        year = _year(match)
        for member in members:
            head = member is members[0] and type_before(document.plain, member.start())
            own = int(member["year"]) if member["year"] else year
            found.append(
                Citation(
                    start=head.start if head else member.start(),
                    end=member.end("year") if member["year"] else member.end("n"),
                    base=member["n"].lower(),
                    number=_written(codes, match, member["n"].lower(), own),
                    kind=kind,
                    issuer_code=codes.issuer,
                    year=own,
                    method="listed number",
                    sure=codes.whole,
                )
            )
        found.append(
            Citation(
                start=word.start if word else match.start(),
                end=codes.end,
                base=number_base(match),
                number=_written(codes, match, number_base(match), year),
                kind=kind,
                issuer_code=codes.issuer,
                year=year,
                method="number+type" if word else "number",
                sure=codes.whole,
                misnamed=word is not None and kind is not word.kind and not word.kind.may_have_code,
            )
        )
    return _resolved(found)


def _year(match: re.Match[str]) -> int | None:
    """The year that a number tells, before or behind its codes."""
    told = match["year"] or match["behind"]
    return int(told.replace(" ", "").replace("\n", "")) if told else None


def _resolved(found: list[Citation]) -> list[Citation]:
    """A number without its body ("749/QĐ") is the one that the text has whole, where exactly one fits."""
    if all(citation.sure for citation in found):
        return found
    whole: dict[tuple[str, str | None], dict[str, Citation]] = {}
    for citation in found:
        if citation.sure:
            whole.setdefault(_digits_and_type(citation), {}).setdefault(citation.number, citation)
    done = []
    for citation in found:
        if not citation.sure:
            alike = whole.get(_digits_and_type(citation), {}).values()
            fits = [c for c in alike if citation.year in (None, c.year)]
            if len(fits) == 1:
                citation = replace(
                    citation,
                    number=fits[0].number,
                    issuer_code=fits[0].issuer_code,
                    year=citation.year or fits[0].year,
                    sure=True,
                )
        done.append(citation)
    return done


def _digits_and_type(citation: Citation) -> tuple[str, str | None]:
    return citation.base.lstrip("0"), citation.kind.name if citation.kind else None


# "các Quyết định số 749, 942 và 411/QĐ-TTg": numbers before one that share its codes.
_MEMBER = re.compile(
    rf"(?<![\w/.,-])(?P<n>\d{{1,5}}[A-Ea-e]?)(?:/(?P<year>{YEAR}))?(?:, {{1,2}}|; {{1,2}}|,? {{1,2}}(?:và|hoặc|cùng|với) {{1,2}})(?:số:? {{1,2}})?$"
)
_MOST_MEMBERS = 20


def _members(plain: str, start: int, kind: DocumentType) -> list[re.Match[str]]:
    """The bare numbers listed right before a number, in order, where a type word of its kind opens the list."""
    members: list[re.Match[str]] = []
    at = start
    while len(members) < _MOST_MEMBERS and (member := _MEMBER.search(plain, max(0, at - 30), at)):
        members.append(member)
        at = member.start()
        word = type_before(plain, at)
        if word:
            return members[::-1] if word.kind is kind or set(word.kind.codes) & set(kind.codes) else []
    return []


@dataclass(slots=True)
class _Before:
    """What stands before a number: its type word, the number that it is listed with and that one's type, or "số"."""

    word: Word | None
    previous: Citation | None
    listed: DocumentType | None
    marked: bool

    @property
    def tells(self) -> bool:
        """Whether it tells that a document's number follows."""
        return bool(self.word or self.listed or self.marked)


def _before(plain: str, start: int, last: Citation | None) -> _Before:
    previous = last if last and _JOINS.search(plain[last.end : start][:24]) else None
    listed = previous.kind if previous and start - previous.end < 12 else None
    return _Before(type_before(plain, start), previous, listed, _is_marked(plain, start))


def _kind(plain: str, start: int, codes: _Codes, before: _Before, registry: DocumentTypes) -> DocumentType:
    """The type by the word before the number, by its code, by the list it stands in, else by what bears such numbers."""
    word, kind = before.word, codes.kind
    if word and (kind is None or set(word.kind.codes) & set(kind.codes)):
        return word.kind  # QĐ stands for quyết định and, in the party, for quy định
    if kind:
        return kind
    if codes.issuer and legislature(codes.issuer):
        alike = before.listed if before.previous and legislature(before.previous.issuer_code or "") else None
        return alike or title_type(plain, start) or registry.by_word["luật"]
    return before.listed or registry.by_word["công văn" if codes.issuer else "văn bản"]


# A scan for one literal is many times quicker than one for digits: look for the mark, then back for the digits.
_MARKS = (re.compile(r"/(?<=[\dA-Ea-e *]/)"), re.compile(r"-(?<=[\dA-Ea-e *]-)"))


def _numbers(plain: str) -> Iterator[re.Match[str]]:
    """What `_NUMBER.finditer` would give."""
    starts = {
        start
        for marks in _MARKS
        for mark in marks.finditer(plain)
        if (start := _digits(plain, mark.start())) is not None
    }
    end = 0
    for start in sorted(starts):
        if start >= end and (match := _NUMBER.match(plain, start)):
            end = match.end()
            yield match


def _digits(plain: str, end: int) -> int | None:
    """Where the digits begin that stand right before `end`, with at most a letter and two spaces between."""
    at = end
    while at and end - at < 3 and plain[at - 1] in " *":
        at -= 1
    if at and plain[at - 1] in "ABCDEabcde":
        at -= 1
    last = at
    while at and last - at < 6 and plain[at - 1].isdecimal():
        at -= 1
    if at < last and plain[at - 1 : at] == "." and _AFTER_POINT.match(plain, at):
        start = at - 1
        while start and at - start < 5 and plain[start - 1].isdecimal():
            start -= 1
        at = start if start < at - 1 else at
    return at if at < last else None


_AFTER_POINT = re.compile(_POINTED)


def _is_marked(plain: str, start: int) -> bool:
    """Whether "số" stands before, and not after what has numbers of its own kind."""
    if not _MARKED.search(plain, max(0, start - 5), start):
        return False
    return not _NO_DOCUMENT.search(plain, max(0, start - 70), start)


def number_base(match: re.Match[str]) -> str:
    """The digits (and letter, and year after a hyphen) of a number: what a short form may repeat."""
    return match["n"] + match["letter"].lower()


@dataclass(slots=True)
class _Codes:
    """The codes of a number as they are properly written, what joins them, and where the last one ends.

    `kind` is the first code's type, `issuer` the code of the body, `of_party` tells the party's own form.
    """

    codes: list[str]
    joins: list[str]
    end: int
    kind: DocumentType | None
    issuer: str | None
    of_party: bool
    whole: bool = True  # whether a body stands where the type must have one


def _read_codes(match: re.Match[str], plain: str, registry: DocumentTypes) -> _Codes:
    parts = _SPLIT.split(match["codes"])
    end = match.end("behind") if match["behind"] else match.end("codes")
    plainly, mark = _without_footnote(parts[-1].translate(_NO_MARKS), registry)
    if mark and not match["behind"]:
        parts[-1], end = plainly, end - mark
    codes = [spelling for code in parts[0::2] for spelling in _proper(code.translate(_NO_MARKS), registry)]
    joins = [join.replace("_", "-") for join in parts[1::2]]
    joins += ["-"] * (len(codes) - len(joins) - 1)
    kind = registry.by_code.get(codes[0])
    if kind and len(codes) == 1 and (lost := _LOST_HYPHEN.match(plain, end)):
        issuer = _proper(lost["code"], registry)
        if issuer[0] in registry.issuers:
            codes += issuer + [c for c in _SPLIT.split(lost["rest"])[2::2]]
            joins += ["-"] * (len(codes) - 1)
            end = lost.end()
    whole = not (kind and len(codes) == 1 and match["sep"] == "/" and codes[0] in _WITH_BODY)
    if not whole and codes[0] == "NĐ" and _year(match):  # decrees are the Government's alone
        codes, joins, whole = ["NĐ", "CP"], ["-"], True
    of_party = kind is not None and len(codes) == 2 and codes[1] in registry.party and not match["year"]
    # Committees of the state have the same code and write as the state does: "15/KH-BCĐ" stands beside "47-KH/BCĐ".
    if codes[-1] == "BCĐ" and (match["sep"], *joins) == ("/", "-"):
        of_party = False
    body = codes[1] if of_party else _issuer_code(codes if kind is None else codes[1:], registry)
    return _Codes(codes, joins, end, kind, body or legislature(codes[0]), of_party, whole)


# Types whose number has the code of a body since there are such codes; 60/SL has none.
_WITH_BODY = frozenset(("NĐ", "NQ", "QĐ", "CT", "TT", "TTLT", "KH", "TB", "CĐ", "KL", "HD", "BC", "TTr"))
_FOOTNOTE = re.compile(r"(?P<code>[^\W\d&]{2,16})(?P<mark>\d{1,2})")


def _without_footnote(code: str, registry: DocumentTypes) -> tuple[str, int]:
    """A code without the mark of a footnote that stands glued to it (NĐ-CP1), and how long that is."""
    found = _FOOTNOTE.fullmatch(code)
    if found is None or code in registry.issuers:
        return code, 0
    bare = _proper(found["code"], registry)
    # BCĐ35 is a committee; the bodies of the National Assembly bear the number of its term (UBKTTC15).
    if bare[-1] == "BCĐ" or legislature(code) or (found["mark"] in _TERMS and bare[-1] in _OF_ASSEMBLY):
        return code, 0
    if bare[-1] not in registry.issuers and bare[-1] not in registry.by_code:
        return code, 0
    return found["code"], len(found["mark"])


_TERMS = frozenset(map(str, range(10, 20)))
_OF_ASSEMBLY = frozenset(
    ("QH", "UBTVQH", "VPQH", "UBPL", "UBPLTP", "UBTP", "UBKT", "UBKTTC", "UBTCNS", "UBXH", "UBVHGD", "UBVHXH", "UBKHCNMT", "UBQPAN", "UBQPANĐN", "UBĐN", "UBDNGS", "HĐDT", "TTKQH", "ĐGS")
)  # fmt: skip


def _refusal(codes: _Codes, match: re.Match[str], registry: DocumentTypes, *, typed: bool) -> NoDocument | None:
    """Why the number is no document's, None when it is one; `typed` says that what stands before tells so."""
    head = codes.codes[0]
    known = codes.kind or legislature(head) or head in registry.issuers
    if not known and not (typed and head[0].isupper()):
        return NoDocument.UNKNOWN_CODE
    if not typed and not _stands_alone(codes.kind, codes.codes, match):
        return NoDocument.UNSURE_ALONE
    return None


# Types whose number holds its year before the codes.
_DATED = frozenset(("NĐ", "TT", "TTLT"))


def _written(read: _Codes, match: re.Match[str], digits: str, year: int | None) -> str:
    """The number properly written: 701/QĐ-TTg, 52-NQ/TW, 119-CP."""
    codes, kind = read.codes, read.kind
    if year and (match["year"] or codes[0] in _DATED or legislature(codes[0])):
        # Only resolutions have their year behind a hyphen: 19-2018/NQ-CP.
        hyphen = match["ysep"] == "-" and match["sep"] == "/" and codes[0] == "NQ"
        digits += f"{'-' if hyphen else '/'}{year}"
    if read.of_party:
        return f"{digits}-{codes[0]}/{codes[1]}"
    if kind and len(codes) > 1 and codes[0] in _OF_GOVERNMENT and codes[1] in ("CP", "TTg"):
        return f"{digits}/{'-'.join(codes)}"
    body = codes[0] + "".join(join + code for join, code in zip(read.joins, codes[1:], strict=False))
    return f"{digits}{_separator(read, match)}{body}"


def _separator(read: _Codes, match: re.Match[str]) -> str:
    """What stands between digits and codes: 82-TC/TCT and 119-CP keep their hyphen; 2025-NĐ-CP lost a slash."""
    if legislature(read.codes[0]):
        return "/"
    if read.kind and len(read.codes) == 1:  # 60-SL stands beside 60/SL
        return match["sep"]
    if read.kind and read.joins[0] != "/":
        return "/"
    return "-" if match["sep"] == "-" else "/"


def _stands_alone(kind: DocumentType | None, codes: list[str], match: re.Match[str]) -> bool:
    """Whether a number without a type word before it is sure to be one: a known type with a body, or a body alone."""
    if kind:
        return len(codes) > 1 and codes[1][0].isupper()
    if legislature(codes[0]):
        return True
    return len(codes) > 1 and match["sep"] == "/" and match["codes"][0].isupper() and len(codes[0]) > 1


def legislature(code: str) -> str | None:
    return code if re.fullmatch(r"(?:QH|UBTVQH)\d{1,2}", code) else None


def _issuer_code(codes: Iterable[str], registry: DocumentTypes) -> str | None:
    for code in codes:
        if code in registry.issuers or legislature(code):
            return code
        if code[-2:] in _TERMS and code[:-2] in _OF_ASSEMBLY:
            return code[:-2]
    return None


def _proper(code: str, registry: DocumentTypes) -> list[str]:
    """A code as it is properly written; two codes when a hyphen was lost between type and issuer (`NQCP`)."""
    known, glued = _spellings()
    if code in registry.by_code or code in registry.issuers:
        return [code]
    if (single := _DOUBLED.sub(r"\1", code)) != code and single in registry.by_code:
        return [single]  # QĐÐ: one letter twice, once as its look-alike
    folded = fold_code(code)
    if folded in known and _repairs(code, known[folded]):
        return [known[folded]]
    if folded in glued and _repairs(code, "".join(glued[folded])):
        return list(glued[folded])
    stem = folded.rstrip("0123456789")
    if stem in ("QH", "UBTVQH") and stem != folded:
        return [folded]
    return [code.upper() if code.islower() else code]


_DOUBLED = re.compile(r"([A-ZĐ])\1")


def _repairs(code: str, proper: str) -> bool:
    """Whether a proper code only adds marks: D stands for Đ, but Đ never for D (HĐ is no HD)."""
    return all(ours not in "Đđ" or theirs in "Đđ" for ours, theirs in zip(code, proper, strict=False))


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
