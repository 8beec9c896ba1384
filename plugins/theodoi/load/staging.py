"""Passed datasets into staging, and whether staging still holds them: it is unlogged, and emptied after some days."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, text

from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, OUTCOMES, QUARANTINE, Dataset
from theodoi.database import run_sql, sql_file
from theodoi.lake import Lake
from theodoi.load.bulk import copy_dataset

LOADED: tuple[Dataset, ...] = (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS)

# Stages of the quarantine dataset: what an import could not read, what each gate held back, and what extraction left out.
_UNREAD = "raw"
_GATES = ("captures", "articles", "extract", "findings")


# Called as the last thing of a transaction: raises when the batch is another process's by now (theodoi.leases).
Fence = Callable[[Connection], None]


class StagingGone(RuntimeError):
    """The staging tables do not hold what passed of a batch; the message says what differs. Nothing was changed."""


def stage(engine: Engine, lake: Lake, batch_id: str, *, fence: Fence | None = None) -> dict[str, int]:
    """Copy what passed the gates into staging, replacing the batch's earlier rows; returns rows by dataset.

    Raises InputGone when the lake does not hold what its manifests state, and what `fence` raises; staging is then as it was.
    """
    counts: dict[str, int] = {}
    with engine.begin() as connection:
        # The marks go first: a publish of the same batch holds them until it is done.
        connection.execute(text("DELETE FROM ops.staged WHERE batch_id = :batch_id"), {"batch_id": batch_id})
        for dataset in LOADED:
            _empty(connection, dataset, batch_id)
            counts[dataset.name] = sum(
                copy_dataset(connection, dataset, table) for table in lake.shards(dataset, batch_id, "passed")
            )
            rules = lake.committed(dataset.name, batch_id, "passed").rules_version
            _mark(connection, dataset, batch_id, counts[dataset.name], rules)
        counts[QUARANTINE.name] = _stage_quarantine(connection, lake, batch_id, _quarantine_stages(batch_id))
        if fence is not None:
            fence(connection)
    return counts


def publish_quarantine(engine: Engine, lake: Lake, batch_id: str) -> int:
    """Show the quarantine of a batch that is not published (a gate refused it); returns the rows.

    Gates behind the one that refused have not worked yet, so what they would hold may be absent.
    """
    with engine.begin() as connection:
        there = [name for name in (_UNREAD, *_GATES) if lake.manifest(QUARANTINE.name, batch_id, name)]
        rows = _stage_quarantine(connection, lake, batch_id, there)
        run_sql(connection, "publish/40_quarantine.sql", {"batch_id": batch_id})
        # An undo of the publish before must not replace what is shown now.
        connection.execute(
            text("DELETE FROM ops.last_publish WHERE kind = 'quarantine' AND key = :batch_id"), {"batch_id": batch_id}
        )
    return rows


def check_staging(connection: Connection, lake: Lake, batch_id: str) -> dict[str, int]:
    """Compare staging with the manifests of what passed: rows and rules of each dataset; returns the rows.

    Until the transaction ends no other run can stage this batch. Raises StagingGone, and InputGone when the lake itself
    has lost what passed.
    """
    marks = {
        row.dataset: (row.rows, row.rules_version)
        for row in connection.execute(text(sql_file("ops/staged.sql")), {"batch_id": batch_id})
    }
    manifests = {d.name: lake.committed(d.name, batch_id, "passed") for d in LOADED}
    expected = {name: (manifest.rows, manifest.rules_version) for name, manifest in manifests.items()}
    held = [lake.committed(QUARANTINE.name, batch_id, name) for name in _quarantine_stages(batch_id)]
    expected[QUARANTINE.name] = (sum(manifest.rows for manifest in held), "")
    faults = []
    for dataset in (*LOADED, QUARANTINE):
        wanted, rules = expected[dataset.name]
        found = connection.scalar(
            text(f'SELECT count(*) FROM staging."{dataset.name}" WHERE batch_id = :batch_id'), {"batch_id": batch_id}
        )
        if found != wanted:
            faults.append(f"{dataset.name}: {found} rows of {wanted}")
        elif dataset.name not in marks:
            faults.append(f"{dataset.name}: never staged")
        elif marks[dataset.name] != (wanted, rules):
            faults.append(f"{dataset.name}: staged before the lake had what it has now")
    if faults:
        raise StagingGone(
            f"staging of this batch is gone: clear the task `stage` and those after it ({batch_id}: {'; '.join(faults)})"
        )
    return {name: rows for name, (rows, _) in expected.items()}


def _quarantine_stages(batch_id: str) -> tuple[str, ...]:
    """Where the quarantine of a batch that came through all its gates must have manifests."""
    return (_UNREAD, *_GATES) if batch_id.startswith("import/") else _GATES


def _stage_quarantine(connection: Connection, lake: Lake, batch_id: str, stages: tuple[str, ...] | list[str]) -> int:
    _empty(connection, QUARANTINE, batch_id)
    rows = sum(
        copy_dataset(connection, QUARANTINE, table)
        for name in stages
        for table in lake.shards(QUARANTINE, batch_id, name)
    )
    _mark(connection, QUARANTINE, batch_id, rows, "")
    return rows


def _empty(connection: Connection, dataset: Dataset, batch_id: str) -> None:
    connection.execute(text(f'DELETE FROM staging."{dataset.name}" WHERE batch_id = :batch_id'), {"batch_id": batch_id})


def _mark(connection: Connection, dataset: Dataset, batch_id: str, rows: int, rules_version: str) -> None:
    connection.execute(
        text(sql_file("ops/mark_staged.sql")),
        {"batch_id": batch_id, "dataset": dataset.name, "rows": rows, "rules_version": rules_version},
    )
