"""Dates and periods as Vietnamese writes them: `ngày 28-8-2018`, `quý I/2022`, `9 tháng đầu năm 2018`, `năm 2025`.

Two readers share one table of forms: `date_at` reads a full date where a citation expects one, `find_periods` lists
every expression of time in a text with its ISO-like value (docs: the annotation guide's `period`). tests/tables/dates.yaml
shows what is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = r"(?:1[89]|20)\d\d"
_SEP = r"\s{0,2}[-/.]\s{0,2}"
_MONTHS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_QUARTERS = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4, "MỘT": 1, "HAI": 2, "BA": 3, "BỐN": 4, "TƯ": 4,
    "NHẤT": 1, "NHÌ": 2, "ĐẦU": 1, "CUỐI": 4,
}  # fmt: skip
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
    "mười hai": 12,
}


def _either(words: dict[str, int]) -> str:
    """The words as one alternative, the longest first; blanks are written so that a verbose pattern keeps them."""
    return "|".join(word.replace(" ", r"\s{1,2}") for word in sorted(words, key=len, reverse=True))


# "9 tháng năm 2026": "năm" is the word for year there.
_MONTH_WORD = _either(_MONTHS).replace("|năm|", rf"|năm(?!\s{{1,3}}{_YEAR})|")
_COUNT_WORD = _either(_WORDS)

_FULL = re.compile(
    rf"(?P<d>\d{{1,2}})(?:{_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>{_YEAR})"
    rf"|\s{{0,3}}tháng\s{{0,3}}(?:(?P<m2>\d{{1,2}})|(?P<mw>{_MONTH_WORD}))(?:\s{{1,3}}năm\s{{1,3}}|{_SEP})(?P<y2>{_YEAR})"
    rf"|{_SEP}(?P<m3>\d{{1,2}}))(?![\d%])",
    re.IGNORECASE,
)

YearOf = Callable[[str | None], str | None]  # the year that a form states: "2024", or "nay" and "ngoái" of some day


@dataclass(frozen=True, slots=True)
class Period:
    """An expression of time at text[start:end].

    `iso` is None when the year is not stated (`tháng 4`, `ngày 2/9`). `kind`: during, as_of (hết, tính đến, ngày),
    since (từ), by (đến năm, trước). `guess` completes by the day of publication what states no year: the last such time
    that had begun by then; "tuần trước", "năm ngoái", "từ đầu năm đến nay" count from that day.
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
    month = match["m"] or match["m2"] or match["m3"] or _MONTHS[_word(match["mw"])]
    day = _calendar(int(stated), int(month), int(match["d"]))
    return (day, match.end()) if day else None


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _word(spelled: str) -> str:
    return " ".join(spelled.lower().split())


# One alternative per form; the names of the groups say what each part is. Longest forms first.
_S = r"\s{1,3}"
_OF_YEAR = rf"(?:,?{_S}năm{_S}|{_S}của{_S}năm{_S}|{_SEP}|{_S})"
_DAY_WORDS = rf"(?:rạng{_S}sáng|ngày|hôm|sáng|trưa|chiều|tối|đêm|mùng|mồng)(?:{_S}(?:ngày|mùng|mồng|nay|qua))?"
_CLOCK = (
    r"(?:[01]?\d|2[0-4])(?:\s?(?:giờ|h|g)(?:\s?[0-5]?\d)?(?:\s?(?:phút|p|'))?|:[0-5]\d)"
    rf"(?:{_S}(?:sáng|trưa|chiều|tối|đêm))?,?{_S}"
)
_JOINT = rf"(?:{_S}(?:cho{_S})?(?:đến|tới){_S}(?:(?:hết|trước|cuối){_S})?|\s{{0,2}}-\s{{0,2}})"
_NOW_JOINT = rf"{_S}(?:cho{_S})?(?:đến|tới){_S}(?:nay|thời{_S}điểm{_S}(?:này|hiện{_S}(?:nay|tại)))(?!\w)"
_TERM = rf"(?:giai{_S}đoạn|nhiệm{_S}kỳ|khóa|khoá|niên{_S}(?:khóa|khoá|độ|vụ)|thời{_S}kỳ|năm{_S}(?:học|ngân{_S}sách|tài{_S}chính)|mùa)"
_SPAN_END = r"(?![\d/%]|[.,]\d|-\d)"
_DAY_MONTH = rf"\d{{1,2}}(?:{_SEP}\d{{1,2}}(?:{_SEP}{_YEAR})?(?![\d%])|{_S}tháng{_S}\d{{1,2}}(?![\d%])(?:{_OF_YEAR}{_YEAR}(?!\d))?)"
_FULL_DAY = rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}{_YEAR}"


