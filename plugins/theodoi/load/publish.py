"""Passed datasets into staging, and staging into the warehouse in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, OUTCOMES, QUARANTINE, Dataset
from theodoi.lake import Lake
from theodoi.load.bulk import copy_dataset
from theodoi.load.database import run_sql, sql_file, sql_files
from theodoi.load.resolve import resolve_documents

LOADED: tuple[Dataset, ...] = (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS)
SERVED: tuple[Dataset, ...] = (CAPTURES, ARTICLES, *FINDINGS)  # whose rows stand in the warehouse

# Stages of the quarantine dataset: what an import could not read, and what each gate held back.
QUARANTINE_STAGES = ("raw", "captures", "articles", "findings")

_PUBLISH_LOCK = 7_203_411_901


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish left in the warehouse: rows of the batch by table, and the checksum of their content."""

    counts: dict[str, int]
    checksum: str


def stage(engine: Engine, lake: Lake, batch_id: str) -> dict[str, int]:
    """Copy what passed the gates into staging, replacing the batch's earlier rows; returns rows by dataset."""
    counts: dict[str, int] = {}
    with engine.begin() as connection:
        for dataset in (*LOADED, QUARANTINE):
            connection.execute(
                text(f'DELETE FROM staging."{dataset.name}" WHERE batch_id = :batch_id'), {"batch_id": batch_id}
            )
        for dataset in LOADED:
            counts[dataset.name] = sum(
                copy_dataset(connection, dataset, table) for table in lake.shards(dataset, batch_id, "passed")
            )
        counts[QUARANTINE.name] = stage_quarantine(connection, lake, batch_id)
    return counts


def stage_quarantine(connection, lake: Lake, batch_id: str) -> int:
    """Copy the quarantined rows of every gate that has run so far; returns their number."""
    return sum(
        copy_dataset(connection, QUARANTINE, table)
        for name in QUARANTINE_STAGES
        if lake.manifest(QUARANTINE.name, batch_id, name)
        for table in lake.shards(QUARANTINE, batch_id, name)
    )


def publish_quarantine(engine: Engine, lake: Lake, batch_id: str) -> int:
    """Show the quarantine of a batch that is not published (a gate refused it); returns the rows."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM staging.quarantine WHERE batch_id = :batch_id"), {"batch_id": batch_id})
        rows = stage_quarantine(connection, lake, batch_id)
        run_sql(connection, "publish/40_quarantine.sql", {"batch_id": batch_id})
    return rows


def publish(engine: Engine, batch_id: str) -> Published:
    """Replace the batch's articles and findings in the warehouse and resolve identities, all or nothing.

    One publish at a time per warehouse (advisory lock); readers see the last good state until the commit.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PUBLISH_LOCK})
        for name in sql_files("publish"):
            run_sql(connection, name, {"batch_id": batch_id})
        resolve_documents(connection)
        run_sql(connection, "resolve/organisations.sql")
        counts = dict(connection.execute(text(sql_file("checks/counts.sql")), {"batch_id": batch_id}).all())
        checksum = _checksum(connection, batch_id)
    return Published(counts, checksum)


def content_checksum(engine: Engine, batch_id: str, served: Sequence[Dataset] = SERVED) -> str:
    """The checksum of what the warehouse serves of a batch: content columns of all its rows, in any order."""
    with engine.connect() as connection:
        return _checksum(connection, batch_id, served)


def _checksum(connection: Connection, batch_id: str, served: Sequence[Dataset] = SERVED) -> str:
    parameters = {"left_out": {}, "renamed": {}}
    for dataset in served:
        parameters["left_out"][dataset.name] = [c.name for c in dataset.columns if not c.content]
        parameters["renamed"][dataset.name] = dataset.renamed
    return connection.scalar(
        text(sql_file("checks/checksum.sql")),
        {"batch_id": batch_id} | {name: json.dumps(value) for name, value in parameters.items()},
    )
