"""Whether last night was published: the alert of 06:00, and the days that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy import Row as SqlRow

from theodoi.database import sql_file
from theodoi.maintain import alerts
from theodoi.maintain.alerts import Alert
from theodoi.maintain.work import Outcome, Work
from theodoi.registry.sources import enabled_sources
from theodoi.settings import VIETNAM
from theodoi.vocabularies import RunStatus

KIND = "night_missing"
DUE = time(6)  # in Vietnam: by then the run of 02:00 has published
WINDOW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Night:
    """How one Vietnamese day stands in the warehouse; `sentence` says it to a person."""

    day: date
    published: bool
    sentence: str
    state: str = ""  # how its newest run stands


def night_published(work: Work) -> Outcome:
    """The duty: alert when the night that is due has not been published, or brought nothing; clear alerts of nights that are."""
    if not enabled_sources(work.profile):
        lines = alerts.keep(work, [KIND], [])
        return Outcome(("no source is switched on: no night is due", *lines))
    due = due_day(work.now)
    nights = nights_of(work.engine, {due, *_alerted(work.engine)})
    wrong = [_alert(n) for n in nights if not n.published]
    lines = [n.sentence for n in nights if n.published and n.day == due] + alerts.keep(work, [KIND], wrong)
    # An older night that is still missing stays an alert; only the one that is due fails the task.
    alarm = next((n.sentence for n in nights if n.day == due and not n.published), None)
    return Outcome(tuple(lines), alarm)


def night_ended(work: Work, day: date) -> list[str]:
    """Raise or clear the alert of one night as soon as a run of it has ended; returns lines for a person.

    It is the alert that the duty keeps, so that nobody is told twice. That a day of long ago brought nothing is none: a
    backfill may ask for days that no site lists any more.
    """
    if not enabled_sources(work.profile):
        return []
    recent = day > due_day(work.now) - timedelta(days=WINDOW_DAYS)
    missing = [found for found in nights_of(work.engine, {day}) if not found.published]
    wrong = [_alert(found) for found in missing if recent or found.state in (RunStatus.REFUSED, RunStatus.FAILED)]
    open_ones = _open_ones(work.engine)
    others = [alert for alert in open_ones if alert.subject != f"nightly/{day}"]
    if not wrong and len(others) == len(open_ones):
        return []
    return alerts.keep(work, [KIND], others + wrong)


def due_day(now: datetime) -> date:
    """The newest Vietnamese day that should be in the warehouse at `now` (with zone): yesterday, before 06:00 the day before."""
    there = now.astimezone(VIETNAM)
    return there.date() - timedelta(days=1 if there.time() >= DUE else 2)


def nights_of(engine: Engine, days: set[date]) -> list[Night]:
    """How these days stand, in their order."""
    with engine.connect() as connection:
        rows = connection.execute(text(sql_file("maintain/nights.sql")), {"days": sorted(days)}).all()
    return [Night(row.day, bool(row.published), _sentence(row), row.status or "absent") for row in rows]


def missing_days(engine: Engine, now: datetime) -> list[date]:
    """Days of the last 14 that no run has brought to an end, those before the first night of all left out."""
    due = due_day(now)
    with engine.connect() as connection:
        rows = connection.scalars(
            text(sql_file("maintain/missing_days.sql")), {"first": due - timedelta(days=WINDOW_DAYS - 1), "last": due}
        )
        return list(rows)


def _alert(found: Night) -> Alert:
    return Alert(KIND, f"nightly/{found.day}", found.sentence, found.state)


def _alerted(engine: Engine) -> list[date]:
    return [date.fromisoformat(alert.subject.partition("/")[2]) for alert in _open_ones(engine)]


def _open_ones(engine: Engine) -> list[Alert]:
    with engine.connect() as connection:
        return [alert for alert in alerts.open_alerts(connection) if alert.kind == KIND]


def _sentence(row: SqlRow[Any]) -> str:
    night = f"The night of {row.day}"
    at = row.at.astimezone(VIETNAM) if row.at else None
    if row.published:
        return f"{night} was published on {at:%Y-%m-%d at %H:%M} ({row.articles} articles)."
    match row.status:
        case "nothing_new":
            return f"{night} brought no article at all: look at ops.fetches of nightly/{row.day} for what the sources answered."
        case "refused" | "failed":
            return f"{night} is not published: its run {row.status}. {row.note or ''}".strip()
        case "undone":
            return f"{night} is not published any more: {row.note}."
        case "running":
            return f"{night} is not published yet: its run began on {at:%Y-%m-%d at %H:%M} and still works."
        case _:
            return (
                f"{night} is not published: no run of it has begun. Is the DAG nightly switched on, "
                "and does Airflow's scheduler run?"
            )
