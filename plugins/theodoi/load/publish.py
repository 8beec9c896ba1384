"""Staging into the warehouse in one transaction, refused where anything would be lost by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, Dataset
from theodoi.database import run_sql, sql_file, sql_of_kinds
from theodoi.lake import Lake
from theodoi.load import undo
from theodoi.load.articles import replace_articles
from theodoi.load.resolve import resolve
from theodoi.load.staging import LOADED, Fence, StagingGone, check_staging, publish_quarantine, stage

__all__ = [
    "LOADED", "SERVED", "ArticlesLost", "Published", "StagingGone", "WithdrawalsRefused",
    "check_staging", "content_checksum", "publish", "publish_lock", "publish_quarantine", "stage",
]  # fmt: skip
SERVED: tuple[Dataset, ...] = (CAPTURES, ARTICLES, *FINDINGS)  # whose rows stand in the warehouse

# A publish withdraws a tenth of what its batch serves, or a handful, without being asked.
_SHARE, _HANDFUL = 10, 5


class WithdrawalsRefused(RuntimeError):
    """The publish would withdraw more than it may without being asked to. Nothing was changed."""


class ArticlesLost(RuntimeError):
    """Articles that passed are not served after the publish: a fault of ours. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish left in the warehouse: rows of the batch by table, and the checksum of their content.

    `passed` counts the articles that passed the gates: more than are served where other batches have newer captures.
    """

    counts: dict[str, int]
    checksum: str
    passed: int


def publish(
    engine: Engine,
    lake: Lake,
    batch_id: str,
    *,
    run_id: str | None = None,
    allow_withdrawals: bool = False,
    fence: Fence | None = None,
) -> Published:
    """Replace the batch's articles and findings in the warehouse and resolve identities, all or nothing.

    One publish at a time per warehouse (a row of ops.locks); readers see the last good state until the commit. What it changes is kept for
    `theodoi undo`. Raises StagingGone, InputGone, ArticlesLost, and WithdrawalsRefused unless `allow_withdrawals`.
    """
    with engine.begin() as connection:
        publish_lock(connection)
        passed = check_staging(connection, lake, batch_id)[ARTICLES.name]
        run_sql(connection, "publish/00_withdrawn.sql", {"batch_id": batch_id})
        if not allow_withdrawals:
            _brake(connection, batch_id)
        undo.note(connection, batch_id, run_id)
        run_sql(connection, "publish/10_sources_and_captures.sql", {"batch_id": batch_id})
        replace_articles(connection, batch_id)
        run_sql(connection, "publish/40_quarantine.sql", {"batch_id": batch_id})
        resolve(connection)
        if lost := connection.scalar(text(sql_file("checks/not_served.sql")), {"batch_id": batch_id}):
            raise ArticlesLost(
                f"{lost} of {passed} articles that passed would not be served after publishing {batch_id}: "
                "a fault of ours, report it with the batch id"
            )
        counted = connection.execute(text(sql_of_kinds("checks/counts.sql")), {"batch_id": batch_id})
        counts: dict[str, int] = {name: number for name, number in counted}
        checksum = _checksum(connection, batch_id)
        if fence is not None:
            fence(connection)
    return Published(counts, checksum, passed)


def publish_lock(connection: Connection) -> None:
    """Hold the lock of publishing until the transaction ends: one change of the warehouse at a time."""
    run_sql(connection, "ops/lock_publish.sql")


def _brake(connection: Connection, batch_id: str) -> None:
    withdrawn = connection.scalar(text("SELECT count(*) FROM withdrawn"))
    served = connection.scalar(text("SELECT count(*) FROM served"))
    if withdrawn > _HANDFUL and withdrawn * _SHARE > served:
        raise WithdrawalsRefused(
            f"Publishing {batch_id} would withdraw {withdrawn} of {served} articles that it serves. See first why they "
            "are no articles any more (outcomes and quarantine of the batch); is that right, run it again with "
            "--allow-withdrawals. The warehouse is as it was."
        )


def content_checksum(engine: Engine, batch_id: str, served: Sequence[Dataset] = SERVED) -> str:
    """The checksum of what the warehouse serves of a batch: content columns of all its rows, in any order."""
    with engine.connect() as connection:
        return _checksum(connection, batch_id, served)


def _checksum(connection: Connection, batch_id: str, served: Sequence[Dataset] = SERVED) -> str:
    left_out: dict[str, list[str]] = {}
    renamed: dict[str, dict[str, str]] = {}
    for dataset in served:
        left_out[dataset.name] = [c.name for c in dataset.columns if not c.content]
        renamed[dataset.name] = dataset.renamed
    checksum: str = connection.scalar(
        text(sql_of_kinds("checks/checksum.sql")),
        {"batch_id": batch_id, "left_out": json.dumps(left_out), "renamed": json.dumps(renamed)},
    )
    return checksum
