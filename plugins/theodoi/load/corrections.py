"""Editors' corrections in the warehouse: applied to findings after they were read, and before identities follow from them.

The steps are sql/resolve/corrections; what SQL cannot do, finding the row that a correction means, stands here. A row that is
corrected is kept as it was read (warehouse.corrected_findings): each round begins with it, so that the result is a
function of findings and corrections alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, RowMapping, text
from sqlalchemy.exc import DataError, IntegrityError

from theodoi.contracts import FINDINGS, Kind
from theodoi.database import run_sql, run_sql_of_kinds, sql_file
from theodoi.load.bulk import copy_table
from theodoi.registry.corrections import Correction, as_json, load_corrections

_OF_BODY = {"organisation_id": "organisations", "system_id": "systems"}
_KINDS: Mapping[str, Kind] = {kind.name: kind for kind in FINDINGS}


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A correction that changes nothing; `place` names file and line, `fault` what the warehouse refused, if anything."""

    place: str
    action: str
    corrects: str
    quote: str | None
    says: str | None
    fault: str | None


def follow_registry(connection: Connection, root: Path | None = None) -> bool:
    """Bring warehouse.corrections in line with the registry; what changes joins touched_articles and touched_documents.

    Returns whether any correction is new, changed or gone. Raises RegistryError.
    """
    connection.execute(text("CREATE TEMPORARY TABLE registry_corrections (LIKE warehouse.corrections) ON COMMIT DROP"))
    if corrections := load_corrections(root):
        copy_table(connection, _table(corrections), "pg_temp", "registry_corrections")
    run_sql(connection, "resolve/corrections/load.sql")
    return bool(connection.scalar(text("SELECT count(*) FROM changed_corrections")))


def correct_findings(connection: Connection) -> None:
    """Apply all corrections to the articles of touched_articles, each to what was read; adds to touched_documents.

    What the warehouse refuses is a fault of the correction, told by `unmatched`, and costs no other.
    """
    run_sql_of_kinds(connection, "resolve/corrections/restore.sql")
    faults: dict[str, str | None] = {}
    for asked in connection.execute(text(sql_file("resolve/corrections/matching.sql"))).mappings().all():
        kind, correction_id = _KINDS.get(asked["corrects"]), asked["correction_id"]
        if kind is None:
            continue
        for key in _matching(connection, kind, asked):
            fault = _apply(connection, kind, key, correction_id, asked["new_values"])
            faults[correction_id] = faults.get(correction_id) or fault
    mentions = _KINDS["organisation_mentions"]
    for merged in connection.execute(text(sql_file("resolve/corrections/merged_bodies.sql"))).mappings().all():
        values = {"organisation_id": merged["organisation_id"]}
        faults[merged["correction_id"]] = _apply(connection, mentions, merged["key"], merged["correction_id"], values)
    run_sql(connection, "resolve/corrections/stories.sql")
    for correction_id, fault in faults.items():
        connection.execute(
            text("UPDATE warehouse.corrections SET fault = :fault WHERE correction_id = :id AND fault IS DISTINCT FROM :fault"),
            {"id": correction_id, "fault": fault},
        )  # fmt: skip


def unmatched(connection: Connection) -> tuple[Unmatched, ...]:
    """The corrections that change nothing in the warehouse, in the order of their files."""
    rows = connection.execute(text(sql_file("resolve/corrections/unmatched.sql"))).mappings()
    return tuple(Unmatched(**row) for row in rows)


def _matching(connection: Connection, kind: Kind, asked: RowMapping) -> list[str]:
    """Keys of the rows of an article that a correction means; none where it could be several.

    They have the words and say what the editor saw, at the same place, or there alone where the text has moved.
    """
    statement = f'SELECT * FROM warehouse."{kind.name}" WHERE article_id = :article_id AND quote = :quote'  # noqa: S608
    words = {"article_id": asked["article_id"], "quote": asked["quote"]}
    quoted = connection.execute(text(statement), words).mappings()
    rows = [row for row in quoted if kind.said(_row(row)) == asked["says"]]
    here = [row for row in rows if row["start_char"] == asked["start_char"]]
    found = here or (rows if len(rows) == 1 else [])
    return sorted(str(row[kind.key]) for row in found)