def _of_year(name: str) -> str:
    """The year of a form: "2024", or one that the day of publication tells."""
    return rf"(?:{_OF_YEAR}(?P<{name}>{_YEAR})(?![\d%]|[.,]\d)|{_S}(?:của{_S})?năm{_S}(?P<{name}r>nay|này|ngoái|trước)(?!\w))"


_BEGINNINGS = (
    r"từ|tháng|thời|tuần|tối|trưa|tám|hai|hôm|ba|bốn|bảy|các|chín|chiều|ngày|năm|nửa|nhiệm|niên|giai|khó|khoá"
    r"|mùa|một|mười|mùng|mồng|sáu|sáng|quý|q\d|rạng|đêm"
)
_FORMS = re.compile(
    # How all forms begin, looked at before the forms themselves: first one letter, by itself and without folding.
    rf"""(?-i:(?=[\d(tThHbBcCnNgGkKmMsSqQrRđĐ]))(?=[\d(]|(?<!\w)(?:{_BEGINNINGS}))(?:
    (?P<dayspan>(?<![\w.,/-])(?:(?:từ{_S})?(?:(?:hai|ba|các|[23]){_S})?ngày{_S}(?:{_DAY_MONTH}|\d{{1,2}})|từ{_S}{_DAY_MONTH}|{_FULL_DAY}){_JOINT}(?:ngày{_S})?{_DAY_MONTH}(?![\w/-]))
    |(?P<todate>(?<!\w)từ{_S}(?:đầu{_S}|ngày{_S}|sau{_S})?(?:năm(?:{_S}(?:(?P<ty1>{_YEAR})|nay))?|(?P<tfull>{_FULL_DAY})|(?P<tday>\d{{1,2}}/\d{{1,2}})|tháng{_S}(?P<tmon>\d{{1,2}}){_OF_YEAR}(?P<ty2>{_YEAR})|(?P<ty3>{_YEAR})){_NOW_JOINT})
    |(?P<mixspan>(?<!\w)từ{_S}(?:đầu{_S}|cuối{_S})?(?:năm{_S}|(?:tháng{_S})?(?P<xm>\d{{1,2}}){_SEP}|tháng{_S}(?P<xn>\d{{1,2}}){_S}năm{_S})?(?P<xy>{_YEAR}){_JOINT}(?:(?:ngày{_S})?(?P<zd>\d{{1,2}}){_SEP}(?P<zm>\d{{1,2}}){_SEP}(?P<zy>{_YEAR})|tháng{_S}(?P<zn>\d{{1,2}})(?:{_SEP}|{_S}năm{_S})(?P<zw>{_YEAR})|quý{_S}(?P<zq>III|II|IV|I|[1-4])(?:{_SEP}|{_S}năm{_S})(?P<zv>{_YEAR}))(?![\w%/-]))
    |(?P<monthspan>(?<!\w)(?:từ{_S})?(?:các{_S})?tháng{_S}\d{{1,2}}(?:{_OF_YEAR}{_YEAR})?{_JOINT}(?:tháng{_S}\d{{1,2}}(?!\d)(?:{_OF_YEAR}{_YEAR}(?!\d))?|\d{{1,2}}(?:{_S}năm{_S}|[/-]){_YEAR}(?!\d))(?![\d%/]))
    |(?P<span>(?:từ\s+)?(?P<sm>\d{{1,2}}){_SEP}(?P<sy>{_YEAR})\s{{0,2}}-\s{{0,2}}(?P<em>\d{{1,2}}){_SEP}(?P<ey>{_YEAR})(?!\d))
    |(?P<terms>(?<!\w){_TERM}{_S}(?:từ{_S})?(?:năm{_S})?(?P<t1>{_YEAR})(?:\s{{0,2}}[-/]\s{{0,2}}|{_S}(?:đến|tới){_S}(?:hết{_S})?(?:năm{_S})?)(?P<t2>{_YEAR}|\d\d){_SPAN_END})
    |(?P<years>(?:(?<!\w)(?:từ{_S})?năm{_S}|(?<!\w)từ{_S})?(?<![\d/.,-])(?P<y1>{_YEAR})(?:\s{{0,2}}-\s{{0,2}}|{_S}(?:đến|tới){_S}(?:hết{_S})?(?:năm{_S})?)(?P<y2>{_YEAR}){_SPAN_END})
    |(?P<first>(?<!\w)(?<!ngày\s)(?<!vòng\s)(?P<n>\d{{1,2}}|{_COUNT_WORD}){_S}(?P<ns>tháng|quý)(?:{_S}(?P<half>đầu|cuối)(?:{_S}(?:của{_S})?năm(?:{_S}(?P<ny>{_YEAR}|nay|này|ngoái))?|{_S}(?P<nb>{_YEAR}))?|(?:(?:,?{_S}(?:của{_S}|trong{_S})?năm{_S}|/)(?P<nw>{_YEAR}|nay|này|ngoái)))(?![\w%]|[.,]\d))
    |(?P<halfyear>(?<!\w)nửa{_S}(?P<hh>đầu|cuối){_S}(?:của{_S})?năm(?:{_S}(?P<hy>{_YEAR}|nay|này|ngoái))?(?!\w))
    |(?P<quarter>(?<!\w)(?:quý{_S}(?P<q>III|II|IV|I|[1-4])(?:(?:\s{{0,2}}[-,]\s{{0,2}}|{_S}(?:và|đến){_S})(?:quý{_S})?(?P<q2>III|II|IV|I|[1-4](?={_OF_YEAR}{_YEAR}))(?![\w]|[-/.]\d\d(?!\d)))?(?![\w]){_of_year("qy")}?|quý{_S}(?P<qw>một|hai|ba|bốn|tư|nhất|nhì|đầu|cuối)(?:{_S}(?:tiên|cùng))?(?={_S}(?:của{_S})?năm){_of_year("qv")}|q(?P<qn>[1-4])\s?[-/.]?\s?(?P<qz>{_YEAR}))(?!\w))
    |(?P<isoday>(?<![\w.,/-])(?P<iy>{_YEAR})-(?P<im>0[1-9]|1[0-2])-(?P<id>0[1-9]|[12]\d|3[01])(?![\w/-]))
    |(?P<day>(?:(?<![\w.,/-]){_CLOCK})?(?:(?<!\w)(?:{_DAY_WORDS}){_S})?\(?(?<![\w.,/-])(?P<d>\d{{1,2}})(?:{_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>{_YEAR})|{_S}tháng{_S}(?:(?P<mm>\d{{1,2}})|(?P<mw>{_MONTH_WORD})(?!\w)){_of_year("yy")}?)(?![\d%]))
    |(?P<shortday>(?:(?:(?<![\w.,/-]){_CLOCK})?(?<!\w)(?:{_DAY_WORDS}){_S}\(?|(?<=đến\s)(?=\d{{1,2}}/\d{{1,2}}[,;.)]))(?P<sd>\d{{1,2}})(?:{_SEP}(?P<sdm>\d{{1,2}})(?:/(?P<sdy>[0-4]\d)(?!\d)|{_S}(?:của{_S})?năm{_S}(?P<sdz>{_YEAR}|nay|này|ngoái|trước)(?!\w))?)?(?![\d%]|[.,]\d))
    |(?P<month>(?<!\w)tháng{_S}(?:(?P<tm>\d{{1,2}})|(?P<tw>{_MONTH_WORD})(?!\w)){_of_year("ty")}?(?![\d%]|[.,]\d))
    |(?P<monthyear>(?<![\w.,/-])(?P<bm>0?[1-9]|1[0-2])/(?P<by>{_YEAR})(?![\w/]|-\w))
    |(?P<year>(?<!\w)(?:năm|khóa|khoá|mùa|nhiệm{_S}kỳ)(?:{_S}(?:tài{_S}chính|tài{_S}khóa|học|dương{_S}lịch|ngân{_S}sách))?{_S}(?P<ay>{_YEAR})(?![\d%]|[.,/]\d))
    |(?P<relative>(?<!\w)(?P<ru>năm|quý|tháng|tuần){_S}(?P<rw>nay|này|ngoái|trước)(?!\w))
    |(?P<today>(?<!\w)hôm{_S}(?P<rd>nay|qua)(?!\w))
    |(?P<bare>(?<![\w.,/-])(?P<ly>{_YEAR})(?![\w/%-]|[.,]\d)))""",
    re.IGNORECASE | re.VERBOSE,
)
_DATED = r"(?:thời\s+điểm\s+)?(?:ngày\s+)?$"
_KINDS = (
    (re.compile(rf"(?:tính\s+đến|cho\s+đến|tính\s+tới|cho\s+tới|đến\s+nay|hết|thời\s+điểm|đến\s+cuối|kết\s+thúc|cuối),?\s+{_DATED}", re.IGNORECASE), "as_of"),
    (re.compile(r"(?:đến|tới|trước|chậm\s+nhất(?:\s+là)?)\s+(?:ngày\s+)?$", re.IGNORECASE), "by"),
    (re.compile(r"(?:kể\s+từ|từ|sau)\s+(?:ngày\s+|đầu\s+)?$", re.IGNORECASE), "since"),
)  # fmt: skip
# Words before a year alone that make it one: "so với 2023", "SIPAS 2024" does not.
_BEFORE_BARE = re.compile(
    r"(?<!\w)(?:so với|cùng kỳ|trong|từ|đến|tới|hết|cuối|đầu|giữa|vào|của|và|trước|sau|năm nay và|mức của)\s+$|(?<=\d\d\d\d)(?:,| và)\s+$",
    re.IGNORECASE,
)
# What follows a year alone: nothing that it could count.
_AFTER_BARE = re.compile(
    r"\s*(?:[,.;:)\n]|$|-\s)|\s+(?:đạt|là|lên|xuống|tăng|giảm|và|thì|chiếm|còn|có|đã|sẽ|ước|cao|thấp|khoảng|với|của|cho|ở|tại|đến|so|gồm|phải|vẫn|chỉ|mới)(?!\w)",
    re.IGNORECASE,
)
_NOT_LAST = re.compile(r"(?:\d|nhiều|các|những|vài|mấy|hai|ba|bốn|năm|mười|liền|một|số|từng)\s+$", re.IGNORECASE)
# Two times share a year that only the second states: "tháng 9 và 9 tháng năm 2026".
_SHARING = re.compile(r"\s{0,2}(?:,|;|và|lẫn|đến|hay|hoặc)\s{1,2}(?:trong\s|cả\s)?", re.IGNORECASE)


