"""Where briefs are: their files in the lake, and their addresses under Airflow's own.

lake     briefs/day=<day>/<list>.<html, json, atom, eml or docx>
address  /theodoi/reports/briefs/<profile>/<day, or latest>/<list>.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
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


def forget_briefs(lake: Lake, article_ids: Collection[str], urls: Collection[str] = ()) -> list[date]:
    """Delete the briefs of each day that names one of some articles, in all lists and forms; returns the days, newest first.

    A brief names an article as a proof, as a paper's correction, or as what was withdrawn. `urls` finds it in briefs of
    versions before 0.3, which told addresses alone. Make the briefs of such a day again once the warehouse has forgotten it.
    """
    taken, addresses = frozenset(article_ids), frozenset(urls)
    days = [day for day in brief_days(lake) if _names_one(lake, day, taken, addresses)]
    for day in days:
        for file in lake.files(f"briefs/day={day.isoformat()}"):
            lake.delete(file.path)
    return days


def _names_one(lake: Lake, day: date, article_ids: frozenset[str], urls: frozenset[str]) -> bool:
    try:
        told = json.loads(lake.read_bytes(brief_path(day, ALL, "json")))
    except (FileNotFoundError, ValueError):  # what cannot be read goes too: nobody can say that it names none
        return True
    named = [
        *(proof for line in told["lines"] for proof in line["proofs"]),
        *told["paper_corrections"],
        *told.get("changes", ()),
    ]
    withdrawn = {one for line in told["withdrawn"] for one in line.get("article_ids", ())}
    return any(one.get("article_id") in article_ids or one["url"] in urls for one in named) or not withdrawn.isdisjoint(
        article_ids
    )