def _apply(
    connection: Connection, kind: Kind, key: str, correction_id: str, values: Mapping[str, Any] | None
) -> str | None:
    """Reject a row (without values) or set values of it, and keep it as it was; returns what the warehouse refused."""
    try:
        with connection.begin_nested():
            _keep(connection, kind, kind.key, key, correction_id)
            _touch_document(connection, kind, key)
            if values is None:
                for child in FINDINGS:
                    for column, parent in child.refers:
                        if parent == kind.name:
                            _keep(connection, child, column, key, correction_id)
                connection.execute(
                    text(f'DELETE FROM warehouse."{kind.name}" WHERE "{kind.key}" = :key'),  # noqa: S608
                    {"key": key},
                )
            else:
                whole = {**_of_body(connection, kind, values), **values}
                columns = ", ".join(f'"{c.name}"' for c in kind.own if c.name in whole)
                statement = _of_kind("resolve/corrections/set.sql", kind, kind.key).replace("columns", columns)
                connection.execute(text(statement), {"key": key, "values": as_json(whole)})
                _touch_document(connection, kind, key)
    except (IntegrityError, DataError) as error:
        return str(error.orig).splitlines()[0]
    return None


def _keep(connection: Connection, kind: Kind, column: str, key: str, correction_id: str) -> None:
    statement = _of_kind("resolve/corrections/keep.sql", kind, column)
    connection.execute(text(statement), {"kind": kind.name, "key": key, "correction_id": correction_id})


def _touch_document(connection: Connection, kind: Kind, key: str) -> None:
    if kind.name == "decree_mentions":
        connection.execute(
            text(
                "INSERT INTO touched_documents SELECT document_key FROM warehouse.decree_mentions "
                "WHERE mention_id = :key AND document_key NOT IN (SELECT document_key FROM touched_documents)"
            ),
            {"key": key},
        )


def _of_body(connection: Connection, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a mention tells of a body or system besides its id, where an editor sets the id: name, kind and so on."""
    if kind.entity is None or kind.entity.key not in values or kind.entity.key not in _OF_BODY:
        return {}
    table = _OF_BODY[kind.entity.key]
    found = connection.execute(
        text(f'SELECT * FROM warehouse."{table}" WHERE "{kind.entity.key}" = :id'),  # noqa: S608
        {"id": values[kind.entity.key]},
    ).mappings().one_or_none()  # fmt: skip
    shared = {"name", "kind", "registered", "parent_id", "area"} & {c.name for c in kind.own}
    return {name: found[name] for name in shared} if found else {}


def _of_kind(name: str, kind: Kind, asked: str) -> str:
    """A statement for one kind of finding; the names are our own, never a person's."""
    return (
        sql_file(name)
        .replace("warehouse.dataset", f'warehouse."{kind.name}"')
        .replace("t.own_key", f't."{kind.key}"')
        .replace("t.asked", f't."{asked}"')
    )


def _row(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _table(corrections: tuple[Correction, ...]) -> pa.Table:
    text_columns = {
        "correction_id": "id", "action": "action", "corrects": "corrects", "article_id": "article_id",
        "text_digest": "text_digest", "quote": "quote", "says": "says", "reason": "reason", "author": "author", "place": "place",
    }  # fmt: skip
    json_columns = {"new_values": "values", "old_identity": "old", "new_identity": "new"}
    return pa.table(
        {name: pa.array([getattr(c, field) for c in corrections], pa.string()) for name, field in text_columns.items()}
        | {
            name: pa.array([as_json(getattr(c, field)) for c in corrections], pa.string())
            for name, field in json_columns.items()
        }
        | {
            "start_char": pa.array([c.start for c in corrections], pa.int64()),
            "decided_on": pa.array([c.decided_on for c in corrections], pa.date32()),
        }
    )
