"""What a gate says: counts by dataset and one result per expectation, as frozen values that travel between tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

Level = Literal["row", "batch"]
Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual, as a recorded snapshot of past nightly batches (means per batch). A source or dataset that it
    does not hold is not compared.
    """

    taken_on: date
    days: int = 28
    captures: Mapping[str, float] = field(default_factory=dict)  # source_id -> captures
    articles: Mapping[str, float] = field(default_factory=dict)  # source_id -> articles
    article_share: Mapping[str, float] = field(default_factory=dict)  # source_id -> articles / captures, 0 to 1
    findings_per_article: Mapping[str, float] = field(default_factory=dict)  # dataset -> rows per article


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """How one expectation fared over a whole batch.

    `element_count` counts the rows (or facts) that it looked at, `unexpected_count` those that violate it, both None
    for a check of a table as a whole; `observed` tells a person what was seen.
    """

    suite: str
    expectation_id: str
    expectation: str
    column: str | None
    level: Level
    severity: Severity
    success: bool
    unexpected_count: int | None
    element_count: int | None
    observed: str | None
    sentence: str

    def as_row(self) -> dict[str, object]:
        """Values by the column names of ops.gate_results."""
        row = asdict(self)
        row["column_name"] = row.pop("column")
        return row

    def describe(self) -> str:
        """The sentence with what was seen, for a message."""
        return f"{self.sentence.rstrip('.')} ({self.observed})" if self.observed else self.sentence.rstrip(".")


@dataclass(frozen=True, slots=True)
class DatasetCounts:
    """Rows of one dataset that came to a gate, went through, and were held back."""

    dataset: str
    rows: int
    passed: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What Great Expectations said of one suite on one frame or table: its own result, as its JSON."""

    suite: str
    result: str


@dataclass(frozen=True, slots=True)
class GateReport:
    """A gate's verdict. `passed` is False when a critical batch-level check failed: nothing may be published then.

    `evaluations` are what the verdict was made from, for the data docs: several of a suite when a batch was checked in parts.
    """

    gate: str
    batch_id: str
    passed: bool
    datasets: tuple[DatasetCounts, ...]
    results: tuple[ExpectationResult, ...]
    evaluations: tuple[Evaluation, ...] = field(default=(), repr=False, compare=False)

    @property
    def refusals(self) -> tuple[ExpectationResult, ...]:
        """The checks for which the batch is refused."""
        return tuple(r for r in self.results if refuses(r))

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        rows, held = sum(d.rows for d in self.datasets), sum(d.quarantined for d in self.datasets)
        if not self.passed:
            return f"The gate {self.gate} refused the batch: {'; '.join(r.describe() for r in self.refusals)}."
        if not rows:
            return f"The gate {self.gate} passed: the batch has no row to check."
        return f"The gate {self.gate} passed {rows - held} of {rows} rows; {held} are in quarantine."


def refuses(result: ExpectationResult) -> bool:
    """Whether this result alone refuses the batch."""
    return not result.success and result.level == "batch" and result.severity == "critical"
