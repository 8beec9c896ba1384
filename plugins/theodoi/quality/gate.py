"""A gate over the lake: what a stage wrote is split into what passes and what is held back, and the batch is judged.

Row-level checks come first, some shards at a time; then children of rows that did not pass follow them; then facts about
the remainder are checked. Manifests are written last, so that a killed gate leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from theodoi.contracts import ARTICLES, CAPTURES, DATASETS, FINDINGS, OUTCOMES, QUARANTINE, Dataset
from theodoi.lake import Lake, Manifest
from theodoi.quality.facts import Tally
from theodoi.quality.helpers import ArticleText, Surroundings, with_helpers
from theodoi.quality.quarantine import Decisions, Fault, content_hash, quarantined
from theodoi.quality.report import Baseline, DatasetCounts, ExpectationResult, GateReport, refuses
from theodoi.quality.suites import Check, Suite, registry_parameters, suite
from theodoi.quality.validation import Verdict, take_evaluations, validate_frame

if TYPE_CHECKING:
    import pandas as pd

# How a suite is evaluated on a frame: verdicts in the suite's order. Here that is Great Expectations.
Evaluate = Callable[[Suite, "pd.DataFrame", Mapping[str, object]], list[Verdict]]

GATES: Mapping[str, tuple[Dataset, ...]] = {
    "captures": (CAPTURES,),
    "articles": (OUTCOMES, ARTICLES),
    "findings": FINDINGS,
}
# A run of Great Expectations costs half a second by itself, and as much again for so many rows.
PART = 50_000
NO_DECISIONS = Decisions()


def run_gate(
    lake: Lake,
    batch_id: str,
    gate: str,
    *,
    decisions: Decisions = NO_DECISIONS,
    baseline: Baseline | None = None,
    now: datetime | None = None,
    evaluate: Evaluate = validate_frame,
    part: int = PART,
) -> GateReport:
    """Check the datasets of a gate at the lake stage `raw`; writes `passed`, and `quarantine` at the stage named as the gate.

    `decisions` are what operators released or dropped, by content. `now` is the clock that times are compared
    with; `evaluate` evaluates the suites, on shards together until they have `part` rows. Raises InputGone when what the
    stage before committed is not there or not whole, KeyError for an unknown gate.
    """
    take_evaluations()  # what a gate left that failed here before
    work = _Gate(lake, batch_id, gate, decisions, baseline, now or datetime.now(UTC), evaluate, part)
    counts, results = [], []
    for dataset in GATES[gate]:
        counted, found = work.check(dataset)
        counts.append(counted)
        results += found
    work.commit()
    passed = not any(map(refuses, results))
    return GateReport(gate, batch_id, passed, tuple(counts), tuple(results), take_evaluations())


def check_rows(
    rules: Suite,
    table: pa.Table,
    around: Surroundings,
    parameters: Mapping[str, object],
    evaluate: Evaluate = validate_frame,
) -> list[Verdict]:
    """Evaluate a row-level suite on one shard of its dataset, helper columns added; verdicts in the suite's order."""
    return evaluate(rules, _frame(with_helpers(rules.dataset, table, rules.needs, around), rules), parameters)


def check_facts(
    rules: Suite, facts: pd.DataFrame, parameters: Mapping[str, object], evaluate: Evaluate = validate_frame
) -> list[Verdict]:
    """Evaluate a batch-level suite on a frame of facts; verdicts in the suite's order."""
    return evaluate(rules, facts[sorted(rules.needs)].astype(float), parameters)


def gate_frame(
    lake: Lake, batch_id: str, dataset: Dataset, stage: str = "raw", now: datetime | None = None
) -> pa.Table:
    """The rows of a dataset as its row-level suite sees them, its helper columns added: for a person with Great Expectations.

    `stage` is "raw" (what the gate checks) or "passed". Raises InputGone when the lake does not have it, or not the
    articles that findings point into.
    """
    rules = suite(f"{dataset.name}_rows")
    table = lake.read(dataset, batch_id, stage)
    texts = _Texts(lake, batch_id).of(table["article_version_id"]) if dataset in FINDINGS else {}
    known = frozenset([*table.schema.names, *rules.needs])
    return _plain(with_helpers(rules.dataset, table, known, Surroundings(now or datetime.now(UTC), texts)))


