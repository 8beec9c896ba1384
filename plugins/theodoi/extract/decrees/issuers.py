"""Who issued a document, by the bodies that were found in its text: one reading of a body, not two.

Where the number's code names one body, that is the issuer. Else the words tell it, and there the reader of organisations knows
more: names that no table holds, joint issuers, the full name of a steering committee.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from theodoi.extract.decrees.number import legislature
from theodoi.extract.decrees.reading import OF_PLACES
from theodoi.extract.document import Document
from theodoi.extract.spans import DecreeMention, InOrder, OrganisationMention
from theodoi.registry.document_types import document_types

_REACH = 160  # characters between a number and the body that the words behind it name
_BEFORE = 300
# Between a number and its body behind: a date, "của", an office.
_OF = re.compile(
    r"[ ,)*\"”-]{0,4}(?:\(?(?:đã |vừa )?(?:được )?(?:ban hành |ký )?(?:ngày )?[\d/. -]{4,14}\)?|\(?ngày \d{1,2} tháng \d{1,2} năm \d{4}\)?)?[ ,]{0,2}(?:do|của|từ) (?:các |liên bộ |liên )?"
    r"(?:(?:phó )?(?:bộ trưởng|thứ trưởng|chủ nhiệm|tổng cục trưởng|cục trưởng|tổng giám đốc|giám đốc|chủ tịch|thường trực|chánh án|viện trưởng|thống đốc|tổng kiểm toán) )?",
    re.IGNORECASE,
)
# "Sở Nội vụ vừa ban hành Công văn số …": between the body and its document stands the verb of issuing, and nobody else.
_SIGNS = re.compile(
    r"(?: \([^()\n]{2,60}\))?(?: [^\W\d]+){0,4}?(?:,? (?:đã|vừa|cũng|mới|chính thức|tiếp tục|có))* (?:ký ban hành|ban hành|ký|phê duyệt|thông qua|có|ra|gửi|công bố)(?: ban hành)?(?: (?:các|một))? {0,2}$",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:,| và|, và|,? cùng| -|-) {0,2}(?:các )?", re.IGNORECASE)
_TASK = " về "


def read_issuers(document: Document) -> tuple[DecreeMention, ...]:
    """The mentions of documents found in a text, with the issuers that its organisations tell."""
    mentions, bodies = document.found.decrees, document.found.organisations
    if not mentions or not bodies:
        return mentions
    order = InOrder(body for body in bodies if not body.office_holder or body.kind)
    done = tuple(
        replace(mention, issuer=body)
        if (body := _issuer(document, mention, order)) and body != mention.issuer
        else mention
        for mention in mentions
    )
    return done


def _issuer(document: Document, mention: DecreeMention, bodies: InOrder[OrganisationMention]) -> str | None:
    """The issuer by the organisations, None where these tell nothing that the reader of documents did not know."""
    if mention.number is None or mention.form != "full":
        return None
    registry = document_types()
    codes = [code.rstrip("0123456789") for code in re.split(r"[/-]", mention.number)][1:]
    if any(registry.issuers.get(code) for code in codes) or legislature(codes[-1] if codes else ""):
        return None
    steering = next((code for code in codes if code.startswith("BCĐ")), None)
    behind = _behind(document, mention, bodies)
    if steering:
        return _steering(steering, behind, mention, bodies)
    if any(code in OF_PLACES for code in codes):
        # The code says of what kind the body is, and the reader of documents chose by it: only a joint issuer is more.
        return _joined(behind) if len(behind) > 1 else None
    if behind:
        return _joined(behind)
    if mention.issuer is not None:
        return None
    before = _before(document, mention, bodies)
    return before.name if before else None


def _behind(
    document: Document, mention: DecreeMention, bodies: InOrder[OrganisationMention]
) -> list[OrganisationMention]:
    """The bodies that the words right behind a number name: "của Bộ A và Bộ B"."""
    plain = document.plain
    lead = _OF.match(plain, mention.end)
    if lead is None:
        return []
    named: list[OrganisationMention] = []
    at = lead.end()
    for body in bodies.between(mention.end, mention.end + _REACH):
        if not named:
            if body.start <= at <= body.end and body.start >= mention.end:
                named, at = [body], body.end
            elif body.start > at:
                break
            continue
        joint = _AND.fullmatch(plain, at, body.start)
        if not joint:
            break
        named.append(body)
        at = body.end
    return named


def _before(
    document: Document, mention: DecreeMention, bodies: InOrder[OrganisationMention]
) -> OrganisationMention | None:
    """The body that the sentence says to have issued a document: "Sở Nội vụ vừa ban hành Công văn số …"."""
    plain = document.plain
    first, _ = document.sentences.at(mention.start)
    for body in reversed(bodies.between(max(first, mention.start - _BEFORE), mention.start)):
        if body.end <= mention.start:
            return body if _SIGNS.fullmatch(plain, body.end, mention.start) else None
    return None


def _steering(
    code: str, behind: Sequence[OrganisationMention], mention: DecreeMention, bodies: InOrder[OrganisationMention]
) -> str | None:
    """The committee with its task: as the words behind tell it, else the only one of the text that fits the code."""
    if behind and (_TASK in behind[0].name or (mention.issuer and behind[0].name.startswith(f"{mention.issuer} "))):
        return behind[0].name
    if mention.issuer and _TASK in mention.issuer:
        return None
    central = code.endswith("TW")
    names = {
        body.name
        for body in bodies.all
        if _TASK in body.name and body.name.startswith("Ban Chỉ đạo Trung ương" if central else "Ban Chỉ đạo")
    }
    return names.pop() if len(names) == 1 else None


def _joined(bodies: Sequence[OrganisationMention]) -> str:
    names = list(dict.fromkeys(body.name for body in bodies))
    return " và ".join(filter(None, (", ".join(names[:-1]), names[-1])))
