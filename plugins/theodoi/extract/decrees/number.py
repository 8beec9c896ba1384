"""The number of a document, found by its shape and judged by the registry of types and issuers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from theodoi.extract.decrees.types import YEAR, Word, title_type, type_before
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.registry.document_types import DocumentType, DocumentTypes, document_types, fold_code

_S = r"[ *]{0,3}"  # "số **347**/TTr-CP": marks of markdown are no part of a number
_CODE = r"(?:(?:UBTV)?QH ?\d{1,2}|[A-Za-zĐđÂâĂăÊêÔôƠơƯư&]{1,16}\d{0,2})"
# A code that goes on with a letter of a broken encoding is no code: "61/2018/N§-CP" is not 61/2018/N.
_WHOLE = "(?!-?[A-ZĐ]{0,6}[§¦¡-ª¬®\ufffd])"
# digits [letter] [/year] then one to nine codes, joined by / or - (or, when the hyphen was lost, by a space).
# A year with a space in it, as words are torn at the end of a line: "30/2 017/NĐ-CP".
_TORN = r"(?:2 0\d\d|20 \d\d|201 \d|202 \d)(?= ?/)"
_NUMBER = re.compile(
    rf"(?<![\w/.,-])(?P<n>\d{{1,6}})(?P<letter>[A-Ea-e]?)(?:{_S}(?P<ysep>[/-]){_S}(?P<year>{YEAR}|{_TORN}))?"
    # A small word after a hyphen and a space is no code: a number that was cut off before its body, "01/2012/QĐ- do …".
    rf"{_S}(?P<sep>[/-]){_S}(?P<codes>{_CODE}(?:{_S}[/_-](?! {{1,2}}[a-zđà-ỹ]{{1,9}}(?![\w/-])){_S}{_CODE}){{0,8}})(?!\w){_WHOLE}"
)
_LOST_HYPHEN = re.compile(rf" (?P<code>[A-ZĐ&]{{2,12}}|TTg)(?P<rest>(?:{_S}-{_S}{_CODE})?)(?!\w)")
_NO_MARKS = str.maketrans("", "", " *")
_SPLIT = re.compile(rf"{_S}([/_-]){_S}")

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
        found.append(
            Citation(
                start=word.start if word else match.start(),
                end=codes.end,
                base=number_base(match),
                number=_written(codes, match),
                kind=_kind(document.plain, match.start(), codes, before, registry),
                issuer_code=codes.issuer,
                year=int(match["year"].replace(" ", "")) if match["year"] else None,
                method="number+type" if word else "number",
            )
        )
    return found


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
    return at if at < last else None


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


def _read_codes(match: re.Match[str], plain: str, registry: DocumentTypes) -> _Codes:
    parts = _SPLIT.split(match["codes"])
    codes = [spelling for code in parts[0::2] for spelling in _proper(code.translate(_NO_MARKS), registry)]
    joins = [join.replace("_", "-") for join in parts[1::2]]
    joins += ["-"] * (len(codes) - len(joins) - 1)
    kind, end = registry.by_code.get(codes[0]), match.end()
    if kind and len(codes) == 1 and (lost := _LOST_HYPHEN.match(plain, end)):
        issuer = _proper(lost["code"], registry)
        if issuer[0] in registry.issuers:
            codes += issuer + [c for c in _SPLIT.split(lost["rest"])[2::2]]
            joins += ["-"] * (len(codes) - 1)
            end = lost.end()
    of_party = kind is not None and len(codes) == 2 and codes[1] in registry.party and not match["year"]
    body = codes[1] if of_party else _issuer_code(codes if kind is None else codes[1:], registry)
    return _Codes(codes, joins, end, kind, body or legislature(codes[0]), of_party)


def _refusal(codes: _Codes, match: re.Match[str], registry: DocumentTypes, *, typed: bool) -> NoDocument | None:
    """Why the number is no document's, None when it is one; `typed` says that what stands before tells so."""
    head = codes.codes[0]
    known = codes.kind or legislature(head) or head in registry.issuers
    if not known and not (typed and head[0].isupper()):
        return NoDocument.UNKNOWN_CODE
    if not typed and not _stands_alone(codes.kind, codes.codes, match):
        return NoDocument.UNSURE_ALONE
    return None


def _written(read: _Codes, match: re.Match[str]) -> str:
    """The number properly written: 701/QĐ-TTg, 52-NQ/TW, 119-CP."""
    codes, kind = read.codes, read.kind
    digits = number_base(match)
    if match["year"]:
        digits += ("-" if match["ysep"] == "-" and match["sep"] == "/" else "/") + match["year"].replace(" ", "")
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
    return None


def _proper(code: str, registry: DocumentTypes) -> list[str]:
    """A code as it is properly written; two codes when a hyphen was lost between type and issuer (`NQCP`)."""
    known, glued = _spellings()
    if code in registry.by_code or code in registry.issuers:
        return [code]
    folded = fold_code(code)
    if folded in known and _repairs(code, known[folded]):
        return [known[folded]]
    if folded in glued and _repairs(code, "".join(glued[folded])):
        return list(glued[folded])
    stem = folded.rstrip("0123456789")
    if stem in ("QH", "UBTVQH") and stem != folded:
        return [folded]
    return [code.upper() if code.islower() else code]


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
