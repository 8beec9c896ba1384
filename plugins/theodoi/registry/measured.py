"""How right findings are, as the last evaluation measured it: registry/measured/calibration.tsv and accuracy.tsv.

The command `make eval-calibration ARGS=--write` writes both; nothing that is read depends on them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from theodoi.registry.reading import RegistryError, day, registry_dir

CALIBRATION, ACCURACY = "measured/calibration.tsv", "measured/accuracy.tsv"
EVERY_RULE = "*"  # of a kind as a whole: what rules that no annotated article shows take


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How probable a finding of a rule is right, with its interval and the findings that tell it."""

    kind: str
    rule: str
    probability: float
    low: float
    high: float
    findings: int
    measured_on: date


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One measure of a kind or of one of its fields, the items that it is of, and what it was measured with."""

    measured_with: str
    kind: str
    field: str
    measure: str
    value: float
    of: int
    measured_on: date


def calibration(root: Path | None = None) -> tuple[Calibrated, ...]:
    """All rows of calibration.tsv; none without the file. Raises RegistryError with file and line."""
    return tuple(
        Calibrated(c["kind"], c["rule"], _share(w, c["probability"]), _share(w, c["low"]), _share(w, c["high"]), _count(w, c["findings"]), _day(w, c["measured_on"]))
        for w, c in _rows(root, CALIBRATION, Calibrated)
    )  # fmt: skip


def accuracy(root: Path | None = None) -> tuple[Accuracy, ...]:
    """All rows of accuracy.tsv; none without the file. Raises RegistryError with file and line."""
    return tuple(
        Accuracy(c["measured_with"], c["kind"], c["field"], c["measure"], _share(w, c["value"]), _count(w, c["of"]), _day(w, c["measured_on"]))
        for w, c in _rows(root, ACCURACY, Accuracy)
    )  # fmt: skip


def _rows(root: Path | None, name: str, of: type[Calibrated | Accuracy]) -> Iterator[tuple[str, dict[str, str]]]:
    path = registry_dir(root) / name
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        head = next(file)
        if not head.startswith("#"):
            raise RegistryError(f"{path.name}:1: expected a comment that names the command")
        table = csv.DictReader(file, dialect=csv.excel_tab)
        if tuple(table.fieldnames or ()) != tuple(of.__dataclass_fields__):
            raise RegistryError(
                f"{path.name}:2: the columns must be {', '.join(of.__dataclass_fields__)}, apart by tabs"
            )
        for cells in table:
            where = f"{path.name}:{table.line_num + 1}"
            if None in cells or None in cells.values():
                raise RegistryError(f"{where}: expected {len(of.__dataclass_fields__)} columns")
            yield where, cells


def _share(where: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise RegistryError(f"{where}: {cell!r} is no share between 0 and 1")
    return value


def _count(where: str, cell: str) -> int:
    if not cell.isdecimal():
        raise RegistryError(f"{where}: {cell!r} is no count")
    return int(cell)


def _day(where: str, cell: str) -> date:
    found = day(where, cell or None)
    if found is None:
        raise RegistryError(f"{where}: measured_on is missing")
    return found
