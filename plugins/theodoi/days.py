"""Which Vietnamese day a run is about, and the last day of a period."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta

from theodoi.settings import VIETNAM


def partition_of(*, partition_key: str | None, asked: str | None, run_after: datetime) -> date:
    """The Vietnamese calendar day that a run covers.

    A day asked for by hand wins; a schedule, a backfill or the API gives the day as partition key; a run that was
    started without either covers the day before `run_after` (with zone) in Vietnam.
    Raises ValueError for a day that is not written YYYY-MM-DD.
    """
    given = asked or partition_key
    if given:
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise ValueError(f"{given!r} is not a day: write it as 2026-11-21") from None
    return run_after.astimezone(VIETNAM).date() - timedelta(days=1)


def day_meant(bound: datetime) -> date:
    """The day that a bound of a backfill names, as written: 2026-11-14, 2026-11-14T23:59Z and 2026-11-14T00:00+07:00 are the 14th.

    The web pages of Airflow send every choice as UTC: an instant that is midnight in Vietnam was a midnight there when
    it was chosen.
    """
    there = bound.astimezone(VIETNAM)
    return there.date() if there.time() == time() else bound.date()


def last_day(iso: str | None) -> date | None:
    """The last day of a period in ISO-like form: 2022, 2022-Q1, 2022-H1, 2022-04, 2022-04-27, or a span of two."""
    if iso is None:
        return None
    year, _, rest = iso.rpartition("/")[2].partition("-")
    if len(rest) == 5:
        return date.fromisoformat(f"{year}-{rest}")
    months = {"Q": 3, "H": 6}.get(rest[:1])
    month = int(rest[1:]) * months if months else int(rest or 12)
    return date(int(year), month, calendar.monthrange(int(year), month)[1])
