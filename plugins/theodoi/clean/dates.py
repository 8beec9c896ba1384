"""Moments of publication: ISO and Vietnamese shapes of date and time, always read in Asia/Ho_Chi_Minh unless a zone is given."""

from __future__ import annotations

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
    r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)"
    r"(?:(?:T|\s+)(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?\s*(?P<zone>Z|[+-]\d\d?:?(?:\d\d)?(?!\d))?)?"
)
_TIME = r"(?P<{0}H>[01]?\d|2[0-3])\s*(?::|h|g|giờ)\s*(?P<{0}M>[0-5]\d)(?::[0-5]\d)?(?:\s*(?P<{0}half>[AP]M|SA|CH)\b)?"
_GAP = r"[\s,;|\-–—(]{1,6}(?:ngày\s+)?"
_WEEKDAY = r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s*nhật|cn)[\s,|\-–]*)?(?:ngày\s+)?"
_DATE = r"(?P<d>0?[1-9]|[12]\d|3[01])(?:\s?[/.\-]\s?(?P<m>0?[1-9]|1[0-2])\s?[/.\-]\s?|\s+tháng\s+(?P<m2>0?[1-9]|1[0-2])(?:\s+năm\s+|[/,]\s*))(?P<y>(?:19|20)\d\d)(?!\d)"
_VIETNAMESE = re.compile(
    rf"(?<![\d/.:\-])(?:{_TIME.format('b')}{_GAP}{_WEEKDAY})?(?<![\d/.]){_DATE}(?:{_GAP}(?:lúc\s+)?{_TIME.format('a')})?",
    re.I,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_URL_STAMP = re.compile(r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=\d*(?!\d))")
_URL_PATH = re.compile(r"/(?P<y>20[0-3]\d)[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?=[/-])")


def parse_stamp(value: str) -> Moment | None:
    """A machine's time: ISO 8601 with its usual faults, RFC 2822, Unix seconds, or a Vietnamese date."""
    value = value.strip()
    if match := _ISO.match(value):
        return _iso(match)
    if _EPOCH.fullmatch(value):
        return Moment(datetime.fromtimestamp(int(value[:10]), VIETNAM), "minute", offset=timedelta(0))
    try:
        at = parsedate_to_datetime(value)
        return Moment(
            at.astimezone(VIETNAM) if at.tzinfo else at.replace(tzinfo=VIETNAM), "minute", offset=at.utcoffset()
        )
    except (TypeError, ValueError, IndexError, OverflowError):
        return find_date(value)


def find_date(line: str) -> Moment | None:
    """The first full date (with its year) in a line for people, with the time beside it if there is one."""
    match = _VIETNAMESE.search(line)
    if match:
        return _vietnamese(match)
    if match := _ISO.search(line):
        return _iso(match)
    return None


def date_in_url(url: str) -> Moment | None:
    """The day that an address carries. A time in it is when the draft was begun, not when it was published."""
    match = _URL_PATH.search(url) or _URL_STAMP.search(url)
    return _moment(match, None, None) if match else None


def _iso(match: re.Match[str]) -> Moment | None:
    found = _moment(match, match["H"], match["M"])
    if found is None or not match["zone"]:
        return found
    zone = match["zone"].replace(":", "")
    hours, minutes = (0, 0) if zone == "Z" else (int(zone[1:3]), int(zone[3:] or 0))
    if hours > 14:
        return found
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    second = int(match["S"] or 0) % 60
    at = found.at.replace(tzinfo=timezone(offset), second=second).astimezone(VIETNAM)
    return Moment(at, found.precision, *match.span(), offset=offset)


def _vietnamese(match: re.Match[str]) -> Moment | None:
    side = "b" if match["bH"] else "a"
    hour, half = match[f"{side}H"], (match[f"{side}half"] or "").upper()
    if hour and half in ("PM", "CH") and int(hour) < 12:
        hour = str(int(hour) + 12)
    elif hour and half in ("AM", "SA") and int(hour) == 12:
        hour = "0"
    return _moment(match, hour, match[f"{side}M"])


def _moment(match: re.Match[str], hour: str | None, minute: str | None) -> Moment | None:
    groups = match.groupdict()
    try:
        day = datetime(int(groups["y"]), int(groups["m"] or groups["m2"]), int(groups["d"]), tzinfo=VIETNAM)
        at = day.replace(hour=int(hour), minute=int(minute)) if hour and minute else day
        if groups.get("S"):
            at = at.replace(second=int(groups["S"]) % 60)
    except ValueError:
        return None
    # A machine that knows only the day writes midnight.
    exact = bool(hour) and not (groups.get("S") == "00" and at == day)
    return Moment(at, "minute" if exact else "day", *match.span())