def find_periods(text: str, today: date | None = None, year: int | None = None) -> tuple[Period, ...]:
    """Every expression of time in `text`, in order, without overlaps. `today` dates "năm nay".

    Where no day is known, `year` is the one that forms without a year are guessed to be of.
    """
    found: list[Period] = []
    waiting: re.Match[str] | None = None  # a form without a year, right before
    at = 0
    while match := _FORMS.search(text, at):
        at = match.end()
        iso = _read(match, None, today)
        if iso == "":
            # Not this form; what stands inside may be another one.
            at = match.start() + 1 if match.lastgroup in _SPANS else at
            continue
        guess = None
        if iso is None:
            guess = _guess(match, today) if today else _of_guessed_year(match, year) if year else None
        if waiting is not None and iso and _SHARING.fullmatch(text, waiting.end(), match.start()):
            shared = _read(waiting, iso[:4], today)
            if shared:
                found[-1] = Period(found[-1].start, found[-1].end, shared, found[-1].kind)
        waiting = match if iso is None and match.lastgroup in _YEARLESS else None
        found.append(Period(match.start(), match.end(), iso, _kind(text, match), guess))
    return tuple(found)


def _kind(text: str, match: re.Match[str]) -> str:
    start = match.start()
    before = text[max(0, start - 24) : start]
    for pattern, name in _KINDS:
        if pattern.search(before):
            return name
    return "during"


