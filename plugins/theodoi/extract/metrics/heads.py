"""What the heads of a table or a list say of the figure in a cell: its unit, its time, what it measures, change or goal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from theodoi.extract.cells import Cell, Span, is_time
from theodoi.extract.dates import Period
from theodoi.extract.document import Document
from theodoi.extract.metrics import cues
from theodoi.extract.numbers import MAGNITUDES
from theodoi.registry.units import COUNT, Unit, units

_BRACKET = re.compile(
    r"\((?P<unit>[^()]{1,30})\)|(?:đơn vị(?: tính)?|đvt) ?: ?(?P<told>[^.;|()\n]{1,30})", re.IGNORECASE
)
_SCALE = re.compile(rf"(?:(?P<thousand>1\.000|1000)|{'|'.join(MAGNITUDES)})(?!\w)\s?", re.IGNORECASE)
_SHARE = re.compile(r"(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng)(?!\w)", re.IGNORECASE)
_SCORE = re.compile(r"(?:tổng )?điểm(?! cầu| đến| trường| bưu| bán| giao)(?: số)?(?!\w)|chỉ số(?!\w)", re.IGNORECASE)
_RANK = re.compile(r"(?:xếp )?(?:thứ )?hạng|xếp thứ|vị trí|thứ bậc", re.IGNORECASE)
_NUMBER_OF = re.compile(
    r"(?:tổng )?số(?: lượng)?(?= [^\W\d_])(?! (?:hóa|tiền|vốn|điểm|liệu|thu|chi)(?!\w))|số lượng", re.IGNORECASE
)
# A difference, not a level; what is compared as a quotient ("so với cùng kỳ (%)") may be either.
_CHANGE = re.compile(
    r"(?:mức |tỷ lệ |tốc độ |số )?(?P<way>tăng|giảm)(?: ?[/,(-] ?(?:giảm|tăng)\)?)?(?: (?:thêm|trưởng|so với.*))?(?!\w)",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"(?<!so với )(?<!% )(?<!hiện )(?<!\w)(?:kế hoạch|mục tiêu|chỉ tiêu (?:năm|giao|đến)|dự kiến|đề xuất|phấn đấu|kh năm)(?!\w)",
    re.IGNORECASE,
)
_DONE = re.compile(r"(?<!\w)(?:thực hiện|hiện tại|hiện hành|hiện nay|kết quả|ước|đã|đạt)(?!\w)", re.IGNORECASE)
# Heads that tell nothing of what is measured: the head of the row does.
_EMPTY_HEAD = re.compile(
    r"(?:số lượng|số liệu|giá trị|tỷ lệ|tỉ lệ|kết quả|thực hiện|kế hoạch|hiện tại|hiện nay|hiện hành|mục tiêu|mức|tổng|tổng số|tổng cộng|cộng|số tiền|mức tăng|mức giảm|chỉ tiêu"
    r"|theo đề xuất(?: mới)?|đề xuất|so với cùng kỳ|so sánh|tăng|giảm|tăng ?/ ?giảm|ước thực hiện|đơn vị|quy mô|con số)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:tổng |số |số lượng |tỷ lệ |tỉ lệ |mức |doanh thu|kinh phí|diện tích|dân số|thời gian|điểm |tỷ trọng |kim ngạch|giá |chỉ số |vốn )",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[(;:*]|\s-\s|\s*,? (?:năm|quý|tháng|6 tháng|9 tháng) (?:[\dIVX]|đầu)")
_MOST_WORDS, _LONGEST_LIST = 12, 8


@dataclass(frozen=True, slots=True)
class Said:
    """What the heads of a cell say: the change of a level, and whether the figure is a goal; None where they are silent."""

    change: str | None = None
    goal: bool | None = None


def unit_told(document: Document, cell: Cell) -> Unit | None:
    """The unit of a bare number, told by its heads; None where they tell none."""
    plain = document.plain
    if cell.unit is not None and (unit := _unit(plain, *cell.unit)):
        return unit
    heads = [*reversed(cell.columns), *([cell.row] if cell.row else [])]
    for start, end in [*heads, *([cell.title] if cell.title else [])]:
        for told in _BRACKET.finditer(plain, start, end):
            if unit := _unit(plain, *told.span("unit" if told["unit"] else "told")):
                return unit
    return next((unit for start, end in heads if (unit := _unit_of_words(plain, start, end))), None)


def _unit_of_words(plain: str, start: int, end: int) -> Unit | None:
    """The unit that the words of a head tell: "Tỷ lệ …", "Số …", "Xếp hạng", a noun that is counted."""
    if _SHARE.match(plain, start, end) or plain[start:end].endswith("%"):
        return Unit("percent", "ratio")
    if _SCORE.match(plain, start, end):
        return Unit("score", "score")
    if _RANK.match(plain, start, end):
        return Unit("rank", "rank")
    if plain[start:end].lower() in cues.LABELS | cues.SOFT_LABELS:
        return None  # "Lớp: 12" tells which one
    if _NUMBER_OF.match(plain, start, end) or units().noun_at.match(plain, start, end):
        return COUNT
    return None


def _unit(plain: str, start: int, end: int) -> Unit | None:
    """The unit that is written at start:end, with its magnitudes: "tỷ đồng", "%", "triệu người"."""
    scale = Decimal(1)
    at = start
    while word := _SCALE.match(plain, at, end):
        scale *= Decimal(1000) if word["thousand"] else MAGNITUDES[word.group().strip().lower()]
        at = word.end()
    if found := units().unit_at.match(plain, at, end):
        unit = units().unit_of(found.group())
        return Unit(unit.code, unit.kind, unit.scale * scale)
    if units().noun_at.match(plain, at, end):
        return COUNT if scale == 1 else Unit("count", "count", scale)
    return None


def period_told(document: Document, cell: Cell) -> tuple[Period, str] | None:
    """The time of a cell by its heads (`stated`), else by the line above the table (`carried`)."""
    for head in [*reversed(cell.columns), *([cell.row] if cell.row else [])]:
        if period := _period(document, *head):
            return period, "stated"
    if cell.title is not None:
        told = list(document.periods_from(*cell.title))
        if len(told) == 1:
            return told[0], "carried"
    return None


def _period(document: Document, start: int, end: int) -> Period | None:
    if end - start == 4 and is_time(document, start, end):
        return Period(start, end, document.plain[start:end])
    return next(document.periods_from(start, end), None)


def said(document: Document, cell: Cell) -> Said:
    """The change and the goal that the heads of a cell tell."""
    plain = document.plain
    change = goal = None
    for start, end in [*reversed(cell.columns), *([cell.row] if cell.row else [])]:
        if change is None and (way := _CHANGE.match(plain, start, end)):
            change = "down" if way["way"].lower() == "giảm" else "up"
        if goal is None and _GOAL.search(plain, start, end):
            goal = True
        elif goal is None and _DONE.search(plain, start, end):
            goal = False
    if goal is None and cell.title is not None:
        title = plain[slice(*cell.title)]
        cue = cues.TARGET.search(title)
        goal = cue is not None and not cues.FACT.search(title, cue.end())
    return Said(change, goal)


def measured(document: Document, cell: Cell) -> tuple[Span, ...]:
    """The words of the heads that name what is measured: of the column, of the row, or of both."""
    columns = [span for head in cell.columns if (span := _name(document, *head))]
    row = _name(document, *cell.row) if cell.row else None
    if row is None:
        return tuple(columns[-1:])
    if not columns:
        return (row,)
    column = columns[-1]
    return (column, row) if _opens_measure(document.plain, *column) else (row, column)


def _name(document: Document, start: int, end: int) -> Span | None:
    """A head without its unit and time; None where it names nothing."""
    plain = document.plain
    if is_time(document, start, end):
        return None
    if cut := _CUT.search(plain, start + 1, end):
        end = cut.start()
    words = list(re.finditer(r"\S+", plain[start:end]))
    if not words or _EMPTY_HEAD.fullmatch(plain, start, end):
        return None
    # Of a long list the first member is enough to tell the row from its neighbours.
    listed = next((i + 1 for i, word in enumerate(words) if i and word.group().endswith(",")), len(words))
    most = listed if len(words) > _LONGEST_LIST else len(words)
    last = words[min(most, _MOST_WORDS) - 1]
    return start, start + last.end() - (last.group().endswith(",") and most == listed)


def _opens_measure(plain: str, start: int, end: int) -> bool:
    """Whether a head begins with the name of a measure or a noun that is counted."""
    return bool(_MEASURE.match(plain, start, end) or units().noun_at.match(plain, start, end))
