"""Rows held back by a gate, as rows of the dataset `quarantine`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from theodoi.contracts import QUARANTINE, Dataset, key_of
from theodoi.rows import QuarantineRow, Row


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row is held back: the check that it failed, and one sentence for a person."""

    expectation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What operators decided of rows, by hashes of their content; `dropped_keys` are the keys of the dropped ones."""

    released: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    dropped_keys: frozenset[str] = frozenset()


def content_hash(dataset: Dataset, row: Row) -> str:
    """What an operator's decision remembers a row by: a hash of its content columns.

    The version of the rules is left out: a row that newer rules read in the same way stays released.
    """
    return key_of(dataset.name, _json({name: row[name] for name in dataset.content}))


def quarantined(dataset: Dataset, batch_id: str, rows: Iterable[Row], faults: Iterable[Fault]) -> pa.Table:
    """Rows of the dataset `quarantine`, one for each row and its fault."""
    return QUARANTINE.table(_row(dataset, batch_id, row, fault) for row, fault in zip(rows, faults, strict=True))


def _row(dataset: Dataset, batch_id: str, row: Row, fault: Fault) -> QuarantineRow:
    key, content = str(row[dataset.key]), content_hash(dataset, row)
    return {
        "quarantine_id": key_of(dataset.name, key, fault.expectation, content),
        "batch_id": batch_id,
        "dataset": dataset.name,
        "row_key": key,
        "expectation": fault.expectation,
        "reason": fault.reason,
        "content_hash": content,
        "row": _json(row),
    }


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    """Times in ISO 8601, decimals as they are written."""
    return value.isoformat() if isinstance(value, date) else str(value)