def _guess(match: re.Match[str], today: date) -> str | None:
    """The value of a form without a year, counted from `today`: of its year or, where it had not begun then, the year before."""
    if counted := _COUNTED.get(match.lastgroup or ""):
        return counted(match, today)
    for year in (today.year, today.year - 1):
        iso = _read(match, str(year), today)
        if iso and begins(iso) <= today.isoformat():
            return iso
    return None


def _of_guessed_year(match: re.Match[str], year: int) -> str | None:
    """The value of a form without a year in a guessed one; of what is counted up to an unknown day the year alone."""
    if match.lastgroup == "todate":
        return str(year)
    return _read(match, str(year), None) or None if match.lastgroup in _YEARLESS else None


def begins(iso: str) -> str:
    """The year, month or day with which a period begins: 2022-Q2 begins in 2022-04."""
    first = iso.partition("/")[0]
    if "-Q" in first:
        return f"{first[:4]}-{3 * int(first[-1]) - 2:02d}"
    return first.replace("-H1", "-01").replace("-H2", "-07")


def first_day(iso: str) -> date | None:
    """The first day of a period; None where the calendar knows none."""
    year, *rest = begins(iso).split("-")
    month, day = (*rest, "1", "1")[:2]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _read(match: re.Match[str], year: str | None, today: date | None) -> str | None:
    """The ISO-like value of a form: None when its year is missing, "" when it is no time at all.

    `year` stands in for one that is not stated. A named group that encloses others closes last, so lastgroup is the form.
    """

    def year_of(stated: str | None) -> str | None:
        if not stated:
            return year
        if stated.isdigit():
            return stated
        ago = 1 if stated.lower() in ("ngoái", "trước") else 0
        return str(today.year - ago) if today else None

    return _READERS[match.lastgroup or ""](match, year_of)