class _Gate:
    """One run of a gate: what it has written and not yet committed."""

    def __init__(
        self,
        lake: Lake,
        batch_id: str,
        gate: str,
        decisions: Decisions,
        baseline: Baseline | None,
        now: datetime,
        evaluate: Evaluate,
        part: int,
    ) -> None:
        self._lake, self._batch_id, self._gate = lake, batch_id, gate
        self._decisions, self._baseline, self._now = decisions, baseline, now
        self._evaluate, self._part = evaluate, part
        self._parameters = registry_parameters()
        self._texts = _Texts(lake, batch_id) if gate == "findings" else None
        self._manifests: list[Manifest] = []
        self._held: dict[str, int] = {}  # files of the quarantine
        self._keys: dict[str, list[pa.ChunkedArray]] = {}  # of the rows that passed, by dataset

    def check(self, dataset: Dataset) -> tuple[DatasetCounts, list[ExpectationResult]]:
        raw = self._lake.committed(dataset.name, self._batch_id)
        rules = suite(f"{dataset.name}_rows")
        tally = Tally(dataset, self._batch_id, self._parent_keys(dataset))
        outcomes = [_Outcome(check) for check in rules.checks]
        files: dict[str, int] = {}
        for part in self._parts(dataset, raw):
            table = pa.concat_tables(part.values())
            faults = self._faults(rules, table, outcomes) if table.num_rows else {}
            self._release(dataset, table, faults)
            tally.dropped += self._drop(dataset, table, faults)
            self._follow_parents(dataset, table, tally.parents, faults)
            first = 0
            for file, shard in part.items():
                own = {n - first: faults[n] for n in faults if first <= n < first + shard.num_rows}
                passed = self._split(dataset, file, shard, own)
                files[file] = passed.num_rows
                tally.add(shard, passed)
                self._keys.setdefault(dataset.name, []).append(passed[dataset.key])
                first += shard.num_rows
        self._manifests.append(Manifest(dataset.name, self._batch_id, files, raw.rules_version))
        results = [outcome.result() for outcome in outcomes] + self._judge(dataset, tally)
        return DatasetCounts(dataset.name, tally.rows, tally.passed, tally.quarantined), results

    def _parts(self, dataset: Dataset, raw: Manifest) -> Iterator[dict[str, pa.Table]]:
        """The shards by file, in groups that are checked together: a group is full when it has `part` rows."""
        group: dict[str, pa.Table] = {}
        for file, rows in sorted(raw.files.items()):
            if group and rows + sum(table.num_rows for table in group.values()) > self._part:
                yield group
                group = {}
            group[file] = self._lake.read_shard(dataset, self._batch_id, file, rows=rows)
        if group:
            yield group

    def _split(self, dataset: Dataset, file: str, shard: pa.Table, faults: Mapping[int, Fault]) -> pa.Table:
        """Write what passes of one shard, and into the quarantine what does not; returns the rows that pass."""
        name = file.removesuffix(".parquet")
        passed = _without(shard, faults)
        self._lake.write_shard(dataset, self._batch_id, name, passed, "passed")
        if faults:
            numbers = sorted(faults)
            rows = shard.take(pa.array(numbers)).to_pylist()
            held = quarantined(dataset, self._batch_id, rows, [faults[n] for n in numbers])
            name = f"{dataset.name}-{name}"
            self._held[f"{name}.parquet"] = self._lake.write_shard(QUARANTINE, self._batch_id, name, held, self._gate)
        return passed

    def commit(self) -> None:
        """Write the manifests: the quarantine's first, since a row must be in one of the two."""
        self._lake.write_manifest(Manifest(QUARANTINE.name, self._batch_id, self._held), self._gate)
        for manifest in self._manifests:
            self._lake.write_manifest(manifest, "passed")

    def _faults(self, rules: Suite, table: pa.Table, outcomes: list[_Outcome]) -> dict[int, Fault]:
        """Row numbers that fail a critical check, each with the first one; notes every check's outcome."""
        texts = self._texts.of(table["article_version_id"]) if self._texts else {}
        verdicts = check_rows(rules, table, Surroundings(self._now, texts), self._parameters, self._evaluate)
        first: dict[int, tuple[Check, object]] = {}
        more: dict[int, int] = {}
        for outcome, verdict in zip(outcomes, verdicts, strict=True):
            outcome.add(verdict)
            if verdict.check.severity != "critical":
                continue
            values = verdict.values or (None,) * len(verdict.rows)
            for number, value in zip(verdict.rows, values, strict=True):
                if number in first:
                    more[number] = more.get(number, 0) + 1
                else:
                    first[number] = (verdict.check, value)
        return {number: _fault(check, value, more.get(number, 0)) for number, (check, value) in first.items()}

    def _release(self, dataset: Dataset, table: pa.Table, faults: dict[int, Fault]) -> None:
        """Take out the faults of rows that an operator let pass."""
        if not (self._decisions.released and faults):
            return
        numbers = sorted(faults)
        for number, row in zip(numbers, table.take(pa.array(numbers)).to_pylist(), strict=True):
            if content_hash(dataset, row) in self._decisions.released:
                del faults[number]

    def _drop(self, dataset: Dataset, table: pa.Table, faults: dict[int, Fault]) -> int:
        """Add a fault to rows that an operator dropped and that would pass now; returns how many rows are dropped.

        The key is content: it finds them at little cost.
        """
        if not self._decisions.dropped:
            return 0
        keys = pa.array(sorted(self._decisions.dropped_keys), pa.string())
        numbers = np.flatnonzero(pc.is_in(table[dataset.key], value_set=keys).to_numpy())
        dropped = 0
        for number, row in zip(numbers.tolist(), table.take(pa.array(numbers)).to_pylist(), strict=True):
            if content_hash(dataset, row) in self._decisions.dropped:
                faults.setdefault(number, Fault("dropped", "An operator dropped it."))
                dropped += 1
        return dropped

    def _follow_parents(
        self, dataset: Dataset, table: pa.Table, parents: pa.Array | None, faults: dict[int, Fault]
    ) -> None:
        """Add a fault to every row whose parent, or a row that it refers to, did not pass; a released row goes with it too."""
        needed = [(column, other, self._passed_keys(other)) for column, other in dataset.refers]
        if dataset.parent is not None and parents is not None:
            needed.insert(0, (dataset.parent[1], dataset.parent[0], parents))
        for column, other, keys in needed:
            lost = pc.invert(pc.is_in(table[column], value_set=keys)).to_numpy()
            for number in np.flatnonzero(lost).tolist():
                name = other.removesuffix("s").replace("_", " ")
                reason = f"It belongs to the {name} {table[column][number]}, which did not pass its gate."
                faults.setdefault(number, Fault(f"parent_passed({column})", reason))

    def _passed_keys(self, dataset: str) -> pa.Array:
        chunks = [chunk for keys in self._keys.get(dataset, ()) for chunk in keys.chunks]
        return pa.chunked_array(chunks, pa.string()).combine_chunks()

    def _parent_keys(self, dataset: Dataset) -> pa.Array | None:
        if dataset.parent is None:
            return None
        parent, column = dataset.parent
        return self._lake.read(DATASETS[parent], self._batch_id, "passed", [column])[column].combine_chunks()

    def _judge(self, dataset: Dataset, tally: Tally) -> list[ExpectationResult]:
        rules = suite(f"{dataset.name}_batch")
        facts = tally.frame(self._baseline)
        verdicts = check_facts(rules, facts, self._parameters, self._evaluate)
        return [_batch_result(verdict, facts, self._baseline) for verdict in verdicts]


