"""Moments of publication: ISO and Vietnamese shapes of date and time, always read in Asia/Ho_Chi_Minh unless a zone is given."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from theodoi.settings import VIETNAM

CLOCK_TOLERANCE = timedelta(
    days=1
)  # how much later than its capture an article's time may be, clocks being what they are


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with its precision (`minute` or `day`; a day stands at its midnight) and where in the string it stood."""

    at: datetime
    precision: str
    start: int = 0
    end: int = 0
    offset: timedelta | None = None  # of the zone that the string named


_ISO = re.compile(
    r"(?<![\d/])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?!\d)"
    r"(?:(?:\s*T\s*|[\s,|]+)(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?(?:\s*(?P<half>[AP]M|SA|CH)\b)?"
    r"\s*(?P<zone>Z|(?:GMT|UTC)?\s*[+-]\d\d?:?(?:\d\d)?(?!\d))?)?",
    re.I,
)
_TIME = r"(?P<{0}H>[01]?\d|2[0-3])\s*(?::|h|g|giờ)\s*(?P<{0}M>[0-5]\d)(?::[0-5]\d|\s?['’′]|\s+phút)?(?:\s*(?P<{0}half>[AP]M|SA|CH)\b)?"
_GAP = r"[\s,;|\-–—(]{1,6}(?:ngày\s+)?"
_WEEKDAY = r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s*nhật|cn)[\s,|\-–]*)?(?:ngày\s+)?"
_DATE = r"(?P<d>0?[1-9]|[12]\d|3[01])(?:\s?[/.\-]\s?(?P<m>0?[1-9]|1[0-2])\s?[/.\-]\s?|\s+tháng\s+(?P<m2>0?[1-9]|1[0-2])(?:\s+năm\s+|\s*[/,]\s*|\s+))(?P<y>(?:19|20)\d\d)(?!\d)"
_VIETNAMESE = re.compile(
    rf"(?<![\d/.:\-])(?:{_TIME.format('b')}{_GAP}{_WEEKDAY})?(?<![\d/.]){_DATE}(?:{_GAP}(?:lúc\s+)?{_TIME.format('a')})?",
    re.I,
)
# The numbers of a .NET service stand between its own marks: /Date(1606000000000+0700)/.
_EPOCH = re.compile(r"(?:\\?/?Date\()?(?P<s>[12]\d{9})(?P<ms>\d{3})?(?:[+-]\d{4})?(?:\)\\?/?)?")
_MONTH_FIRST = re.compile(
    r"(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2\d|3[01])/(?P<y>(?:19|20)\d\d)"
    r"(?:[T,\s]+(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?(?:\s*(?P<half>[AP]M|SA|CH)\b)?\s*(?P<zone>Z|(?:GMT|UTC)?\s*[+-]\d\d?:?(?:\d\d)?(?!\d))?)?",
    re.I,
)
# As .NET prints a time in its American culture, without leading zeros; the Vietnamese one writes SA and CH.
_AMERICAN = re.compile(
    r"(?P<m>[1-9]|1[0-2])/(?P<d>[1-9]|[12]\d|3[01])/(?P<y>(?:19|20)\d\d)\s(?P<H>[1-9]|1[0-2]):(?P<M>\d\d):(?P<S>\d\d)\s(?P<half>[AP]M)(?P<zone>Z?)$"
)
_URL_STAMP = re.compile(r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=\d*(?!\d))")
_URL_PATH = re.compile(r"/(?P<y>20[0-3]\d)[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?=[/-])")


def parse_stamp(value: str) -> Moment | None:
    """A machine's time: ISO 8601 with its usual faults, RFC 2822, Unix seconds or milliseconds, or a Vietnamese date.

    The month is read first only where the day first is impossible (11/20/2026), and in the American way of .NET.
    """
    value = value.strip()
    if match := _ISO.match(value) or _AMERICAN.match(value) or _MONTH_FIRST.match(value):
        return _iso(match)
    if match := _EPOCH.fullmatch(value):
        return Moment(datetime.fromtimestamp(int(match["s"]), VIETNAM), "minute", offset=timedelta(0))
    try:
        at = parsedate_to_datetime(value)
        return Moment(
            at.astimezone(VIETNAM) if at.tzinfo else at.replace(tzinfo=VIETNAM), "minute", offset=at.utcoffset()
        )
    except (TypeError, ValueError, IndexError, OverflowError):
        return find_date(value)


def find_date(line: str) -> Moment | None:
    """The first full date (with its year) in a line for people, with the time beside it if there is one."""
    found = (_vietnamese(match) for match in _VIETNAMESE.finditer(line))
    if moment := next(filter(None, found), None):
        return moment
    return next(filter(None, map(_iso, _ISO.finditer(line))), None)