_TWO_DAYS = re.compile(
    rf"\D{{0,20}}(?P<from>{_DAY_MONTH}|\d{{1,2}}){_JOINT}(?:ngày{_S})?(?P<to>{_DAY_MONTH})", re.IGNORECASE
)
_PART_DAY = re.compile(
    rf"(?P<d>\d{{1,2}})(?:{_SEP}(?P<m>\d{{1,2}})(?:{_SEP}(?P<y>{_YEAR}))?|{_S}tháng{_S}(?P<n>\d{{1,2}})(?:{_OF_YEAR}(?P<z>{_YEAR}))?)?",
    re.IGNORECASE,
)
_PART_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})(?:{_OF_YEAR}({_YEAR}))?(?!\d)", re.IGNORECASE)


def _read_dayspan(m: re.Match[str], year_of: YearOf) -> str | None:
    two = _TWO_DAYS.fullmatch(m.group())
    first, last = (_PART_DAY.match(two[end]) if two else None for end in ("from", "to"))
    if first is None or last is None:
        return ""
    year = year_of(last["y"] or last["z"])
    end = _calendar(int(year or 2000), int(last["m"] or last["n"]), int(last["d"]))
    month = int(first["m"] or first["n"] or last["m"] or last["n"])
    if end is None or not 1 <= month <= 12:
        return ""
    begun = first["y"] or first["z"]
    begin = _calendar(int(begun) if begun else end.year - (month > end.month), month, int(first["d"]))
    if begin is None or begin >= end:
        return ""
    return f"{begin.isoformat()}/{end.isoformat()}" if year else None


def _read_monthspan(m: re.Match[str], year_of: YearOf) -> str | None:
    (month, first), (last_month, last) = _PART_MONTH.findall(m.group())[:2]
    if not _months(month, last_month):
        return ""
    year = year_of(last)
    if not year:
        return None
    begin = first or str(int(year) - (int(month) > int(last_month)))
    span = f"{begin}-{int(month):02d}", f"{year}-{int(last_month):02d}"
    return "/".join(span) if span[0] < span[1] else ""


