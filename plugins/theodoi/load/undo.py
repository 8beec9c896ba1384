"""What the last publish of a batch changed: noted while it publishes, and brought back when asked (`theodoi undo`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from theodoi.contracts import FINDINGS
from theodoi.database import run_sql, sql_file
from theodoi.load.resolve import resolve

# Tables that hold what a publish touches, with the column that says whose a row is, in the order in which rows come back.
_OF_ARTICLES = (
    ("articles", "article_id"),
    ("article_versions", "article_id"),
    ("article_sightings", "article_id"),
    ("earlier_findings", "article_id"),
    *((d.name, "article_id") for d in FINDINGS),
    ("corrected_findings", "article_id"),
)
_TABLES = {
    "capture": (("captures", "capture_id"),),
    "article": _OF_ARTICLES,
    "quarantine": (("quarantine", "batch_id"),),
}
_BODIES = ("organisations", "systems")


class NothingToUndo(LookupError):
    """There is no publish on record that could be taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back, in articles and captures; `left_alone` were touched by another publish since."""

    batch_id: str
    run_id: str | None
    published_at: datetime
    removed: int
    returned: int
    earlier: int
    captures: int
    left_alone: int


def note(connection: Connection, batch_id: str, run_id: str | None) -> None:
    """Note everything that a publish is about to touch, as it is now. Needs the tables of publish/00_withdrawn.sql.

    It takes the place of the batch's publish before; the same run published again belongs to its first time.
    """
    record = {"batch_id": batch_id, "run_id": run_id, "shape": _shape(connection)}
    run_sql(connection, "undo/replaced.sql", record)
    publish_id = connection.scalar(text(sql_file("undo/publish.sql")), record)
    run_sql(connection, "undo/touched.sql", {"batch_id": batch_id, "publish_id": publish_id})
    for kind, tables in _TABLES.items():
        for relation, owner in tables:
            statement = _of_table("undo/rows_before.sql", relation).replace("t.owner", f't."{owner}"')
            connection.execute(text(statement), {"publish_id": publish_id, "kind": kind, "relation": relation})
    run_sql(connection, "undo/bodies_before.sql", {"publish_id": publish_id})


def take_back(connection: Connection, batch_id: str) -> Undone:
    """Bring back what the last publish of a batch changed, and resolve what that touches. Raises NothingToUndo.

    An article or capture that another publish touched since stays as it is.
    """
    last = connection.execute(text(sql_file("undo/last.sql")), {"batch_id": batch_id}).one_or_none()
    if last is None:
        raise NothingToUndo(
            f"no publish of {batch_id} is on record in this profile's warehouse (--profile): each batch's last one is kept "
            "for THEODOI_KEEP_UNDO_DAYS, and undone once"
        )
    if last.shape != _shape(connection):
        raise NothingToUndo(
            f"the warehouse was migrated since {batch_id} was published (from {last.shape}): reprocess the batch instead"
        )
    run_sql(connection, "undo/begin.sql", {"publish_id": last.publish_id})
    counts = connection.execute(text(sql_file("undo/counts.sql"))).one()
    connection.execute(
        text("DELETE FROM warehouse.articles AS a USING back WHERE back.kind = 'article' AND back.key = a.article_id")
    )
    for relation in (*_BODIES, *(name for name, _ in _OF_ARTICLES)):
        _bring_back(connection, relation)
    run_sql(connection, "undo/documents.sql")
    run_sql(connection, "undo/end.sql", {"publish_id": last.publish_id})
    resolve(connection)
    return Undone(
        batch_id, last.run_id, last.published_at,
        counts.removed, counts.returned, counts.earlier, counts.captures, counts.left_alone,
    )  # fmt: skip


def _bring_back(connection: Connection, relation: str) -> None:
    columns = connection.scalars(text(sql_file("undo/columns.sql")), {"relation": relation}).all()
    listed = ", ".join(f'"{column}"' for column in columns)
    statement = _of_table("undo/rows_back.sql", relation).replace("(columns)", f"({listed})")
    connection.execute(text(statement.replace("SELECT columns", f"SELECT {listed}")), {"relation": relation})


def _of_table(name: str, relation: str) -> str:
    """A statement for one table; the names are our own, never a person's."""
    return sql_file(name).replace(
        "warehouse.dataset", f'{"ops" if relation == "quarantine" else "warehouse"}."{relation}"'
    )


def _shape(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT max(version_num) FROM public.schema_version")))
