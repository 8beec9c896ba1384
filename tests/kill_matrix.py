"""Which expectation catches which corruption: `make kill-matrix` writes docs/kill-matrix.md, a test compares it.

The suites are evaluated by `tests/evaluator.py`; `tests/unit/test_suites.py` compares its verdicts on these very rows
with those of Great Expectations.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.evaluator import evaluate
from tests.faults import as_table, broken_facts, broken_rows, fact_faults, faults_of
from tests.unit.good_rows import around, good_rows
from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, OUTCOMES, Dataset
from theodoi.quality.gate import check_facts, check_rows
from theodoi.quality.suites import Check, registry_parameters, suite
from theodoi.quality.validation import Verdict

PAGE = Path(__file__).resolve().parents[1] / "docs" / "kill-matrix.md"
CHECKED = (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS)
_HEAD = """# Kill matrix

Which corruption of a good row, or of a fact about a batch, each expectation catches. `make kill-matrix` writes this page. A test fails when it is stale,
when an expectation catches nothing, or when a corruption passes. `critical` holds a row back or refuses a batch, `warning` is recorded.
Checks of the staging tables are broken in a real Postgres (`tests/unit/test_suites.py`).
"""
Kills = list[tuple[Check, list[str]]]


def row_verdicts(dataset: Dataset) -> list[Verdict]:
    """The verdicts of a row-level suite on the good row and its corruptions."""
    rows = good_rows(1)
    good = rows[dataset.name][0]
    table = as_table(dataset, [good, *broken_rows(dataset, good)])
    return check_rows(suite(f"{dataset.name}_rows"), table, around(rows), registry_parameters(), evaluate)


def row_kills(dataset: Dataset) -> Kills:
    """Each row-level check of a dataset with the corruptions that it catches."""
    names = [_told(fault) for fault in faults_of(dataset)] + [f"two rows of one {dataset.key}"] * 2
    return [(v.check, list(dict.fromkeys(names[n - 1] for n in v.rows))) for v in row_verdicts(dataset)]


def fact_kills(dataset: Dataset) -> Kills:
    """Each batch-level check of a dataset with the facts that it catches."""
    rules = suite(f"{dataset.name}_batch")
    names = [_told(fault) for fault in fact_faults(rules)]
    verdicts = check_facts(rules, broken_facts(rules), {}, evaluate)
    return [(v.check, [names[n] for n in v.rows]) for v in verdicts]


def page() -> str:
    return "\n".join([_HEAD, *(line for dataset in CHECKED for line in _section(dataset))])


def _section(dataset: Dataset) -> Iterator[str]:
    yield f"## {dataset.name}\n"
    yield "| expectation | severity | corruptions that it catches |"
    yield "| --- | --- | --- |"
    for check, caught in [*row_kills(dataset), *fact_kills(dataset)]:
        yield f"| {check.sentence} | {check.severity} | {'; '.join(caught)} |"
    yield ""


def _told(fault: dict, most: int = 40) -> str:
    """A corruption in words that stand in a cell of a table."""
    parts = []
    for column, value in fault.items():
        plain = ascii(str(value)) if not str(value).isprintable() or "\ufffd" in str(value) else str(value)
        short = plain if len(plain) <= most else f"{plain[:most]}…"
        parts.append(f"`{column}` " + ("empty" if value is None else f"= `{short}`".replace("|", "/")))
    return ", ".join(parts)


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