def _read_mixspan(m: re.Match[str], year_of: YearOf) -> str | None:
    """A span whose ends are told unlike: "từ năm 2015 đến tháng 6/2018"."""
    month = m["xm"] or m["xn"]
    if month and not _months(month):
        return ""
    begin = f"{m['xy']}-{int(month):02d}" if month else m["xy"]
    if m["zd"]:
        end = _read_date(m["zd"], m["zm"], m["zy"])
    elif m["zn"]:
        end = f"{m['zw']}-{int(m['zn']):02d}" if _months(m["zn"]) else ""
    else:
        end = f"{m['zv']}-Q{_QUARTERS[m['zq'].upper()]}"
    return f"{begin}/{end}" if end and begin[:4] <= end[:4] and begin != end else ""


def _read_span(m: re.Match[str], year_of: YearOf) -> str | None:
    return f"{m['sy']}-{int(m['sm']):02d}/{m['ey']}-{int(m['em']):02d}" if _months(m["sm"], m["em"]) else ""


def _read_terms(m: re.Match[str], year_of: YearOf) -> str | None:
    last = m["t2"] if len(m["t2"]) == 4 else m["t1"][:2] + m["t2"]
    return f"{m['t1']}/{last}" if m["t1"] < last else ""


def _read_years(m: re.Match[str], year_of: YearOf) -> str | None:
    return f"{m['y1']}/{m['y2']}" if m["y1"] < m["y2"] else ""


def _read_first(m: re.Match[str], year_of: YearOf) -> str | None:
    count = _WORDS.get(_word(m["n"])) or int(m["n"])
    count *= 3 if m["ns"].lower() == "quý" else 1
    if not 1 <= count <= 12:
        return ""
    year = year_of(m["ny"] or m["nb"] or m["nw"])
    if not year:
        return None
    late = (m["half"] or "").lower() == "cuối"
    if count == 6:
        return f"{year}-H{2 if late else 1}"
    if count == 12:
        return year
    return f"{year}-{13 - count:02d}/{year}-12" if late else f"{year}-01/{year}-{count:02d}"


def _read_halfyear(m: re.Match[str], year_of: YearOf) -> str | None:
    year = year_of(m["hy"])
    return f"{year}-H{1 if m['hh'].lower() == 'đầu' else 2}" if year else None


def _read_quarter(m: re.Match[str], year_of: YearOf) -> str | None:
    first = _QUARTERS[(m["q"] or m["qw"] or m["qn"]).upper()]
    year = year_of(m["qy"] or m["qyr"] or m["qv"] or m["qvr"] or m["qz"])
    if m["q2"] is None:
        return f"{year}-Q{first}" if year else None
    last = _QUARTERS[m["q2"].upper()]
    if last <= first:
        return ""
    return f"{year}-Q{first}/{year}-Q{last}" if year else None


def _read_isoday(m: re.Match[str], year_of: YearOf) -> str | None:
    day = _calendar(int(m["iy"]), int(m["im"]), int(m["id"]))
    return day.isoformat() if day else ""


def _read_day(m: re.Match[str], year_of: YearOf) -> str | None:
    month = m["m"] or m["mm"] or _MONTHS[_word(m["mw"])]
    return _read_date(m["d"], month, year_of(m["y"] or m["yy"] or m["yyr"]))


def _read_shortday(m: re.Match[str], year_of: YearOf) -> str | None:
    if m["sdm"]:
        return _read_date(m["sd"], m["sdm"], year_of(f"20{m['sdy']}" if m["sdy"] else m["sdz"]))
    return None if 1 <= int(m["sd"]) <= 31 else ""


def _read_date(day: str, month: str | int, year: str | None) -> str | None:
    read = _calendar(int(year or 2000), int(month), int(day))
    if read is None:
        return ""
    return read.isoformat() if year else None


def _read_month(m: re.Match[str], year_of: YearOf) -> str | None:
    month = int(m["tm"]) if m["tm"] else _MONTHS[_word(m["tw"])]
    if not 1 <= month <= 12:
        return ""
    year = year_of(m["ty"] or m["tyr"])
    return f"{year}-{month:02d}" if year else None


