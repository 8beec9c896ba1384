"""Baselines: what a source usually brings in one night, learnt from the last four weeks, for the gates to compare with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, text

from theodoi.contracts import FINDINGS
from theodoi.database import sql_file
from theodoi.maintain.work import Work
from theodoi.quality import Baseline
from theodoi.settings import VIETNAM, settings


def learn(connection: Connection, work: Work, version: str) -> tuple[int, str]:
    """Fill ops.baselines with a version from the nightly batches of the last days; returns its rows and what they come from.

    A source or dataset with fewer nights than THEODOI_BASELINE_MIN_NIGHTS is left out: it is not compared yet.
    """
    today = work.now.astimezone(VIETNAM).date()
    first, last = today - timedelta(days=settings().baseline_days), today - timedelta(days=1)
    window = {"first": first, "last": last}
    nights = connection.scalar(text(sql_file("maintain/baseline_nights.sql")), window)
    rows = connection.execute(
        text(sql_file("maintain/learn_baselines.sql")),
        window
        | {
            "version": version,
            "min_nights": settings().baseline_min_nights,
            "kinds": [kind.name for kind in FINDINGS],
        },
    ).rowcount
    return rows, f"{nights} nights from {first} to {last}"


def baseline(connection: Connection, version: str | None, sources: Collection[str]) -> Baseline | None:
    """The baseline of a version for a run that asks these sources; None in the cold start, when there is no version."""
    if version is None:
        return None
    measures: dict[str, dict[str, float]] = {
        "captures": {}, "articles": {}, "article_share": {}, "findings_per_article": {},
    }  # fmt: skip
    for row in connection.execute(text(sql_file("maintain/baseline.sql")), {"version": version}):
        # A source that is switched off, or not asked by this run, is not missed.
        if row.measure == "findings_per_article" or row.subject in sources:
            measures[row.measure][row.subject] = row.usual
    return Baseline(taken_on=date.fromisoformat(version), days=settings().baseline_days, **measures)
