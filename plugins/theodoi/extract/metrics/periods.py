"""Which of the periods that a text tells is a figure's own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from theodoi.extract.cells import cells_of
from theodoi.extract.dates import Period
from theodoi.extract.document import LONGEST_SENTENCE, Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics import cues
from theodoi.extract.metrics.heads import period_told

# A comma or a semicolon that parts clauses, and none inside a number.
_PARTS = re.compile(r"(?<!\d)[,;]|[,;](?!\d)")
_BETWEEN = re.compile(r"[,;:()\d]")
_POINT = re.compile(r"\d{4}(?:-\d\d)?")
_OPENING, _EVENT = 40, 160  # characters before the day of an event, and behind it
_NAME_WITH_DIGIT = re.compile(r"(?<!\w)\d(?=[A-Z](?!\w))")  # "5G"
_BEHIND_REACH = 60
_BEFORE_REACH = 48
_OPENINGS = (
    "",
    "trong",
    "tính đến",
    "tính đến hết",
    "đến hết",
    "đến",
    "hết",
    "riêng",
    "riêng trong",
    "chỉ trong",
    "tính chung",
    "tính riêng",
)
_SENTENCES_BACK = 3
# What points back to a time that was told: "giai đoạn này", "cũng trong năm đó".
_POINTS = re.compile(
    r"(?<!\w)(?:(?P<span>giai đoạn|thời kỳ|nhiệm kỳ) (?:này|đó|trên)|(?:năm (?:đó|ấy)|cùng năm))(?!\w)", re.IGNORECASE
)
_PART_OF = re.compile(r"[-+•*\s]*(?:Trong (?:đó|số (?:này|đó))|Cụ thể)(?!\w)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_POINT_REACH = 3000  # how far back what is pointed to may stand
_LEAD_LINES = 4
_NAME = 200  # how far before a period the name of its plan begins
_SUBJECT = 90  # characters of the longest subject before its period
_HEADING = 120  # characters of the longest line that is a heading
_SECTION = 4000  # how far a heading dates what stands below it


class NotItsTime(Reason):
    """Why a period beside a figure is not the figure's."""

    NO_YEAR = "its year is not stated"
    OTHER_TIME = "it is a basis of comparison, or the day of an event"
    OTHER_CLAUSE = "it belongs to another clause than the figure"
    PAST = "“đến nay” stands between it and the figure"


@dataclass(frozen=True, slots=True)
class Told:
    """The period of a figure: its value, how the text tells it (`stated`, `carried`, `inferred`), and its kind."""

    value: str
    told: str
    kind: str

    @property
    def year(self) -> int:
        return int(self.value[:4])


def period_of(document: Document, number_at: int, end: int, first: int, last: int) -> Told | None:
    """The period right behind the figure, else the nearest one before it that dates it, else one behind it in its clause.

    The figure stands at number_at:end in the sentence first:last. A sentence without a period of its own has that of the
    sentence or of the heading before.
    """
    behind = _behind(document, end, last)
    if behind is not None and _is_attached(document, behind, end):
        return _told(behind, "stated")
    cell = document.once(cells_of).at(number_at)
    if cell is not None and (of_heads := period_told(document, cell)):
        return _told(*of_heads)
    now = _now_before(document, first, number_at)
    for period in _before(document, number_at, first):
        if period.start < now:
            document.refuse("period", number_at, end, NotItsTime.PAST, document.text[period.start : period.end])
            break
        reason = _refusal(document, period, number_at, first)
        if reason is None:
            return _told(period, "stated")
        document.refuse("period", number_at, end, reason, document.text[period.start : period.end])
    if now >= 0:
        return _today(document)
    if behind is not None and _follows(document, behind, end):
        return _told(behind, "stated")
    if cues.NOW_WEAK.search(document.plain, first, number_at):
        return None
    if (meant := _pointed_to(document, first, number_at)) is not None:
        return _told(meant, "carried")
    if carried := _carried(document, first):
        return _told(carried, "carried")
    return _of_whole(document, first)


def _told(period: Period, how: str) -> Told | None:
    if period.iso:
        return Told(period.iso, how, period.kind)
    return Told(period.guess, "inferred", period.kind) if period.guess else None


def _today(document: Document) -> Told | None:
    day = document.context.published_on
    return Told(day.isoformat(), "inferred", "as_of") if day else None


def _now_before(document: Document, first: int, number_at: int) -> int:
    """Where the last "đến nay" before a figure in its sentence begins; -1 where there is none."""
    at = -1
    for found in cues.NOW.finditer(document.plain, first, number_at):
        at = found.start()
    return at


