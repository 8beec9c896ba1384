"""What the words around a citation say of it: date, year, issuer."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from theodoi.extract.dates import date_at
from theodoi.extract.decrees.number import Citation, legislature
from theodoi.extract.decrees.types import YEAR
from theodoi.extract.spans import Context, DecreeMention
from theodoi.registry.document_types import DocumentTypes, document_types

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
_YEAR_AFTER = re.compile(rf"[ ,]{{0,3}}(?:ban hành |ký )?\(?năm {{1,2}}(?P<year>{YEAR})(?![\d/])", re.IGNORECASE)
_JUST_NOW = re.compile(r"\b(?:vừa|mới)\b[^.;\n]{0,60}$", re.IGNORECASE)
_COMMITTEE = re.compile(
    r"(?P<kind>UBND|HĐND|[UỦ][ỷyỶ]? ?ban nhân dân|Hội đồng nhân dân)(?: các)? (?P<level>tỉnh|thành phố|TP\.?|quận|huyện|thị xã|xã|phường) ?"
    r"(?P<place>[A-ZĐÀ-Ỹ][\wÀ-ỹ]*(?:[ -][A-ZĐÀ-Ỹ][\wÀ-ỹ]*){0,4}|\d{1,2})"
)


def mention_of(text: str, plain: str, cited: Citation, context: Context, registry: DocumentTypes) -> DecreeMention:
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


def _date_after(plain: str, cited: Citation) -> date | None:
    for lead in (_DATE_LEAD, _ISSUER_THEN_DATE):
        match = lead.match(plain, cited.end, cited.end + 140)
        if match and (read := date_at(plain, match.end(), cited.year)):
            return read[0] if cited.year in (None, read[0].year) else None
    return None


def _date_before(plain: str, cited: Citation) -> date | None:
    """The date of a sentence that tells of the signing itself; it must not contradict the number's own year."""
    offset = max(0, cited.start - 200)
    window = re.split(r"[\n;]|\. ", plain[offset : cited.start])[-1]
    match = _DATE_BEFORE.search(window)
    if not match:
        return None
    read = date_at(window, match.start("date"), cited.year)
    return read[0] if read and cited.year in (None, read[0].year) else None


def _year(plain: str, cited: Citation, issued_on: date | None, context: Context) -> tuple[int | None, str | None]:
    if cited.year:
        return cited.year, "number"
    if issued_on:
        return issued_on.year, "text"
    if match := _YEAR_AFTER.match(plain, cited.end):
        return int(match["year"]), "text"
    if context.published_on and _JUST_NOW.search(plain[max(0, cited.start - 80) : cited.start]):
        return context.published_on.year, "context"
    return None, None


def _issuer(plain: str, cited: Citation, registry: DocumentTypes) -> str | None:
    """By the code where the code names one body, else by the words after ("của …"), else by the type's only body."""
    code = cited.issuer_code
    if cited.kind and "liên tịch" in cited.kind.name:
        return _joint_issuers(cited.number, registry)
    if code and (parliament := legislature(code)):
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


def _committee(plain: str, cited: Citation, code: str) -> str | None:
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
