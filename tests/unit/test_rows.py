"""Rows as a type checker sees them are those of the contract, and a run's plain values are those of a Run."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import get_type_hints

import pytest

from theodoi import rows
from theodoi.contracts import ARTICLES, CAPTURES, OUTCOMES, QUARANTINE, Dataset
from theodoi.run import Run

TYPES = {
    "text": str,
    "json": str,
    "integer": int,
    "numeric": Decimal,
    "boolean": bool,
    "timestamp": datetime,
    "date": date,
}


@pytest.mark.parametrize(
    ("row", "dataset"),
    [
        (rows.CaptureRow, CAPTURES),
        (rows.OutcomeRow, OUTCOMES),
        (rows.ArticleRow, ARTICLES),
        (rows.QuarantineRow, QUARANTINE),
    ],
)
def test_a_row_has_the_columns_of_its_dataset(row: type, dataset: Dataset) -> None:
    expected = {c.name: TYPES[c.type] if c.required else TYPES[c.type] | None for c in dataset.columns}
    assert get_type_hints(row) == expected


def test_the_plain_values_of_a_run_make_the_same_run_again() -> None:
    run = Run("nightly/a", "nightly/2026-11-20", "demo", "nightly", "2026-11-20", sources=("a", "b"))
    told = run.as_dict()
    assert Run(**told) == run
    assert set(told) == set(get_type_hints(rows.RunFields)) == {f.name for f in fields(Run)}