class _Texts:
    """Texts of the passed articles by version, read file by file; the last files are kept, since shards correspond."""

    def __init__(self, lake: Lake, batch_id: str) -> None:
        self._lake, self._batch_id = lake, batch_id
        self._file_of: dict[str, str] = {}
        self._read: dict[str, Mapping[str, ArticleText]] = {}
        for file, rows in lake.committed(ARTICLES.name, batch_id, "passed").files.items():
            table = lake.read_shard(ARTICLES, batch_id, file, "passed", [ARTICLES.key], rows)
            self._file_of |= dict.fromkeys(table[ARTICLES.key].to_pylist(), file)

    def of(self, versions: pa.ChunkedArray) -> Mapping[str, ArticleText]:
        """Owner, text and day of those of the versions that passed."""
        files = {self._file_of[v] for v in pc.unique(versions).to_pylist() if v in self._file_of}
        self._read = {file: self._read.get(file) or self._of_file(file) for file in sorted(files)}
        return {version: found for texts in self._read.values() for version, found in texts.items()}

    def _of_file(self, file: str) -> Mapping[str, ArticleText]:
        columns = ["article_version_id", "article_id", "text", "published_on"]
        table = self._lake.read_shard(ARTICLES, self._batch_id, file, "passed", columns)
        versions, *articles = (table[c].to_pylist() for c in columns)
        return dict(zip(versions, map(ArticleText, *articles), strict=True))


