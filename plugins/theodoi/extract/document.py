"""One text as all readers share it: its views, sentences, lines and periods, each made once, and what was found before.

A reader is a function from a document to the findings of its kind. Later readers ask `found` for what earlier ones hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeVar

from theodoi.extract.dates import Period, find_periods, first_day
from theodoi.extract.explain import Log, Reason
from theodoi.extract.gazetteer import Gazetteer, T
from theodoi.extract.spans import Context, Finding, Findings
from theodoi.extract.syntax import Sentence
from theodoi.extract.text import UPPER, Bounds, Mark, level, lines, sentences
from theodoi.registry.names import View, fold, view

R = TypeVar("R")

_QUOTE = re.compile("[“”]")
# What the levelled text has otherwise than the folded view: then the two are folded apart.
_LEVELLED_ALONE = re.compile("[\u2007\u2015]")

# A dash between two names of places, which the second word behind it tells from a dateline: "Tây Bắc - Củ Chi".
_JOINT_OF_NAMES = re.compile(rf"(?<=[^\W\d_]) (-) (?=[{UPPER}][^\W\d_]* [{UPPER}][^\W\d_]*(?:\s?[(,.;]|$))")

LONGEST_SENTENCE = 1200
_start = attrgetter("start")


class part(Generic[R]):
    """A part of a document, made when it is first asked for. `functools.cached_property` locks, which costs a tenth of a short text."""

    def __init__(self, make: Callable[[Any], R]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, document: Document, owner: type | None = None) -> R:
        made = document.__dict__[self._name] = self._make(document)
        return made


# A year that a plan or a deadline speaks of is not past: "mục tiêu năm 2030", "sẽ hoàn thành năm 2027".
_AHEAD = re.compile(
    r"(?<!\w)(?:mục tiêu|phấn đấu|dự kiến|kế hoạch|sẽ|đến|tới|trước|định hướng|tầm nhìn|chậm nhất|lộ trình)(?!\w)[^.;\n]*$",
    re.IGNORECASE,
)
_AHEAD_REACH = 50


class Document:
    """A text with what is known of it. Offsets are those of `text`; only `view` has its own.

    `log` keeps what the rules decide, for `theodoi explain`; without it nothing is kept.
    """

    def __init__(self, text: str, context: Context, found: Findings = Findings(), log: Log | None = None) -> None:  # noqa: B008 - frozen
        self.text, self.context, self.found, self.log = text, context, found, log
        self._names: dict[Gazetteer[Any], list[tuple[int, int, Any]]] = {}
        self._made: dict[Callable[[Document], Any], Any] = {}
        self._parsed: dict[tuple[int, int], Sentence] = {}

    # views -------------------------------------------------------------------------------------------------------
    @part
    def plain(self) -> str:
        """The levelled text: one kind of dash, of Đ and of space."""
        return level(self.text)

    @part
    def folded(self) -> str:
        """The levelled text without differences of case and of tone placement."""
        if self.view.starts is None and not _LEVELLED_ALONE.search(self.text):
            return self.view.folded
        return fold(self.plain)

    @part
    def view(self) -> View:
        """The text as names are looked up in it: NFC, single spaces, nothing invisible. Its offsets are its own."""
        return view(self.text)

    # parts -------------------------------------------------------------------------------------------------------
    @part
    def sentences(self) -> Bounds:
        return sentences(self.plain)

    @part
    def lines(self) -> Bounds:
        """The lines, which are the paragraphs of an article."""
        return lines(self.plain)

    @part
    def clauses(self) -> tuple[list[int], list[int]]:
        """Where the marks of `Mark.CLAUSE` begin, and where they end, by offsets of the view."""
        marks = [mark.span() for mark in Mark.CLAUSE.finditer(self.view.folded)]
        return [start for start, _ in marks], [end for _, end in marks]

    @part
    def quotations(self) -> list[tuple[int, int]]:
        """Where “ opens and the next ” closes, or the text ends; in order."""
        spans: list[tuple[int, int]] = []
        opened: list[int] = []
        for mark in _QUOTE.finditer(self.plain):
            if mark.group() == "“":
                opened.append(mark.start())
            else:
                spans += [(start, mark.start()) for start in opened]
                opened = []
        return spans + [(start, len(self.plain)) for start in opened]

    @part
    def periods(self) -> tuple[Period, ...]:
        """The expressions of time; where no day of publication is known, those without a year are guessed by the text's newest."""
        told = find_periods(self.plain, self.context.published_on)
        if self.context.published_on is not None or all(period.iso for period in told):
            return told
        newest = self._newest(told)
        return find_periods(self.plain, None, newest.year) if newest is not None else told

    @part
    def written_on(self) -> date | None:
        """The day of publication; where that is unknown, when the newest past time began that the text tells; else None."""
        return self.context.published_on or self._newest(self.periods)

    def _newest(self, periods: Sequence[Period]) -> date | None:
        """When the newest past time began of those that a text tells."""
        last = self.context.captured_on or date.max
        told = [
            begun
            for period in periods
            if period.iso and period.kind in ("during", "as_of")
            if (begun := first_day(period.iso)) and begun <= last
            if not _AHEAD.search(self.plain, max(0, period.start - _AHEAD_REACH), period.start)
        ]
        return max(told, default=None)

    @part
    def period_starts(self) -> list[int]:
        return [period.start for period in self.periods]

    # questions ---------------------------------------------------------------------------------------------------
    def sentence_of(self, start: int, end: int) -> tuple[int, int]:
        """Bounds of the sentence around start:end, cut where no reader would call it one (tables run together)."""
        first, last = self.sentences.at(start)
        half = LONGEST_SENTENCE // 2
        return max(first, start - half), max(end, min(last, end + half))

    def sentence_around(self, start: int, end: int) -> Sentence:
        """The words and parts of the sentence around start:end; read once. Of an endless one the stretch around, which others share."""
        first, last = self.sentences.at(start)
        if last - first > LONGEST_SENTENCE:
            half = LONGEST_SENTENCE // 2
            step = (start - first) // half
            first, last = first + max(0, step - 1) * half, max(end, min(last, first + (step + 2) * half))
        if (first, last) not in self._parsed:
            names = [
                (f.start, f.end)
                for held in (self.found.organisations, self.found.systems)
                for f in held[bisect_left(held, first, key=_start) : bisect_left(held, last, key=_start)]
            ]
            times = [(period.start, period.end) for period in self.periods_from(first, last)]
            joints = [joint.start(1) for joint in _JOINT_OF_NAMES.finditer(self.plain, first, last)]
            self._parsed[first, last] = Sentence(self.folded, first, last, times, names, joints)
        return self._parsed[first, last]

    def clause_start(self, position: int, reach: int) -> int:
        """Where the clause of a position of the view begins, or how far back it is worth looking."""
        starts, ends = self.clauses
        low = max(0, position - reach)
        last = bisect_right(ends, position) - 1
        return ends[last] if last >= 0 and starts[last] >= low else low

    def line_start(self, at: int) -> int:
        """Where the line of an offset begins."""
        return self.lines.at(at)[0]

    def quoted_since(self, at: int) -> int | None:
        """Where the quotation opened that is open at an offset; None where none is."""
        last = bisect_left(self.quotations, (at, 0)) - 1
        if last < 0:
            return None
        opened, closed = self.quotations[last]
        return opened if closed >= at else None

    def periods_from(self, at: int, end: int) -> Iterator[Period]:
        """The periods that begin between two offsets, in order."""
        for i in range(bisect_left(self.period_starts, at), len(self.periods)):
            if self.periods[i].start >= end:
                return
            yield self.periods[i]

    def once(self, read: Callable[[Document], R]) -> R:
        """What a function reads from this document, asked for once."""
        if read not in self._made:
            self._made[read] = read(self)
        made: R = self._made[read]
        return made

    def names(self, gazetteer: Gazetteer[T]) -> list[tuple[int, int, T]]:
        """What a gazetteer finds in the view; looked for once."""
        if gazetteer not in self._names:
            self._names[gazetteer] = gazetteer.find(self.view)
        return self._names[gazetteer]

    # decisions ---------------------------------------------------------------------------------------------------
    def refuse(self, kind: str, start: int, end: int, reason: Reason, detail: str = "") -> None:
        """Tell that the candidate at text[start:end] is none, and why."""
        if self.log is not None:
            self.log.refused(kind, start, end, reason, detail)

    def refuse_in_view(self, kind: str, start: int, end: int, reason: Reason, detail: str = "") -> None:
        """The same by offsets of the view."""
        if self.log is not None:
            self.log.refused(kind, *self.view.span(start, end), reason, detail)

    def changed(self, kind: str, rule: str, before: Sequence[Finding], after: Sequence[Finding]) -> None:
        """Tell what a rule made of findings; `after` has one for each of `before`."""
        if self.log is not None:
            for old, new in zip(before, after, strict=True):
                self.log.changed(kind, rule, old, new)
