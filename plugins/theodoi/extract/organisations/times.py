"""The day that a mention speaks of: "Năm 2018, Bộ Xây dựng …" in an article of 2026 is the ministry of 2018."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from theodoi.extract.document import Document
from theodoi.registry.places import pick

# Over folded text, where "quý" has its tone on the first vowel.
_WHEN = re.compile(
    r"(?<!\w)(?P<lead>đến |tới |trước |sau |từ )?"
    r"(?:(?:ngày |hôm |sáng |chiều |tối )?(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-]"
    r"|(?:ngày (?P<day2>\d{1,2}) )?tháng (?P<month2>\d{1,2})(?:/|-| năm )"
    r"|qúy (?P<quarter>[1-4]|iv|i{1,3})(?:/| năm )"
    r"|(?:đầu |cuối |giữa )?năm )(?P<year>(?:19|20)\d\d)(?!\w)"
)
_FORMER_AFTER = re.compile(r" ?\(?(?:trước đây|trước kia|cũ)(?!\w)")
_FORMER_BEFORE = re.compile(
    r"(?:trước đây là|trước kia là|tiền thân là|trước là|tên cũ là|nguyên là|nay đã sáp nhập|từng là) $"
)
_REACH = 240  # characters before a mention in which its sentence is looked for
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Dated(Protocol):
    """An entry of the registry that holds from one day to another."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


class Times:
    """The times that one text speaks of."""

    def __init__(self, document: Document) -> None:
        self.document, self.view, self.published = document, document.view, document.context.published_on

    def pick(self, candidates: Sequence[D], start: int, end: int) -> D:
        """Of entries with one name, the one that is meant by a mention: valid on the day spoken of, or nearest to it."""
        if self._former(start, end):
            today = self.published or date.max
            ended = [c for c in candidates if c.valid_to is not None and c.valid_to < today]
            if ended:
                return max(ended, key=lambda c: c.valid_to or date.min)
        meant: D = pick(candidates, self.at(start))
        return meant

    def at(self, position: int) -> date | None:
        """The day that the sentence speaks of before `position`: the last past one it names, else the day on which the text was written."""
        folded = self.view.folded
        spoken = None
        for when in _WHEN.finditer(folded, self.sentence(position), position):
            if when["lead"] not in (None, "từ ", "sau "):
                continue
            found = _day(when)
            if found and found <= (self.published or date.max):
                spoken = found
            elif found and self.published and when["month"] is None and found.year == self.published.year:
                spoken = self.published
        return spoken or self.document.written_on

    def sentence(self, position: int) -> int:
        """Where the sentence of `position` begins, or how far back it is worth looking."""
        return self.document.clause_start(position, _REACH)

    def _former(self, start: int, end: int) -> bool:
        """Whether the text says that a name is a former one: "UBND tỉnh Hà Nam (cũ)", "trước đây là Bộ Xây dựng"."""
        folded = self.view.folded
        return bool(_FORMER_AFTER.match(folded, end) or _FORMER_BEFORE.search(folded, max(0, start - 24), start))


def _day(when: re.Match[str]) -> date | None:
    """The last day of what is named; None where it is no date."""
    year = int(when["year"])
    month, first = when["month"] or when["month2"], when["day"] or when["day2"]
    if when["quarter"]:
        month = 3 * int(_QUARTERS.get(when["quarter"], 0) or when["quarter"])
    try:
        if first:
            return date(year, int(month), int(first))
        number = int(month) if month else 12
        return date(year, number, calendar.monthrange(year, number)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
