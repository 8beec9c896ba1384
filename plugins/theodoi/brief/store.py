"""Where briefs are: their files in the lake, and their addresses under Airflow's own.

lake     briefs/day=<day>/<list>.<html, json, atom, eml or docx>
address  /theodoi/reports/briefs/<profile>/<day, or latest>/<list>.html
"""

from __future__ import annotations

import re
from datetime import date

from theodoi.lake import Lake

ALL = "tat-ca"  # the list of everything
MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "atom": "application/atom+xml",
    "eml": "message/rfc822",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_DAY = re.compile(r"briefs/day=(\d{4}-\d{2}-\d{2})/")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def brief_path(day: date, watchlist_id: str, form: str) -> str:
    """The path inside the lake. Raises ValueError for a list or form that is none."""
    if not _NAME.fullmatch(watchlist_id) or form not in MEDIA:
        raise ValueError(f"{watchlist_id}.{form} is no brief")
    return f"briefs/day={day.isoformat()}/{watchlist_id}.{form}"


def brief_days(lake: Lake) -> list[date]:
    """The days that have a brief, newest first."""
    days = {met[1] for file in lake.files("briefs") if (met := _DAY.match(file.path))}
    return sorted((date.fromisoformat(day) for day in days), reverse=True)


def brief_lists(lake: Lake, day: date) -> list[str]:
    """The lists of which a day has a brief, that of everything first."""
    names = lake.names(f"briefs/day={day.isoformat()}")
    return sorted(
        (name.removesuffix(".html") for name in names if name.endswith(".html")), key=lambda name: (name != ALL, name)
    )