@dataclass
class _Outcome:
    """One row-level check, summed over the parts of a batch."""

    check: Check
    unexpected: int = 0
    elements: int = 0
    example: object = None

    def add(self, verdict: Verdict) -> None:
        self.elements += verdict.element_count or 0
        self.unexpected += verdict.unexpected_count or 0
        if self.example is None and verdict.values:
            self.example = verdict.values[0]

    def result(self) -> ExpectationResult:
        if not self.elements:
            return self.check.result(True, 0, 0, "no row to check")
        seen = f"{self.unexpected} of {self.elements} rows" + _found(", such as ", self.example)
        return self.check.result(not self.unexpected, self.unexpected, self.elements, seen if self.unexpected else None)


def _batch_result(verdict: Verdict, facts: pd.DataFrame, baseline: Baseline | None) -> ExpectationResult:
    [column] = verdict.check.columns
    known = facts[column].notna()
    if not known.any():
        why = (
            "there is no baseline yet" if column.endswith("_to_baseline") and baseline is None else "nothing to measure"
        )
        return verdict.check.result(True, 0, 0, f"not evaluated: {why}")
    if not verdict.element_count:
        return verdict.check.result(True, 0, 0, f"not evaluated: the check asks for {verdict.check.condition}")
    shown = facts.loc[list(verdict.rows)] if verdict.rows else facts[known][:1] if known.sum() == 1 else facts[:0]
    seen = [
        f"{row['name']}: {row[column]:.4g}" if row["scope"] == "source" else f"{row[column]:.4g}"
        for _, row in shown[:5].iterrows()
    ]
    return verdict.check.result(
        verdict.success, verdict.unexpected_count, verdict.element_count, "; ".join(seen) or None
    )


def _frame(table: pa.Table, rules: Suite) -> pd.DataFrame:
    """The columns that a suite needs, as pandas."""
    return _plain(table.select(sorted(rules.needs))).to_pandas()


def _plain(table: pa.Table) -> pa.Table:
    """The table with decimals as floats: here they are compared, not kept."""
    columns = [c.cast(pa.float64()) if pa.types.is_decimal(c.type) else c for c in table.columns]
    return pa.table(columns, names=table.schema.names)


def _without(table: pa.Table, faults: Iterable[int]) -> pa.Table:
    keep = np.ones(table.num_rows, dtype=bool)
    keep[list(faults)] = False
    return table.filter(pa.array(keep))


def _fault(check: Check, value: object, more: int) -> Fault:
    others = f" ({more} more check{'s' if more > 1 else ''} failed)" if more else ""
    reason = f"{check.sentence.rstrip('.')}{_found('; found ', value)}{others}."
    return Fault(f"{check.type}({', '.join(check.columns)})", reason)


def _found(before: str, value: object, most: int = 60) -> str:
    """The value that failed, on one line, with words before it; nothing where a value says nothing."""
    if value is None or isinstance(value, bool | np.bool_) or value != value:
        return ""
    if isinstance(value, float):
        return f"{before}{value:g}"
    line = " ".join(str(value).split())
    return f'{before}"{line[:most]}{"…" if len(line) > most else ""}"' if isinstance(value, str) else f"{before}{line}"
