"""Learnt tables as named versions: what is learnt from the warehouse is frozen under a name, and a run keeps to one version.

A learnt table lies in ops and has a column `version`. To add one: a table in a migration, a `Learnt` with the SQL that
fills it, and its place in TABLES. A run notes in ops.runs which versions were current when it began, and reads those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from theodoi.database import sql_file
from theodoi.maintain import baselines, boilerplate
from theodoi.maintain.work import Outcome, Work
from theodoi.settings import VIETNAM, settings


@dataclass(frozen=True, slots=True)
class Learnt:
    """One learnt table. `learn` fills ops.<name> with the rows of a version and returns their number and their origin in words."""

    name: str
    learn: Callable[[Connection, Work, str], tuple[int, str]]


TABLES: tuple[Learnt, ...] = (Learnt("baselines", baselines.learn), Learnt("boilerplate_lines", boilerplate.learn))


def learn(work: Work) -> Outcome:
    """The duty: make today's version of every learnt table and let runs that begin from now on use it."""
    lines = []
    for table in TABLES:
        with work.engine.begin() as connection:
            lines.append(_learn(connection, table, work))
            if work.dry_run:
                connection.rollback()
    with work.engine.begin() as connection:
        lines += _forget(connection, work)
    return Outcome(tuple(lines))


def current_versions(connection: Connection) -> dict[str, str]:
    """The current version of every learnt table that has one: what a run that begins now is to use."""
    return dict(connection.execute(text(sql_file("maintain/current_versions.sql"))).all())


def freeze(connection: Connection, run_id: str) -> None:
    """Note in ops.runs which versions a run uses; a run that is begun again keeps those that it had."""
    versions = json.dumps(current_versions(connection), sort_keys=True)
    connection.execute(text(sql_file("maintain/freeze_versions.sql")), {"run_id": run_id, "versions": versions})


def frozen(connection: Connection, run_id: str) -> Mapping[str, str]:
    """The versions that a run uses, by table; one that had no version when the run began is absent."""
    return connection.scalar(text(sql_file("maintain/frozen_versions.sql")), {"run_id": run_id}) or {}


def _learn(connection: Connection, table: Learnt, work: Work) -> str:
    # One version a day. It is made once: a run may already use it.
    version = work.now.astimezone(VIETNAM).date().isoformat()
    key = {"name": table.name, "version": version}
    if connection.scalar(text(sql_file("maintain/known_version.sql")), key):
        return f"{table.name} {version} has been made already"
    rows, origin = table.learn(connection, work, version)
    if not rows:
        return f"{table.name}: nothing to learn from yet ({origin}); runs use the version that they had, if any"
    connection.execute(
        text(sql_file("maintain/new_version.sql")), key | {"rows": rows, "from": origin, "now": work.now}
    )
    return f"{table.name} {version}: {rows} rows from {origin}"


def _forget(connection: Connection, work: Work) -> list[str]:
    """Remove old versions that no run in ops.runs names."""
    days = settings().keep_runs_days
    if not days or work.dry_run:
        return []
    rows = connection.execute(text(sql_file("maintain/forget_versions.sql")), {"before": work.before(days)}).all()
    return [f"removed {row.name} {row.version}, which no run names any more" for row in rows]
