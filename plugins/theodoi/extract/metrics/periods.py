"""Which of the periods that a text tells is a figure's own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from theodoi.extract.dates import Period
from theodoi.extract.document import LONGEST_SENTENCE, Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics import cues

_BETWEEN = re.compile(r"[,;:()\d]")
_PARTS = re.compile("[,;]")
_BEHIND_REACH = 60
_OPENINGS = ("", "trong", "tính đến", "tính đến hết", "đến hết", "đến", "hết")


class NotItsTime(Reason):
    """Why a period beside a figure is not the figure's."""

    NO_YEAR = "its year is not stated"
    OTHER_TIME = "it is a basis of comparison, or the day of an event"
    OTHER_CLAUSE = "it belongs to another clause than the figure"


def period_of(document: Document, number_at: int, end: int, first: int, last: int) -> Period | None:
    """The nearest dated period before the number in its sentence, else the first one after it in its clause.

    The figure stands at number_at:end in the sentence first:last.
    """
    for period in _near(document, number_at, end, first, last):
        reason = _refusal(document, period, number_at, end, first)
        if reason is None:
            return period
        document.refuse("period", number_at, end, reason, document.text[period.start : period.end])
    return _carried(document, first)


def _near(document: Document, number_at: int, end: int, first: int, last: int) -> Iterator[Period]:
    """The periods of a sentence before a figure, the nearest first, then the first one behind it."""
    periods, starts = document.periods, document.period_starts
    for i in range(bisect_right(starts, number_at) - 1, -1, -1):
        if periods[i].start < first:
            break
        yield periods[i]
    i = bisect_left(starts, end)
    if i < len(periods) and periods[i].end <= last:
        yield periods[i]


def _refusal(document: Document, period: Period, number_at: int, end: int, first: int) -> NotItsTime | None:
    if not period.iso:
        return NotItsTime.NO_YEAR
    if is_other_time(document, period):
        return NotItsTime.OTHER_TIME
    if period.start <= number_at:
        told = _reaches(document, period, number_at, first)
    else:
        told = _follows(document, period, end)
    return None if told else NotItsTime.OTHER_CLAUSE


def is_other_time(document: Document, period: Period) -> bool:
    """Whether a period is another one than the figure's: a basis of comparison, or the day of an event."""
    before = document.plain[max(0, period.start - 40) : period.start]
    if len(period.iso or "") == len("2022-04-27") and "/" not in (period.iso or ""):
        return period.kind not in ("as_of", "by") or bool(cues.SINCE.search(before))
    return bool(cues.BASELINE.search(before))


def _follows(document: Document, period: Period, end: int) -> bool:
    """Whether a period right behind the figure stands in its clause."""
    between = document.plain[end : period.start]
    return len(between) < _BEHIND_REACH and not _BETWEEN.search(between)


def _reaches(document: Document, period: Period, number_at: int, first: int) -> bool:
    """Whether a period before the number speaks of it: an adverbial dates the sentence, an attribute its own clause."""
    between = document.plain[period.end : number_at]
    if ")" in between and "(" not in between:
        return False
    if not _PARTS.search(between):
        return True
    before = document.plain[first : period.start]
    return bool(cues.ADVERBIAL.search(before) or cues.SOURCE.search(before))


def _carried(document: Document, first: int) -> Period | None:
    """The period that opens the sentence before, in the same paragraph: "Trong quý I/2022, … . Doanh thu đạt …"."""
    if first < 2 or document.plain[first - 1] == "\n":
        return None
    opening = max(document.sentences.at(first - 2)[0], first - LONGEST_SENTENCE)
    period = next(document.periods_from(opening, first), None)
    if period is None or not period.iso:
        return None
    return period if document.plain[opening : period.start].strip().lower() in _OPENINGS else None