# What is said right before a date of the last change, and before one of publication.
_UPDATED = re.compile(
    r"(?:cập\s+nhật|chỉnh\s+sửa|hiệu\s+chỉnh|sửa\s+(?:đổi|lần|lúc|ngày)|updated?|modified)[\s\w:,()\-–]{0,30}$", re.I
)
_POSTED = re.compile(r"(?:đăng|xuất\s+bản|đưa\s+tin|ngày\s+tạo|publish\w*|posted)[\s\w:,()\-–]{0,30}$", re.I)
_BEHIND = re.compile(
    r"\s*\(\s*(?:đã\s+)?(?:(?P<updated>cập\s+nhật|updated)|đăng|xuất\s+bản|published)[^:()]{0,20}\)", re.I
)
MOST_DATES = 8  # of one line


def find_dates(line: str) -> tuple[list[Moment], Moment | None, Moment | None]:
    """The dates of a line in their order, that of publication, and that of the last change.

    Both are told by the words beside them, in any order; a date without such words is of publication, unless another
    one says so. A line whose only date is of a change has that for both.
    """
    found = [m for m in map(_vietnamese, itertools.islice(_VIETNAMESE.finditer(line), MOST_DATES)) if m]
    if not found:
        found = [m for m in map(_iso, itertools.islice(_ISO.finditer(line), MOST_DATES)) if m]
    posted: list[Moment] = []
    updated: list[Moment] = []
    plain: list[Moment] = []
    start = 0
    for moment in found:
        said = line[start : moment.start]
        behind = _BEHIND.match(line, moment.end)
        if behind["updated"] if behind else _UPDATED.search(said):
            updated.append(moment)
        else:
            (posted if behind or _POSTED.search(said) else plain).append(moment)
        start = behind.end() if behind else moment.end
    return found, next(iter([*posted, *plain, *updated]), None), next(iter(updated), None)


def is_update(said: str) -> bool:
    """Whether these words announce the time of a change."""
    return _UPDATED.search(said) is not None


_SHORT_YEAR = re.compile(
    rf"(?:{_TIME.format('b')}{_GAP}{_WEEKDAY})?{_WEEKDAY}(?P<d>0?[1-9]|[12]\d|3[01])(?P<sep>[/.\-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<y>\d\d)(?:{_GAP}(?:lúc\s+)?{_TIME.format('a')})?",
    re.I,
)


def short_year_date(line: str) -> Moment | None:
    """The date of a line that is nothing else, its year written with two digits ("08:15 | 20/11/26"): read as 1995 to 2094."""
    if not (match := _SHORT_YEAR.fullmatch(line.strip())):
        return None
    year = int(match["y"])
    whole = f"{match['d']}/{match['m']}/{year + (1900 if year >= 95 else 2000)}"
    return find_date(line[: match.start("d")] + whole + line[match.end("y") :])


def date_in_url(url: str) -> Moment | None:
    """The day that an address carries. A time in it is when the draft was begun, not when it was published."""
    match = _URL_PATH.search(url) or _URL_STAMP.search(url)
    return _moment(match, None, None) if match else None


def _iso(match: re.Match[str]) -> Moment | None:
    found = _moment(match, _hour(match["H"], match["half"]), match["M"])
    if found is None or not match["zone"]:
        return found
    zone = re.sub(r"[^Z\d+-]", "", match["zone"].upper().replace("GMT", "").replace("UTC", ""))
    hours, minutes = (0, 0) if zone == "Z" else (int(zone[1:3]), int(zone[3:] or 0))
    if hours > 14:
        return found
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    second = int(match["S"] or 0) % 60
    at = found.at.replace(tzinfo=timezone(offset), second=second).astimezone(VIETNAM)
    return Moment(at, found.precision, *match.span(), offset=offset)


def _vietnamese(match: re.Match[str]) -> Moment | None:
    side = "b" if match["bH"] else "a"
    return _moment(match, _hour(match[f"{side}H"], match[f"{side}half"]), match[f"{side}M"])


def _hour(hour: str | None, half: str | None) -> str | None:
    """The hour of 24 of one of 12 ("03 PM", "9 SA")."""
    half = (half or "").upper()
    if hour and half in ("PM", "CH") and int(hour) < 12:
        return str(int(hour) + 12)
    return "0" if hour and half in ("AM", "SA") and int(hour) == 12 else hour


def _moment(match: re.Match[str], hour: str | None, minute: str | None) -> Moment | None:
    groups = match.groupdict()
    try:
        day = datetime(int(groups["y"]), int(groups["m"] or groups.get("m2") or ""), int(groups["d"]), tzinfo=VIETNAM)
        at = day.replace(hour=int(hour), minute=int(minute)) if hour and minute else day
        if groups.get("S"):
            at = at.replace(second=int(groups["S"]) % 60)
    except ValueError:
        return None
    # A machine that knows only the day writes midnight.
    exact = bool(hour) and not (groups.get("S") == "00" and at == day)
    return Moment(at, "minute" if exact else "day", *match.span())
