"""By when a task is to be done: the expression of time that says so, its precision, and whether it comes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from theodoi.days import last_day
from theodoi.extract.assignments.parties import pattern
from theodoi.extract.dates import Period, find_periods
from theodoi.extract.document import Document
from theodoi.extract.spans import InOrder
from theodoi.registry.names import fold

# Words right before a time that make it a deadline.
_BY = pattern(
    r"(?:trước|chậm nhất|muộn nhất|không muộn hơn|hạn cuối|thời hạn|hạn|đến hết|hết|đến|tới|xong trong|hoàn thành trong|hoàn thành vào|trong|vào|ngay trong|kể từ|bắt đầu từ|từ|đầu|cuối|giữa)"
    r"(?: (?:ngày|là|vào|trong|hết|cuối|đầu|giữa|tháng|trước|khoảng|tháng cuối|thời gian))*:? $"
)
_SINCE = pattern(r"(?:kể từ|bắt đầu từ|(?<!tính )(?<!chậm )từ)(?: (?:ngày|đầu|cuối|tháng))*:? $")
_BEGINS_PAST = pattern(r"(?:từ|kể từ) $")
# Times that are no deadline: what they tell stands inside a name or a span of data.
_NAMES_IT = pattern(
    r"(?:giai đoạn|nhiệm kỳ|năm học|quy hoạch|chiến lược|chương trình|đề án|kế hoạch|định hướng đến|tầm nhìn đến|dự toán|luật|kết quả|so với|trong|ngày|của|phiên họp tháng|thường kỳ)(?: (?:năm|tháng|ngày))? $"
)
_AGAIN = pattern(
    r"(?:(?:định kỳ )?(?:hàng|hằng|mỗi|từng) (?P<unit>ngày|tuần|tháng|quý|năm|6 tháng|sáu tháng|nửa năm)|định kỳ (?P<span>6 tháng|quý|tháng|tuần|năm|ngày))(?!\w)"
)
_UNITS = {
    "ngày": "daily", "tuần": "weekly", "tháng": "monthly", fold("quý"): "quarterly", "năm": "yearly",
    "6 tháng": "half_yearly", "sáu tháng": "half_yearly", "nửa năm": "half_yearly",
}  # fmt: skip


_DATE_OF_IT = pattern(r",? ?(?:ngày |ký ngày |ban hành ngày )?")
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline at start:end, its cue words included: ISO-like value, precision and what it says."""

    start: int
    end: int
    iso: str
    precision: str
    sort: str  # by | within | from


def precision_of(iso: str) -> str:
    """How exact an ISO-like time is."""
    if "/" in iso:
        return "span"
    if "Q" in iso:
        return "quarter"
    if "H" in iso:
        return "half"
    return {4: "year", 7: "month"}.get(len(iso), "day")


class Deadlines:
    """The deadlines of one text."""

    def __init__(self, document: Document) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded
        self._decrees = InOrder(document.found.decrees)
        self._stated = [(p.start, p.iso[:4]) for p in document.periods if p.iso and "/" not in p.iso]

    def recurrence(self, first: int, last: int) -> str | None:
        """How often what first:last tells comes again; None where it does not say."""
        again = _AGAIN.search(self.folded, first, last)
        return _UNITS[again["unit"] or again["span"]] if again else None

    def find(self, first: int, last: int, *, opening: bool = False) -> list[Deadline]:
        """The deadlines in first:last. `opening` takes times without words that make them one: "tháng 11 tới sẽ …"."""
        found = []
        for period in self.document.periods_from(first, last):
            if period.end > last or self._inside_name(period):
                continue
            lead = self.folded[max(first, period.start - 60) : period.start]
            cue = _BY.search(lead)
            if (
                cue is None
                and period.kind == "during"
                and "/" in (period.iso or "")
                and lead.strip(' (0123456789).-*“"') == ""
            ):
                cue_start = period.start
            elif cue is None:
                if not opening:
                    continue
                cue_start = period.start
            else:
                cue_start = period.start - len(lead) + cue.start()
            iso = self._iso(period)
            if iso is None:
                continue
            sort = (
                "from"
                if _SINCE.search(lead) and "/" not in iso
                else "by"
                if period.kind in ("by", "as_of") or "trước" in lead[-12:]
                else "within"
            )
            found.append(Deadline(cue_start, period.end, iso, precision_of(iso), sort))
        return found

    def _inside_name(self, period: Period) -> bool:
        """Whether a document's name holds a time, or its date is one."""
        for document in self._decrees.between(period.start - _LONGEST_NAME, period.start + 1):
            if period.start < document.end or _DATE_OF_IT.fullmatch(self.folded[document.end : period.start]):
                return True
        return False

    def _iso(self, period: Period) -> str | None:
        """The time with its year: the stated one, else the first such time from the day of publication on, or in the text's year."""
        if period.iso:
            return period.iso
        words = self.plain[period.start : period.end]
        published = self.document.context.published_on
        if not any(letter.isdigit() for letter in words) and "quý" not in words.casefold():
            return period.guess
        if "nay" in words:
            return period.guess
        years = [published.year, published.year + 1] if published else [self._year_before(period.start)]
        for year in years:
            if year and (iso := _completed(words, year)) and (published is None or not is_past(iso, published)):
                return iso
        return None

    def _year_before(self, at: int) -> int | None:
        """The year that the text states last before an offset."""
        before = [year for start, year in self._stated if start < at]
        return int(before[-1]) if before else None


def _completed(words: str, year: int) -> str | None:
    """A time without a year, read in a year."""
    for joint in ("/", " năm "):
        made = find_periods(f"{words}{joint}{year}")
        if len(made) == 1 and made[0].iso and made[0].iso.startswith(str(year)):
            return made[0].iso
    return None


def is_past(iso: str, day: date) -> bool:
    """Whether a time was over on a day."""
    ends = last_day(iso)
    return ends is not None and ends < day
