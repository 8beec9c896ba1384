"""The cells of a text that heads explain: of tables, of tables that a dump writes one cell a line, and of lists "name: figure".

Cleaning writes the rows of a table as lines whose cells " | " parts; a cell that spans columns or rows is followed by empty
ones. Dumps of plain text often hold one cell a line: a head of the row, then as many figures in each row. Offsets are those
of the text. One pass over the lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theodoi.extract.document import Document

Span = tuple[int, int]

_MOST_COLUMNS, _MOST_HEADS = 40, 3
_LONGEST_CELL, _LONGEST_HEAD, _LONGEST_ITEM = 70, 70, 100  # characters
_FEWEST_ROWS = {1: 3}  # rows of a table with one column of figures; two of any other
_FIGURE = re.compile(
    r"[(+-]?\s?(?:(?:khoảng|gần|hơn|trên|dưới|tăng|giảm|đạt|ước|từ|tối đa|tối thiểu)\s){0,2}[+-]?\d[\d.,/]*"
    r"(?:\s?(?:-|đến)\s?\d[\d.,]*)?\s?(?:%|[^\W\d_]+(?:\s?/\s?[^\W\d_]+|\s[^\W\d_]+){0,3})?\s?\)?(?:\s?\([^()]{1,30}\))?[.;]?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_EMPTY = re.compile(r"[\s.…x*-]*")
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[IVX]{1,5}|[a-zđ])(?:\.\d{1,2})*[.)]?")
_ORDINALS = re.compile(r"(?:stt|tt|số tt|số thứ tự|no\.?|#)", re.IGNORECASE)
_UNITS = re.compile(r"(?:đơn vị(?: tính| đo)?|đvt|đv tính|đv)", re.IGNORECASE)
_ITEM = re.compile(
    r"\s{0,4}(?:[-+•*·]\s{0,2}|\d{1,2}[.)]\s|[a-zđ]\)\s)?(?P<head>[^\s\d:|][^:|\n]{2,90}?)\s?:\s{1,2}(?P<figure>\S[^:|\n]*?)[.;,]?\s*"
)
_CLOSED = re.compile(r"[.:;!?…]$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure's cell at text[start:end] with the spans of what explains it.

    `row` is the head of its row, `columns` the heads of its column from the outermost to the innermost, `unit` the row's cell
    in a column of units, `title` the line above the table or the list.
    """

    start: int
    end: int
    row: Span | None = None
    columns: tuple[Span, ...] = ()
    unit: Span | None = None
    title: Span | None = None