def _read_monthyear(m: re.Match[str], year_of: YearOf) -> str | None:
    return f"{m['by']}-{int(m['bm']):02d}"


def _read_year(m: re.Match[str], year_of: YearOf) -> str | None:
    return m["ay"]


def _read_relative(m: re.Match[str], year_of: YearOf) -> str | None:
    """None: only the day of publication tells which; "" where "trước" counts years back ("10 năm trước")."""
    if m["rw"].lower() == "trước" and _NOT_LAST.search(m.string, max(0, m.start() - 8), m.start()):
        return ""
    if (m["ru"].lower() in ("quý", "tuần", "tháng")) and m["rw"].lower() in ("nay", "ngoái"):
        return ""
    return None


def _read_counted(m: re.Match[str], year_of: YearOf) -> str | None:
    return None


def _read_bare(m: re.Match[str], year_of: YearOf) -> str | None:
    before = _BEFORE_BARE.search(m.string, max(0, m.start() - 20), m.start())
    return m["ly"] if before and _AFTER_BARE.match(m.string, m.end()) else ""


def _months(*values: str) -> bool:
    return all(1 <= int(value) <= 12 for value in values)


def _count_relative(m: re.Match[str], today: date) -> str | None:
    """The year, quarter, month or week that "này" and "trước" mean on a day."""
    unit, ago = m["ru"].lower(), 1 if m["rw"].lower() in ("trước", "ngoái") else 0
    if unit == "năm":
        return str(today.year - ago)
    if unit == "tuần":
        monday = today - timedelta(days=today.weekday() + 7 * ago)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    months = today.year * 12 + today.month - 1
    if unit == "tháng":
        year, month = divmod(months - ago, 12)
        return f"{year}-{month + 1:02d}"
    year, quarter = divmod(months // 3 - ago, 4)
    return f"{year}-Q{quarter + 1}"


def _count_today(m: re.Match[str], today: date) -> str | None:
    return (today - timedelta(days=1 if m["rd"].lower() == "qua" else 0)).isoformat()


def _count_to_date(m: re.Match[str], today: date) -> str | None:
    """From a day or the beginning of a year up to the day of publication: "từ đầu năm đến nay"."""
    if m["tfull"]:
        return _to_day(date_at(m["tfull"], 0), today)
    if m["tday"]:
        return _to_day(date_at(m["tday"], 0, today.year), today) or _to_day(
            date_at(m["tday"], 0, today.year - 1), today
        )
    if m["tmon"]:
        begin = f"{m['ty2']}-{int(m['tmon']):02d}" if _months(m["tmon"]) else "9999"
        return f"{begin}/{today:%Y-%m}" if begin < f"{today:%Y-%m}" else None
    year = m["ty1"] or m["ty3"]
    if year is None or int(year) == today.year:
        return f"{today.year}-01-01/{today.isoformat()}"
    return f"{year}/{today.year}" if int(year) < today.year else None


def _to_day(begin: tuple[date, int] | None, today: date) -> str | None:
    return f"{begin[0].isoformat()}/{today.isoformat()}" if begin and begin[0] < today else None


_READERS = {
    "dayspan": _read_dayspan,
    "todate": _read_counted,
    "mixspan": _read_mixspan,
    "monthspan": _read_monthspan,
    "span": _read_span,
    "terms": _read_terms,
    "years": _read_years,
    "first": _read_first,
    "halfyear": _read_halfyear,
    "quarter": _read_quarter,
    "isoday": _read_isoday,
    "day": _read_day,
    "shortday": _read_shortday,
    "month": _read_month,
    "monthyear": _read_monthyear,
    "year": _read_year,
    "relative": _read_relative,
    "today": _read_counted,
    "bare": _read_bare,
}
# What the day of publication counts, whatever its year.
_COUNTED = {"relative": _count_relative, "today": _count_today, "todate": _count_to_date}
_SPANS = frozenset(("dayspan", "mixspan", "monthspan", "span", "terms", "years"))
_YEARLESS = frozenset(("dayspan", "mixspan", "monthspan", "first", "halfyear", "quarter", "day", "shortday", "month"))