def _before(document: Document, number_at: int, first: int) -> Iterator[Period]:
    """The periods of a sentence before a figure, the nearest first."""
    for i in range(bisect_right(document.period_starts, number_at) - 1, -1, -1):
        if document.periods[i].start < first:
            return
        yield document.periods[i]


def _behind(document: Document, end: int, last: int) -> Period | None:
    """The first period behind a figure in its sentence, where it can be the figure's."""
    i = bisect_left(document.period_starts, end)
    if i >= len(document.periods) or document.periods[i].end > last:
        return None
    period = document.periods[i]
    if not (period.iso or period.guess) or is_other_time(document, period):
        return None
    return period


def _is_attached(document: Document, period: Period, end: int) -> bool:
    """Whether nothing but a preposition, or the rest of what is counted, stands between a figure and a period."""
    return period.start - end <= _BEFORE_REACH and bool(cues.ATTACHED.fullmatch(document.plain, end, period.start))


def _follows(document: Document, period: Period, end: int) -> bool:
    """Whether a period behind the figure stands in its clause."""
    between = _NAME_WITH_DIGIT.sub("", document.plain[end : period.start])
    return len(between) < _BEHIND_REACH and not _BETWEEN.search(between) and not cues.ANOTHER_CLAUSE.search(between)


def _refusal(document: Document, period: Period, number_at: int, first: int) -> NotItsTime | None:
    if not (period.iso or period.guess):
        return NotItsTime.NO_YEAR
    if is_other_time(document, period):
        return NotItsTime.OTHER_TIME
    return None if _reaches(document, period, number_at, first) else NotItsTime.OTHER_CLAUSE


def is_baseline(document: Document, period: Period) -> bool:
    """Whether a period is what a figure is compared with: "so với năm 2023"."""
    return bool(cues.BASELINE.search(document.plain, max(0, period.start - _BEFORE_REACH), period.start))


def is_other_time(document: Document, period: Period) -> bool:
    """Whether a period is another one than the figure's: a basis of comparison, or the time of an event."""
    if is_baseline(document, period):
        return True
    plain, low = document.plain, max(0, period.start - _BEFORE_REACH)
    value = period.iso or period.guess or ""
    if len(value) == len("2022-04-27") and "/" not in value:
        if period.kind in ("as_of", "by"):
            return bool(cues.SINCE.search(plain, low, period.start))
        if period.kind == "since" and plain.startswith(",", period.end):
            # What began then is no count of that day.
            begun = cues.BEGUN.search(plain, period.end, period.end + _BEHIND_REACH)
            return begun is not None or cues.OPENS_CLAUSE.search(plain, low, period.start) is None
        return not cues.WITHIN_DAY.search(plain, low, period.start) and not _is_day_of_event(document, period)
    happened = "/" not in value and cues.EVENT.search(plain, low, period.start)
    if happened or cues.OUTLOOK.search(plain, low, period.start):
        return True
    # "xây trước năm 1975", "khai thác từ năm 2016": an attribute of things; a sentence may begin so.
    bound = cues.BOUND.search(plain, low, period.start)
    return (
        bound is not None and bound.start() > document.sentences.at(period.start)[0] and not _is_ahead(document, value)
    )


def _is_day_of_event(document: Document, period: Period) -> bool:
    """Whether a day opens a sentence that tells what happened on it: not what was said, met on or issued."""
    first, last = document.sentences.at(period.start)
    if period.start - first > _OPENING or not cues.OPENS_EVENT.fullmatch(document.plain, first, period.start):
        return False
    end = min(last, period.end + _EVENT)
    happens = cues.HAPPENS.search(document.plain, period.end, end)
    return happens is not None and not cues.NO_EVENT.search(document.plain, period.end, end)


def _is_ahead(document: Document, value: str) -> bool:
    today = document.context.published_on
    return today is not None and value[:4] > str(today.year)


