"""The number of a document, found by its shape and judged by the registry of types and issuers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from theodoi.extract.decrees.types import YEAR, title_type, type_before
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


def full_citations(plain: str, registry: DocumentTypes) -> list[Citation]:
    """Every number of a text that is a document's, in order of offset."""
    found: list[Citation] = []
    for match in _numbers(plain):
        word = type_before(plain, match.start())
        previous = found[-1] if found and _JOINS.search(plain[found[-1].end : match.start()][:24]) else None
        listed = previous.kind if previous and match.start() - previous.end < 12 else None
        typed = bool(word or listed or _is_marked(plain, match.start()))
        read = _read_codes(match, plain, typed, registry)
        if read is None:
            continue
        number, kind, issuer_code, end = read
        if kind is None and issuer_code and legislature(issuer_code):
            alike = listed if previous and legislature(previous.issuer_code or "") else None
            kind = word.kind if word else alike or title_type(plain, match.start()) or registry.by_word["luật"]
        if word and kind and set(word.kind.codes) & set(kind.codes):
            kind = word.kind  # QĐ stands for quyết định and, in the party, for quy định
        if kind is None:
            kind = word.kind if word else listed or registry.by_word["công văn" if issuer_code else "văn bản"]
        found.append(
            Citation(
                start=word.start if word else match.start(),
                end=end,
                base=number_base(match),
                number=number,
                kind=kind,
                issuer_code=issuer_code,
                year=int(match["year"].replace(" ", "")) if match["year"] else None,
                method="number+type" if word else "number",
            )
        )
    return found


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


def _read_codes(
    match: re.Match[str], plain: str, typed: bool, registry: DocumentTypes
) -> tuple[str, DocumentType | None, str | None, int] | None:
    """The number properly written, its type and issuer code, and where it ends; None when it is no document number."""
    parts = _SPLIT.split(match["codes"])
    codes, joins, end = parts[0::2], [join.replace("_", "-") for join in parts[1::2]], match.end()
    codes = [spelling for code in codes for spelling in _proper(code.translate(_NO_MARKS), registry)]
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
    of_parliament = legislature(head)
    if not (kind or of_parliament or head in registry.issuers or (typed and head[0].isupper())):
        return None
    if not typed and not _stands_alone(kind, codes, match, registry):
        return None
    digits = match["n"] + match["letter"].lower()
    if match["year"]:
        digits += ("-" if match["ysep"] == "-" and match["sep"] == "/" else "/") + match["year"].replace(" ", "")
    if kind and len(codes) == 2 and codes[1] in registry.party and not match["year"]:
        return f"{digits}-{head}/{codes[1]}", kind, codes[1], end
    # 82-TC/TCT, 119-CP and the party's forms keep their hyphen; 2025-NĐ-CP and the like lost a slash.
    sep = "-" if match["sep"] == "-" and (not kind or (joins and joins[0] == "/")) else "/"
    if of_parliament or (kind and len(codes) > 1 and joins[0] != "/"):
        sep = "/"
    elif kind and len(codes) == 1:  # 60-SL stands beside 60/SL
        sep = match["sep"]
    body = head + "".join(join + code for join, code in zip(joins, codes[1:], strict=False))
    if kind and len(codes) > 1 and head in _OF_GOVERNMENT and codes[1] in ("CP", "TTg"):
        body = head + "-" + "-".join(codes[1:])
        sep = "/"
    return f"{digits}{sep}{body}", kind, issuer_code or (head if of_parliament else None), end


def _stands_alone(kind: DocumentType | None, codes: list[str], match: re.Match[str], registry: DocumentTypes) -> bool:
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
