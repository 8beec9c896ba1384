"""Sources that are not well: silent for longer than usual, or laid out anew so that pages are no articles any more."""

from __future__ import annotations

from sqlalchemy import text

from theodoi.database import sql_file
from theodoi.maintain import alerts
from theodoi.maintain.alerts import Alert
from theodoi.maintain.work import Outcome, Work
from theodoi.registry.sources import enabled_sources

SILENT, LAYOUT = "source_silent", "layout_changed"


def sources_well(work: Work) -> Outcome:
    """The duty: alert for every source that is switched on and not well. It fails no task: the others are loaded."""
    with work.engine.connect() as connection:
        rows = connection.execute(text(sql_file("maintain/source_health.sql"))).all()
    on = enabled_sources(work.profile)
    wrong = []
    for row in rows:
        if row.source_id not in on:
            continue
        if row.state == "silent":
            told = (
                f"{row.name} has brought no article for {row.silent_days} days; usual are at most {row.usual_gap_days or 1}. "
                "Readers miss what it tells. Is its site up, did its feeds move?"
            )
            wrong.append(Alert(SILENT, row.source_id, told))
        else:
            told = (
                f"{row.name}: only {row.articles} of {row.captures} pages of the newest night are articles, less than half of "
                "the usual share. Its layout may have changed; readers miss the others."
            )
            wrong.append(Alert(LAYOUT, row.source_id, told))
    lines = alerts.keep(work, [SILENT, LAYOUT], wrong)
    return Outcome((*lines,) if lines else ("all sources are well",))
