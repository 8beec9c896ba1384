"""What the documents of one list share: a date, a body that stands behind the last of them."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.spans import DecreeMention

_JOIN = re.compile(
    r"[ ,;]{0,3}(?:và|hoặc|cùng|với)? {0,2}(?:(?:các|số|[^\W\d]{2,7} [^\W\d]{2,7})(?: số)?:? {0,2})?", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"(?<!\w)(?:các|những|hai|ba|bốn|năm|0?[2-9])(?: (?:văn bản|tài liệu))?(?: gồm)?:? $", re.IGNORECASE
)
_SAME_DAY = re.compile(r"[ ,]{0,3}(?:trong )?cùng (?:ban hành )?(?:ngày|ký)", re.IGNORECASE)


def share(plain: str, mentions: list[DecreeMention]) -> list[DecreeMention]:
    """The mentions (sorted, by number), completed: in "các Quyết định số 10/QĐ-TTg và 11/QĐ-TTg ngày 5/1/2021" both have the
    date; in "Chỉ thị số 35-CT/TW và Kết luận số 118-KL/TW của Bộ Chính trị" both have the body."""
    done = list(mentions)
    end = len(done)
    while end:
        start = end - 1
        while start and _joined(plain, done[start - 1], done[start]):
            start -= 1
        if end - start > 1:
            _complete(plain, done, start, end)
        end = start
    return done


def _joined(plain: str, first: DecreeMention, second: DecreeMention) -> bool:
    return second.start - first.end <= 24 and _JOIN.fullmatch(plain, first.end, second.start) is not None


def _complete(plain: str, mentions: list[DecreeMention], start: int, end: int) -> None:
    last = mentions[end - 1]
    head = plain[max(0, mentions[start].start - 24) : mentions[start].start]
    told = last.date_basis == "text" and (_SEVERAL.search(head) or _SAME_DAY.match(plain, last.end))
    day = last.issued_on if told else None
    for i in range(start, end - 1):
        one = mentions[i]
        if day and one.issued_on is None and one.year in (None, day.year):
            one = replace(
                one, issued_on=day, issued_precision=last.issued_precision, date_basis="text", year=last.year,
                year_basis=one.year_basis or "text",
            )  # fmt: skip
        if one.issuer is None and last.issuer and _code(one) == _code(last):
            one = replace(one, issuer=last.issuer)
        mentions[i] = one


def _code(mention: DecreeMention) -> str:
    """The last code of a number: the body's."""
    return re.split(r"[/-]", mention.number or "")[-1]
