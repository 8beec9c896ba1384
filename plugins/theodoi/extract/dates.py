"""Dates and periods as Vietnamese writes them: `ngày 28-8-2018`, `quý I/2022`, `9 tháng đầu năm 2018`, `năm 2025`.

Two readers share one table of forms: `date_at` reads a full date where a citation expects one, `find_periods` lists
every expression of time in a text with its ISO-like value (docs: the annotation guide's `period`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_YEAR = r"(?:1[89]|20)\d\d"
_SEP = r"\s{0,2}[-/.]\s{0,2}"
_MONTHS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
}
_MONTH_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))

_FULL = re.compile(
    rf"(?P<d>\d{{1,2}})(?:{_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>{_YEAR})"
    rf"|\s{{0,3}}tháng\s{{0,3}}(?:(?P<m2>\d{{1,2}})|(?P<mw>{_MONTH_WORD}))(?:\s{{1,3}}năm\s{{1,3}}|{_SEP})(?P<y2>{_YEAR})"
    rf"|{_SEP}(?P<m3>\d{{1,2}}))(?![\d%])",
    re.IGNORECASE,
)

YearOf = Callable[[str], str | None]  # the year that a group of a form states


@dataclass(frozen=True, slots=True)
class Period:
    """An expression of time at text[start:end].

    `iso` is None when the year is not stated (`tháng 4`, `ngày 2/9`). `kind`: during, as_of (hết, tính đến, ngày),
    since (từ), by (đến năm, trước). `guess` completes an expression without a year by the day of publication: the last such
    time that had begun by then.
    """

    start: int
    end: int
    iso: str | None
    kind: str = "during"
    guess: str | None = None

    @property
    def year(self) -> int | None:
        return int(self.iso[:4]) if self.iso else None


def date_at(text: str, start: int, year: int | None = None) -> tuple[date, int] | None:
    """The date whose day number stands at `start`, with its end: `28-8-2018`, `07 tháng 3 năm 2019`.

    `year` completes a date without one (`23/4`). None when there is no date, or none that the calendar knows.
    """
    match = _FULL.match(text, start)
    if not match:
        return None
    stated = match["y"] or match["y2"] or year
    if stated is None:
        return None
    month = match["m"] or match["m2"] or match["m3"] or _MONTHS[match["mw"].lower()]
    day = _calendar(int(stated), int(month), int(match["d"]))
    return (day, match.end()) if day else None


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# One alternative per form; the names of the groups say what each part is. Longest forms first.
_S = r"\s{1,3}"
_OF_YEAR = rf"(?:{_S}năm{_S}|{_S}của năm{_S}|{_SEP}|{_S})"
_DAY_WORDS = rf"(?:rạng{_S}sáng|ngày|hôm|sáng|trưa|chiều|tối|đêm|mùng|mồng)(?:{_S}(?:ngày|mùng|nay|qua))?"
_FORMS = re.compile(
    # The first letters of all forms, looked at before the forms themselves: three times as fast.
    rf"""(?=[\d(]|(?<!\w)[tmhbnscqrđk])(?:
    (?P<span>(?:từ\s+)?(?P<sm>\d{{1,2}}){_SEP}(?P<sy>{_YEAR})\s{{0,2}}-\s{{0,2}}(?P<em>\d{{1,2}}){_SEP}(?P<ey>{_YEAR})(?!\d))
    |(?P<years>(?<![\d/.,-])(?P<y1>{_YEAR})(?:\s{{0,2}}-\s{{0,2}}|\s+đến\s+(?:năm\s+)?)(?P<y2>{_YEAR})(?![\d/.,]\d))
    |(?P<first>(?<!\w)(?P<n>\d{{1,2}}|{_COUNT_WORD}){_S}tháng{_S}(?P<half>đầu|cuối)(?:{_S}(?:của{_S})?năm(?:{_S}(?P<ny>{_YEAR}|nay))?)?(?!\w))
    |(?P<halfyear>(?<!\w)nửa{_S}(?P<hh>đầu|cuối){_S}năm(?:{_S}(?P<hy>{_YEAR}|nay))?(?!\w))
    |(?P<quarter>(?<!\w)quý{_S}(?P<q>III|II|IV|I|[1-4])(?:(?:{_OF_YEAR})(?P<qy>{_YEAR}))?(?![\w]))
    |(?P<day>(?:(?<!\w)(?:{_DAY_WORDS}){_S})?\(?(?<![\w.,/-])(?P<d>\d{{1,2}})(?:{_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>{_YEAR})|{_S}tháng{_S}(?P<mm>\d{{1,2}})(?:{_OF_YEAR}(?P<yy>{_YEAR}))?)(?![\d%]))
    |(?P<shortday>(?<!\w)(?:{_DAY_WORDS}){_S}\(?(?P<sd>\d{{1,2}})(?:{_SEP}(?P<sdm>\d{{1,2}}))?(?![\d%]|[.,]\d))
    |(?P<month>(?<!\w)tháng{_S}(?:(?P<tm>\d{{1,2}})|(?P<tw>{_MONTH_WORD})(?!\w))(?:{_OF_YEAR}(?P<ty>{_YEAR}))?(?![\d%]|[.,]\d))
    |(?P<monthyear>(?<![\w.,/-])(?P<bm>0?[1-9]|1[0-2])/(?P<by>{_YEAR})(?![\w/]|-\w))
    |(?P<year>(?<!\w)(?:năm|khóa|nhiệm{_S}kỳ){_S}(?P<ay>{_YEAR})(?![\d%]|[.,/]\d)))""",
    re.IGNORECASE | re.VERBOSE,
)
_KINDS = (
    (re.compile(r"(?:tính\s+đến|cho\s+đến|tính\s+tới|đến\s+nay|hết|thời\s+điểm|đến\s+hết|đến\s+cuối|kết\s+thúc|cuối)\s+(?:thời\s+điểm\s+)?(?:ngày\s+)?$", re.IGNORECASE), "as_of"),
    (re.compile(r"(?:đến|tới|trước|chậm\s+nhất\s+(?:là\s+)?)\s+(?:ngày\s+)?$", re.IGNORECASE), "by"),
    (re.compile(r"(?:kể\s+từ|từ|sau)\s+(?:ngày\s+|đầu\s+)?$", re.IGNORECASE), "since"),
)  # fmt: skip


def find_periods(text: str, today: date | None = None) -> tuple[Period, ...]:
    """Every expression of time in `text`, in order, without overlaps. `today` dates "năm nay"."""
    found = []
    for match in _FORMS.finditer(text):
        iso = _iso(match, today)
        if iso == "":
            continue
        start, kind = match.start(), "during"
        before = text[max(0, start - 24) : start]
        for pattern, name in _KINDS:
            if pattern.search(before):
                kind = name
                break
        guess = _guess(match, today) if iso is None and today else None
        found.append(Period(start, match.end(), iso, kind, guess))
    return tuple(found)


def _guess(match: re.Match[str], today: date) -> str | None:
    """The value of a form without a year, in the year of `today` or, where it had not begun then, in the year before."""
    for year in (today.year, today.year - 1):
        iso = _reader(match)(match, _stated_or(match, str(year)))
        if iso and _begins(iso) <= today.isoformat():
            return iso
    return None


def _begins(iso: str) -> str:
    first = iso.partition("/")[0]
    if "-Q" in first:
        return f"{first[:4]}-{3 * int(first[-1]) - 2:02d}"
    return first.replace("-H1", "-01").replace("-H2", "-07")


def _iso(match: re.Match[str], today: date | None) -> str | None:
    """The ISO-like value of a form: None when its year is missing, "" when it is no time at all."""

    def year_of(group: str) -> str | None:
        stated = match[group]
        if stated and stated.lower() == "nay":
            return str(today.year) if today else None
        return stated

    return _reader(match)(match, year_of)


def _stated_or(match: re.Match[str], year: str) -> YearOf:
    return lambda group: match[group] or year


def _reader(match: re.Match[str]) -> Callable[[re.Match[str], YearOf], str | None]:
    """What reads a form: a named group that encloses others closes last, so lastgroup is the form itself."""
    return _READERS[match.lastgroup or ""]


def _read_span(m: re.Match[str], year_of: YearOf) -> str | None:
    return f"{m['sy']}-{int(m['sm']):02d}/{m['ey']}-{int(m['em']):02d}" if _months(m["sm"], m["em"]) else ""


def _read_years(m: re.Match[str], year_of: YearOf) -> str | None:
    return f"{m['y1']}/{m['y2']}" if m["y1"] < m["y2"] else ""


def _read_first(m: re.Match[str], year_of: YearOf) -> str | None:
    count, year = _WORDS.get(m["n"].lower()) or int(m["n"]), year_of("ny")
    if not 1 <= count <= 12:
        return ""
    if not year:
        return None
    if count == 6:
        return f"{year}-H{1 if m['half'].lower() == 'đầu' else 2}"
    if m["half"].lower() == "đầu":
        return f"{year}-01/{year}-{count:02d}"
    return f"{year}-{13 - count:02d}/{year}-12"


def _read_halfyear(m: re.Match[str], year_of: YearOf) -> str | None:
    year = year_of("hy")
    return f"{year}-H{1 if m['hh'].lower() == 'đầu' else 2}" if year else None


def _read_quarter(m: re.Match[str], year_of: YearOf) -> str | None:
    year = year_of("qy")
    return f"{year}-Q{_QUARTERS[m['q'].upper()]}" if year else None


def _read_day(m: re.Match[str], year_of: YearOf) -> str | None:
    month, year = m["m"] or m["mm"], m["y"] or year_of("yy")
    day = _calendar(int(year or 2000), int(month), int(m["d"]))
    if day is None:
        return ""
    return day.isoformat() if year else None


def _read_shortday(m: re.Match[str], year_of: YearOf) -> str | None:
    return None if 1 <= int(m["sd"]) <= 31 else ""


def _read_month(m: re.Match[str], year_of: YearOf) -> str | None:
    month = int(m["tm"]) if m["tm"] else _MONTHS[" ".join(m["tw"].lower().split())]
    if not 1 <= month <= 12:
        return ""
    year = year_of("ty")
    return f"{year}-{month:02d}" if year else None


def _read_monthyear(m: re.Match[str], year_of: YearOf) -> str | None:
    return f"{m['by']}-{int(m['bm']):02d}"


def _read_year(m: re.Match[str], year_of: YearOf) -> str | None:
    return m["ay"]


def _months(*values: str) -> bool:
    return all(1 <= int(value) <= 12 for value in values)


_READERS = {
    "span": _read_span,
    "years": _read_years,
    "first": _read_first,
    "halfyear": _read_halfyear,
    "quarter": _read_quarter,
    "day": _read_day,
    "shortday": _read_shortday,
    "month": _read_month,
    "monthyear": _read_monthyear,
    "year": _read_year,
}
