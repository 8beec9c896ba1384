"""The quarantine as work of a person: what is held back, and to release or drop it. Decisions are kept by content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from theodoi.database import sql_file
from theodoi.quality import GATES
from theodoi.vocabularies import QuarantineDecision

# What a gate holds back as a row of a dataset; else there is no row that could pass: bytes that could not be read, a bound.
CHECKED = {dataset.name for datasets in GATES.values() for dataset in datasets}
NO_ROW = {"findings_per_article"}
_MOST = 1_000_000


class NothingToDecide(LookupError):
    """No row in quarantine is meant, or one that no decision can let pass. The message says which."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are meant; what is None is not asked for. `ids` may be cut short."""

    ids: Sequence[str] | None = None
    batch: str | None = None
    dataset: str | None = None
    expectation: str | None = None
    state: str | None = None  # open, release or drop


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row in quarantine, whole, and what was decided of it; `state` is open, release or drop."""

    quarantine_id: str
    batch_id: str
    dataset: str
    row_key: str
    expectation: str
    reason: str
    content_hash: str
    row: dict[str, Any]
    quarantined_at: datetime
    state: str
    decision_reason: str | None
    decided_by: str | None
    decided_at: datetime | None

    @property
    def line(self) -> str:
        """The row in one line for a list."""
        return f"{self.quarantine_id[:12]}  {self.state:<7}  {self.batch_id}  {self.dataset}: {self.reason}"

    @property
    def page(self) -> str:
        """All of it for a person: reason, decision, then the row column by column."""
        decided = f"{self.state} by {self.decided_by} on {self.decided_at:%Y-%m-%d}: {self.decision_reason}"
        head = {
            "id": self.quarantine_id,
            "batch": self.batch_id,
            "dataset": self.dataset,
            "check": self.expectation,
            "reason": self.reason,
            "held since": f"{self.quarantined_at:%Y-%m-%d}",
            "decision": "none yet" if self.state == "open" else decided,
        }
        lines = [f"{name:<11} {value}" for name, value in head.items()]
        return "\n".join([*lines, json.dumps(self.row, ensure_ascii=False, indent=1)])

    @property
    def obstacle(self) -> str | None:
        """Why a decision about this row alone would change nothing; None when it would."""
        if self.dataset not in CHECKED or self.expectation in NO_ROW:
            return "there is no row behind it that could pass"
        if self.expectation.startswith("parent_passed"):
            return "it follows the row that it belongs to: decide that one"
        return None


def held_rows(connection: Connection, asked: Asked, most: int = _MOST) -> list[HeldRow]:
    """The rows that are meant, by batch, dataset and check; at most `most`."""
    parameters = {
        "ids": None if asked.ids is None else list(asked.ids),
        "batch": asked.batch,
        "dataset": asked.dataset,
        "expectation": asked.expectation,
        "state": asked.state,
        "most": most,
    }
    found = connection.execute(text(sql_file("quarantine/list.sql")), parameters)
    return [HeldRow(**row) for row in found.mappings()]


def decide(engine: Engine, asked: Asked, decision: QuarantineDecision, reason: str, author: str) -> list[HeldRow]:
    """Release or drop all rows that are meant; returns them. The next run of their batches honours it.

    Rows that only follow a parent are left out where others are meant too. Raises NothingToDecide when none is left,
    or when an id names no row or several, and ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a decision needs a reason, for those who come later")
    with engine.begin() as connection:
        found = held_rows(connection, asked)
        for given in asked.ids or ():
            named = [row for row in found if row.quarantine_id.startswith(given)]
            if len(named) != 1:
                raise NothingToDecide(f"{given} names {len(named)} rows in quarantine, not one")
        meant = [row for row in found if row.obstacle is None]
        if not meant:
            raise NothingToDecide(found[0].obstacle if found else "no row in quarantine is meant")
        connection.execute(
            text(sql_file("quarantine/decide.sql")),
            [
                {
                    "content_hash": row.content_hash,
                    "dataset": row.dataset,
                    "row_key": row.row_key,
                    "batch_id": row.batch_id,
                    "decision": decision.value,
                    "reason": reason.strip(),
                    "author": author,
                    "now": datetime.now(UTC),
                }
                for row in meant
            ],
        )
    return meant