class Cells:
    """The cells of figures of one text, in order."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._starts = [cell.start for cell in cells]

    def at(self, offset: int) -> Cell | None:
        """The cell that holds the character at an offset."""
        i = bisect_right(self._starts, offset) - 1
        return self._cells[i] if i >= 0 and offset < self._cells[i].end else None


def cells_of(document: Document) -> Cells:
    """Reads the tables and lists of a text; `document.once(cells_of)` does so once."""
    reader = _Reader(document)
    return Cells(sorted(reader.cells(), key=lambda cell: cell.start))


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.plain = document, document.plain
        self.lines = [
            self._trimmed(start, end)
            for start, end in zip(document.lines.starts, document.lines.ends, strict=True)
            if self.plain[start:end].strip()
        ]

    def cells(self) -> Iterator[Cell]:
        at = 0
        rest: list[int] = []  # lines of no table whose cells a mark parts
        while at < len(self.lines):
            end = at
            while end < len(self.lines) and "|" in self.plain[slice(*self.lines[end])]:
                end += 1
            if end - at >= 2:
                yield from self._piped(at, end)
                yield from self._lined(rest)
                rest = []
            else:
                end = max(end, at + 1)
                rest += range(at, end)
            at = end
        yield from self._lined(rest)

    # tables whose cells a mark parts --------------------------------------------------------------------------------
    def _piped(self, first: int, last: int) -> Iterator[Cell]:
        """The cells of figures of the rows first:last."""
        rows = [self._row(*self.lines[i]) for i in range(first, last)]
        heads = 0
        while heads < min(_MOST_HEADS, len(rows) - 1) and not any(self._is_figure(*cell) for cell in rows[heads]):
            heads += 1
        title = self._title(first)
        head_rows = rows[:heads]
        width = max((len(row) for row in head_rows), default=0)
        ordinals = {j for j in range(width) if self._named(head_rows, j, _ORDINALS)}
        # "Đơn vị" is a column of units behind what is measured, and one of bodies where no other words stand before it.
        named = min((j for j in range(width) if j not in ordinals), default=0)
        units = next((j for j in range(named + 1, width) if self._named(head_rows, j, _UNITS)), None)
        above: Span | None = None
        for row in rows[heads:]:
            fits = heads > 0 and len(row) == width
            head = self._row_head(row, ordinals, units if fits else None) or above
            above = head
            for j, cell in enumerate(row):
                if j in ordinals or cell == head or not self._is_figure(*cell):
                    continue
                if j == 0 and _ORDINAL.fullmatch(self.plain, *cell):
                    continue
                columns = self._column_heads(head_rows, j) if fits else ()
                unit = row[units] if fits and units is not None else None
                yield Cell(*cell, row=head, columns=columns, unit=unit, title=title)

    def _row(self, start: int, end: int) -> list[Span]:
        """The cells of a line, without the blanks around them."""
        bounds, at = [], start
        for mark in re.finditer(r"\|", self.plain[start:end]):
            bounds.append((at, start + mark.start()))
            at = start + mark.end()
        return [self._trimmed(*cell) for cell in [*bounds, (at, end)][:_MOST_COLUMNS]]

    def _row_head(self, row: Sequence[Span], ordinals: set[int], units: int | None) -> Span | None:
        """The last cell of words, or of a time, before the first figure."""
        head = None
        for j, cell in enumerate(row):
            if j in ordinals or j == units or _EMPTY.fullmatch(self.plain, *cell):
                continue
            if self._is_figure(*cell):
                if head is not None or j > 0:
                    break
            elif not (j == 0 and _ORDINAL.fullmatch(self.plain, *cell)):
                head = cell
        return head

    def _column_heads(self, rows: Sequence[Sequence[Span]], column: int) -> tuple[Span, ...]:
        """The heads of a column; an empty one above another belongs to the wide head at its left."""
        found: list[Span] = []
        for depth, row in enumerate(rows):
            if column >= len(row):
                continue
            at = column
            parted = depth + 1 < len(rows) and column < len(rows[depth + 1]) and self._holds(rows[depth + 1][column])
            while at > 0 and parted and not self._holds(row[at]):
                at -= 1
            if self._holds(row[at]) and row[at] not in found:
                found.append(row[at])
        return tuple(found)

    def _holds(self, cell: Span) -> bool:
        return cell[1] > cell[0]

    def _named(self, rows: Sequence[Sequence[Span]], column: int, names: re.Pattern[str]) -> bool:
        return any(column < len(row) and names.fullmatch(self.plain, *row[column]) is not None for row in rows)

    # tables and lists of lines --------------------------------------------------------------------------------------
    def _lined(self, lines: Sequence[int]) -> Iterator[Cell]:
        """The cells of tables that hold one cell a line, and of lists; `lines` follow each other."""
        figures = [self._is_figure(*self.lines[i]) for i in lines]
        groups: list[tuple[int, int]] = []  # a head's place in `lines`, and how many figures follow it
        for at, is_figure in enumerate(figures):
            if not is_figure:
                groups.append((at, 0))
            elif groups:
                groups[-1] = (groups[-1][0], groups[-1][1] + 1)
        g = 0
        while g < len(groups):
            _, width = groups[g]
            end = g + 1
            while end < len(groups) and groups[end][1] == width:
                end += 1
            if 0 < width <= _MOST_COLUMNS and end - g >= _FEWEST_ROWS.get(width, 2):
                yield from self._stacked(lines, [at for at, _ in groups[g:end]], width)
            elif width == 0:
                yield from self._items([lines[at] for at, _ in groups[g:end]])
            g = end

    def _stacked(self, lines: Sequence[int], rows: Sequence[int], width: int) -> Iterator[Cell]:
        """The cells of rows of one head and `width` figures each, a cell a line."""
        above = rows[0]
        short = above
        while short > 0 and self._is_short(lines[short - 1]) and above - short <= width:
            short -= 1
        heads = [self.lines[lines[at]] for at in range(above - width, above)] if above - short >= width else []
        title = self._title(lines[short])
        for at in rows:
            row = self.lines[lines[at]]
            for j in range(width):
                column = (heads[j],) if heads else ()
                yield Cell(*self.lines[lines[at + 1 + j]], row=row, columns=column, title=title)

    def _is_short(self, line: int) -> bool:
        """Whether a line can be the head of a column: few words that end no sentence."""
        start, end = self.lines[line]
        return end - start <= _LONGEST_HEAD and not _CLOSED.search(self.plain[start:end])

    def _items(self, lines: Sequence[int]) -> Iterator[Cell]:
        """The figures of a list: "Tên: số". One such line is no list."""
        found: list[tuple[int, re.Match[str]]] = []
        for line in lines:
            start, end = self.lines[line]
            item = _ITEM.fullmatch(self.plain, start, end) if end - start <= _LONGEST_ITEM + _LONGEST_CELL else None
            if item is not None and self._is_figure(*item.span("figure")):
                found.append((line, item))
        title = self._title(found[0][0]) if len(found) > 1 else None
        for _, item in found if len(found) > 1 else []:
            yield Cell(*item.span("figure"), row=item.span("head"), title=title)

    # words ----------------------------------------------------------------------------------------------------------
    def _title(self, line: int) -> Span | None:
        """The line above, where there is one."""
        return self.lines[line - 1] if line > 0 else None

    def _is_figure(self, start: int, end: int) -> bool:
        """Whether a cell holds a figure and no time."""
        if not 0 < end - start <= _LONGEST_CELL or not _FIGURE.fullmatch(self.plain, start, end):
            return False
        return not is_time(self.document, start, end)

    def _trimmed(self, start: int, end: int) -> Span:
        held = self.plain[start:end]
        start += len(held) - len(held.lstrip())
        return start, max(start, start + len(held.strip()))


def is_time(document: Document, start: int, end: int) -> bool:
    """Whether a cell is nothing but a year or another time: "2024", "Quý I/2025"."""
    if _YEAR.fullmatch(document.plain, start, end):
        return True
    return any(period.start <= start + 8 and end - 2 <= period.end for period in document.periods_from(start, end))
