"""Find and read every quantified statement: a number, its unit, and what the words around it say.

A number is a metric when what follows it is a unit or a counted noun (`beside`) and nothing makes it a part of a code or a
name (`refusals`). The words right before it, read backwards by the table of cues, give comparator, change and level; the
sentence gives target and period (`periods`). Vocabulary: theodoi.extract.metrics.cues and registry/units.yaml. Values and
fields: the annotation guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from theodoi.extract.cells import Cell, cells_of
from theodoi.extract.document import Document
from theodoi.extract.metrics import cues
from theodoi.extract.metrics.beside import Left, Right, left_of, rank_of, right_of
from theodoi.extract.metrics.changes import negative, paired, settled
from theodoi.extract.metrics.goals import is_goal
from theodoi.extract.metrics.heads import said, unit_told
from theodoi.extract.metrics.periods import Told, period_of
from theodoi.extract.metrics.rates import per_of
from theodoi.extract.metrics.refusals import NoFigure, counts_nothing, names, no_share, stands_in
from theodoi.extract.numbers import Number, find_fractions, find_numbers, whole
from theodoi.extract.spans import DecreeMention, Metric
from theodoi.extract.text import Taken, words_before
from theodoi.registry.units import COUNT, Unit

_HALF = re.compile(
    r"(?<!\w)(?:một\s+nửa|phân\s+nửa)(?=\s+(?:số|tổng|các|trong|dân|của|là|thời|chi|lượng)(?!\w))", re.IGNORECASE
)
_MULTIPLE = re.compile(r"(?<!\w)gấp\s+(?P<word>đôi|rưỡi)(?!\w)", re.IGNORECASE)
_LIST = re.compile(r"\s{0,2}(?:,|;|và|hoặc|đến|-)\s{0,2}(?:(?:khoản|điều|điểm|quận|phường)\s)?", re.IGNORECASE)
_LISTED_LABELS = ("điều", "khoản", "điểm", "mục", "quận", "phường")
_ROSE = re.compile(r" (?:xuống còn|xuống|lên đến|lên tới|lên mức|lên|còn) ", re.IGNORECASE)
_UP_TO = re.compile(r"\s{1,2}(?:đến|tới)\s{1,2}|\s{0,2}-\s{0,2}", re.IGNORECASE)
# Ranks come in lists whose first member alone names them: "Hà Nội xếp thứ 3/63, Huế 4/63".
_RANKED = re.compile(
    r"(?<!\w)(?:xếp|đứng|vị trí|thứ hạng|hạng|bảng xếp hạng) ?(?:thứ|hạng|ở vị trí)?(?!\w)[^.\n]{0,200}$", re.IGNORECASE
)
_CHANGE_IN_BRACKET = re.compile(r"\s?\((?:tăng|giảm)(?: thêm)?\s{1,2}", re.IGNORECASE)
_BECAME = re.compile(
    r"[^.,;:()\d]{0,40}? (?:giảm|tăng|rút|hạ|nâng|xuống|lên|còn)(?: (?:về|xuống|lên|còn|đến|tới|thành|chỉ)){0,3} ",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"\s{0,2}(?:[,.;:)(\n]|$)")
_NAMED = re.compile(r"[A-ZĐÀ-Ỹ][^\W\d_]* (?:\()?$")


class Reader:
    """The figures of one document; `decrees` are the citations whose numbers are none."""

    def __init__(self, document: Document, decrees: Sequence[DecreeMention]) -> None:
        self.document, self.plain, self.context = document, document.plain, document.context
        self.cells = document.once(cells_of)
        held = [(f.start, f.end) for found in (decrees, document.periods) for f in found]
        dates = Taken(held)
        self.fractions = [f for f in find_fractions(self.plain) if not dates.holds(f.start, f.end)]
        self.taken = Taken([*held, *((f.start, f.end) for f in self.fractions)])

    def metrics(self) -> Iterator[Metric]:
        yield from self._figures()
        for number in self.fractions:
            yield self._of_phrase(number, Unit("percent", "ratio"), "half")
        for match in _HALF.finditer(self.plain):
            number = Number(match.start(), match.end(), Decimal(50), words=True)
            yield self._of_phrase(number, Unit("percent", "ratio"), "half")
        for match in _MULTIPLE.finditer(self.plain):
            value = Decimal(2) if match["word"].lower() == "đôi" else Decimal("1.5")
            number = Number(match.start("word"), match.end(), value, words=True)
            yield self._of_phrase(number, Unit("times", "times"), "multiple")

    def _of_phrase(self, number: Number, unit: Unit, method: str) -> Metric:
        """The metric of words that are number and unit in one: "một nửa", "gấp đôi"."""
        right = Right(unit, number.end, number.end)
        return self._metric(number, right, left_of(self.document, number), method)

    def _figures(self) -> list[Metric]:
        found: list[Metric] = []
        waiting: Number | None = None  # a level whose unit stands after the next: "giảm từ 10 xuống còn 7 ngày"
        for number in self._free_numbers():
            metric = self._read(number, found[-1] if found else None)
            if isinstance(metric, NoFigure):
                self.document.refuse("metric", number.start, number.end, metric)
                if self.plain[max(0, number.start - 3) : number.start].lower() == "từ ":
                    waiting = number
                continue
            if found and (joined := self._range(found[-1], metric)):
                found.pop()
                metric = joined
            elif waiting is not None and (level := self._shared_unit(waiting, number, metric)):
                found.append(level)
            elif found:
                metric = paired(self.document, found[-1], metric, number)
            found.append(metric)
            waiting = None
        return found

    def _free_numbers(self) -> Iterator[Number]:
        """The numbers that no other finding holds; labels come in lists ("Điều 190, 191 và 317")."""
        label_end = -1  # where the last label ended
        for number in find_numbers(self.plain):
            if self.taken.holds(number.start, number.end):
                self.document.refuse("metric", number.start, number.end, NoFigure.HELD)
                continue
            if label_end >= 0 and number.bare and _LIST.fullmatch(self.plain, label_end, number.start):
                label_end = number.end
                self.document.refuse("metric", number.start, number.end, NoFigure.LISTED_LABEL)
                continue
            if number.bare and self._follows_label(number.start):
                label_end = number.end
            yield number

    def _follows_label(self, start: int) -> bool:
        spans = words_before(self.plain, start, max(0, start - 12))
        return bool(spans) and self.plain[slice(*spans[0])].lower() in _LISTED_LABELS

    def _shared_unit(self, waiting: Number, number: Number, metric: Metric) -> Metric | None:
        """The level before a rise or fall that is told in one breath: "từ 10 xuống còn 7 ngày" has ten days too."""
        joint = _ROSE.match(self.plain, waiting.end)
        if joint is None or joint.end() != number.start or metric.measure == "change" or metric.unit == "rank":
            return None
        scale = metric.value / number.value if number.value else Decimal(1)
        right = Right(Unit(metric.unit, metric.unit, scale), waiting.end, waiting.end)
        return replace(self._metric(waiting, right, Left(waiting.start), "figure"), optional=metric.optional)

    def _range(self, low: Metric, high: Metric) -> Metric | None:
        """ "từ 6 triệu đồng đến 10 triệu đồng" is one range; "từ 10% lên 15%" are two levels."""
        if low.end > high.start or not _UP_TO.fullmatch(self.plain, low.end, high.start) or low.unit != high.unit:
            return None
        from_there = self.plain[max(0, low.start - 4) : low.start].lower().endswith("từ ")
        if not from_there or low.value >= high.value or low.value_high is not None or high.value_high is not None:
            return None
        return replace(
            low,
            end=high.end,
            quote=self.document.text[low.start : high.end],
            value_high=high.value,
            per=high.per or low.per,
            optional=False,
        )

    def _read(self, number: Number, before: Metric | None) -> Metric | NoFigure:
        """The metric that a number makes with what stands beside it, or why it makes none; `before` is the one before it."""
        plain = self.plain
        cell = self.cells.at(number.start)
        signed = cell is not None and number.start - 1 == cell.start and plain[cell.start] in "+-"
        if (reason := stands_in(plain, number)) and not (signed and reason is NoFigure.GLUED_BEFORE):
            return reason
        left = left_of(self.document, number)
        if rank := rank_of(plain, number) or self._listed_rank(number):
            return self._metric(number, *rank, "rank")
        right = right_of(plain, number, left)
        if right is None or not right.known:
            told = self._told_by_heads(number, cell) if cell is not None else None
            right = told or self._told_by_figure_before(number, before) or right
        if right is None:
            return NoFigure.NO_UNIT
        refused = names(plain, number, left, right) or counts_nothing(plain, number, left, right)
        if reason := refused or no_share(number, right):
            return reason
        if right.counts or right.unit.code == "VND":
            number = whole(number, plain)
        left = settled(self.document, number, right, left)
        if cell is not None:
            return self._in_cell(number, right, left, cell)
        return self._metric(number, right, left, "words" if number.words else "figure")

    def _told_by_heads(self, number: Number, cell: Cell) -> Right | None:
        """The unit of a number that stands in its cell without one."""
        if self.plain[number.end : cell.end].strip(" .;"):
            return None
        unit = unit_told(self.document, cell)
        return Right(unit, number.end, number.end) if unit is not None else None

    def _told_by_figure_before(self, number: Number, before: Metric | None) -> Right | None:
        """The unit of a bare number that says what became of the figure before."""
        if before is None or before.end > number.start:
            return None
        return self._told_before_bracket(number, before) or self._told_by_start(number, before)

    def _told_by_start(self, number: Number, before: Metric) -> Right | None:
        """The counted noun of a rise or fall whose start alone has it: "từ 8 tổ giảm còn |3"."""
        plain = self.plain
        started = plain[max(0, before.start - 4) : before.start].lower().endswith("từ ") and before.unit == "count"
        if not started or not number.bare or not _BECAME.fullmatch(plain, before.end, number.start):
            return None
        return Right(COUNT, number.end, number.end) if _CLOSES.match(plain, number.end) else None

    def _told_before_bracket(self, number: Number, before: Metric) -> Right | None:
        """The unit of a change in brackets, which is that of the figure before: "790.000 đồng (tăng |510.000)"."""
        if not _CHANGE_IN_BRACKET.fullmatch(self.plain, before.end, number.start):
            return None
        if not self.plain.startswith(")", number.end) or before.unit not in ("VND", "count", "percent", "score"):
            return None
        if before.unit == "VND" and number.value < 1000:
            return None  # thousands or millions, as the figure before has them
        return Right(COUNT if before.unit == "count" else Unit(before.unit, before.unit), number.end, number.end)

    def _in_cell(self, number: Number, right: Right, left: Left, cell: Cell) -> Metric:
        """The metric of a cell, with the change and the goal that its heads tell."""
        heads = said(self.document, cell)
        sign = self.plain[number.start - 1 : number.start]
        if left.change is None and right.unit.kind != "rank" and (heads.change is not None or sign == "+"):
            start = number.start - (sign in ("+", "-"))
            left = replace(left, start=start, change="down" if sign == "-" else heads.change or "up")
        metric = self._metric(number, right, left, "cell")
        if sign == "-" and left.change is None:
            start = number.start - 1
            metric = replace(
                metric, start=start, quote=self.document.text[start : metric.end], value=-abs(metric.value)
            )
        if heads.goal is None:
            return metric
        return replace(metric, status="target" if heads.goal else "observed")

    def _listed_rank(self, number: Number) -> tuple[Right, Left] | None:
        """A place "4/63" behind a name, in a sentence that has told a ranking."""
        start = number.start
        if number.of is None or number.of < number.value or number.of < 10 or not number.bare:
            return None
        if not _NAMED.search(self.plain[max(0, start - 30) : start]) or not re.match(
            r"\s*(?:[,.;)\n]|$|và )", self.plain[number.end :][:6]
        ):
            return None
        first = self.document.sentence_of(start, number.end)[0]
        if not _RANKED.search(self.plain[max(first, start - 260) : start]):
            return None
        return Right(Unit("rank", "rank"), number.end, number.end), Left(start)

    # fields --------------------------------------------------------------------------------------------------------
    def _metric(self, number: Number, right: Right, left: Left, method: str) -> Metric:
        text, plain = self.document.text, self.plain
        first, last = self.document.sentence_of(number.start, max(right.end, number.end))
        comparator, end = self._compared(left.comparator, max(right.end, number.end))
        change = left.change if right.unit.kind != "rank" or right.end > number.end else None
        if method == "multiple":
            change = "up"
        period = period_of(self.document, number.start, end, first, last)
        # A cue's own words belong to the evidence, but never those of the sentence before.
        start = max(left.start, first)
        high = number.high * right.unit.scale if number.high is not None else None
        value = number.value * right.unit.scale
        if negative(plain, number, left):
            value, start = -value, number.start - 1
        goal = is_goal(self.document, number.start, end, first, counts=right.counts and not change)
        return Metric(
            start=start,
            end=end,
            quote=text[start:end],
            confidence=0.9 if right.known else 0.7,
            method=method,
            optional=self._is_minor(number, right, comparator, change),
            value=value,
            value_high=high,
            unit=right.unit.code,
            comparator=comparator,
            measure="change" if change else "level",
            direction=change or "up",
            status="target" if goal or self._is_ahead(period) else "observed",
            of=number.of,
            per=per_of(self.document, number.start, end, first, right.unit, level=not change),
            period=period.value if period else None,
            period_basis=period.told if period else None,
            period_kind=period.kind if period else None,
            sentence=text[first:last].strip(),
        )

    def _compared(self, comparator: str, end: int) -> tuple[str, int]:
        """The comparator with one that stands behind the unit ("trở lên"), and where the figure ends then."""
        for phrase, name in cues.AFTER.items():
            if self.plain[end : end + 40].lstrip().startswith(phrase):
                comparator, end = name, self.plain.index(phrase, end) + len(phrase)
        return comparator, end

    def _is_minor(self, number: Number, right: Right, comparator: str, change: str | None) -> bool:
        if change or number.of is not None or number.high is not None:
            return False
        if right.unit.kind == "count":
            noun = self.plain[right.start : right.end].lower()
            charted = number.value >= 3 and not number.words and noun in cues.CHARTED
            return number.value < 10 and comparator == "eq" and not charted
        if right.unit.kind == "times":
            return True
        return right.unit.code in ("year", "month")

    def _is_ahead(self, period: Told | None) -> bool:
        """Whether a period begins after the year of publication: nothing has been counted there yet."""
        today = self.context.published_on
        return bool(period and today and period.year > today.year)