def _reaches(document: Document, period: Period, number_at: int, first: int) -> bool:
    """Whether a period before the number speaks of it: an adverbial dates the sentence, an attribute its own clause."""
    between = document.plain[period.end : number_at]
    if ")" in between and "(" not in between.split(")")[0]:
        return False
    if cues.MOVED.search(between):
        return False
    value = period.iso or period.guess or ""
    # "Đầu tháng 4/2019, ông … cho biết": when it was said; a span or a quarter is what is told of.
    if period.kind == "during" and _POINT.fullmatch(value) and cues.SAID.search(between):
        return False
    before = document.plain[first : period.start]
    if cues.LASTING.search(between) and _PARTS.search(between):
        return False
    if cues.ADVERBIAL.search(before) or cues.SOURCE.search(before):
        return True
    clauses = _PARTS.split(between)
    if len(clauses) == 1:
        return not cues.TURN.search(between)
    if cues.OF_NAME.search(before[-_NAME:]):
        return False
    opening = _PARTS.split(before)[-1]
    if len(opening) <= _SUBJECT and not cues.NO_SUBJECT.search(opening):
        return True
    return all(cues.CONTINUES.match(clause) for clause in clauses[1:])


def _pointed_to(document: Document, first: int, number_at: int) -> Period | None:
    """The span or the year that "giai đoạn này" or "năm đó" points to: the last one of its kind that was told before."""
    points = None
    for points in _POINTS.finditer(document.plain, first, number_at):  # noqa: B007 - the last one counts
        pass
    if points is None:
        return None
    spans = points["span"] is not None
    for period in _before(document, points.start(), max(0, first - _POINT_REACH)):
        if period.iso and period.kind == "during" and ("/" in period.iso if spans else len(period.iso) == len("2022")):
            return period
    return None


def _of_whole(document: Document, first: int) -> Told | None:
    """The time of the sentence before, of which this one tells a part: "Trong đó, …"; inferred where another line told it."""
    if not _PART_OF.match(document.plain, first) or first < 2:
        return None
    start = document.sentences.at(first - 2)[0]
    told = [period for period in document.periods_from(max(start, first - LONGEST_SENTENCE), first) if period.iso]
    spoken = [period for period in told if not is_other_time(document, period)]
    return Told(spoken[0].iso, "inferred", spoken[0].kind) if spoken and spoken[0].iso else None


def period_of_lead(document: Document) -> Period | None:
    """The only time that title and lead tell, and tell again, a month or more: what the text reports on."""
    return document.once(_read_lead)


def _read_lead(document: Document) -> Period | None:
    told = []
    for start, end in list(zip(document.lines.starts, document.lines.ends, strict=True))[:_LEAD_LINES]:
        told += [p for p in document.periods_from(start, end) if p.iso and not is_other_time(document, p)]
    spans = [period for period in told if period.iso and not _DAY.fullmatch(period.iso)]
    return spans[0] if len(spans) > 1 and len({period.iso for period in spans}) == 1 else None


def _carried(document: Document, first: int) -> Period | None:
    """The period that opens a sentence before in the same paragraph, or that the heading above tells.

    "Trong quý I/2022, … . Doanh thu đạt …": a sentence with a time of its own in between ends it.
    """
    at = first
    for _ in range(_SENTENCES_BACK):
        if at < 2 or document.plain[at - 1] == "\n":
            break
        start = document.sentences.at(at - 2)[0]
        opening = max(start, at - LONGEST_SENTENCE)
        period = next((p for p in document.periods_from(opening, at) if not is_baseline(document, p)), None)
        if period is not None:
            opens = document.plain[opening : period.start].strip().lower() in _OPENINGS
            return period if opens and not is_other_time(document, period) else None
        if cues.NOW.search(document.plain, opening, at) or cues.NOW_WEAK.search(document.plain, opening, at):
            return None
        at = start
    return _of_heading(document, first)


def _of_heading(document: Document, first: int) -> Period | None:
    """The period of the heading above: a line that is nothing but a time, and what is told of it ("Kết quả năm 2025:")."""
    ends, periods = document.once(_headings)
    i = bisect_right(ends, first) - 1
    return periods[i] if i >= 0 and first - ends[i] < _SECTION else None


def _headings(document: Document) -> tuple[list[int], list[Period | None]]:
    """Where the headings of a text end, in order, and the period that each tells: most tell none and end what one told."""
    ends: list[int] = []
    told: list[Period | None] = []
    dated = False
    for start, end in zip(document.lines.starts, document.lines.ends, strict=True):
        if not 3 < end - start <= _HEADING or not cues.HEADING.match(document.plain, start, end):
            continue
        inside = list(document.periods_from(start, end))
        alone = len(inside) == 1 and cues.DATED_HEADING.fullmatch(
            document.plain[start : inside[0].start] + "#" + document.plain[inside[0].end : end]
        )
        if alone or dated:
            ends.append(end)
            told.append(inside[0] if alone else None)
            dated = bool(alone)
    return ends, told
