"""Summaries that the views of bi read: counts by entity and month, changes of documents, points of series.

Triggers note what changes (sql/migrations/0032_summaries.sql); the steps are sql/resolve/summaries in their order. The result is a
function of the rows alone: telling what was touched and telling all anew give the same tables.
"""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import Connection, text

from theodoi.database import run_sql, sql_file

_STEPS = tuple(
    f"resolve/summaries/{step}.sql" for step in ("10_keys", "20_months", "30_totals", "40_changes", "50_points")
)


def refresh_summaries(connection: Connection, *, full: bool = False) -> None:
    """Tell anew what rows touched since the last call; all, where the statements, rights or heirs are others than then."""
    made_of = _made_of(connection)
    known = connection.scalar(text("SELECT made_of FROM warehouse.summary_state"))
    whole = full or made_of != known
    if whole:
        run_sql(connection, "resolve/summaries/00_all.sql", {"made_of": made_of})
    elif not connection.scalar(text(sql_file("resolve/summaries/touched.sql"))):
        return
    for step in _STEPS:
        run_sql(connection, step, {"all": whole} if step == _STEPS[0] else None)


def _made_of(connection: Connection) -> str:
    """A hash of all that summaries follow from beside the rows that triggers watch."""
    told = blake2b(digest_size=16)
    for name in (*_STEPS, "bi/counted.sql"):
        told.update(sql_file(name).encode())
    told.update(str(connection.scalar(text(sql_file("resolve/summaries/made_of.sql")))).encode())
    return told.hexdigest()
