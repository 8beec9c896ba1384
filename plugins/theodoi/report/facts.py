"""The facts of one run, read once from the ops and warehouse tables: what the summary and the report page both tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, RowMapping, text

from theodoi.contracts import FINDINGS, Kind
from theodoi.database import sql_file
from theodoi.signs import SIGNS
from theodoi.vocabularies import ArticleChange

if TYPE_CHECKING:
    from theodoi.run import Run

# Code points of an article's text that are read on each side of a quote, before they are cut to the sentence.
REACH = 240
_SENTENCE_END = re.compile(r"[.!?…]”?\s+(?=[^\W\d_a-z]|[“\"\d])|\n")

# Kinds that no section made for them tells.
UNTOLD: tuple[Kind, ...] = tuple(kind for kind in FINDINGS if kind.section is None)

_T = TypeVar("_T")


class UnknownRun(LookupError):
    """ops.runs does not know the run: its first task did not get as far."""


@dataclass(frozen=True, slots=True)
class Head:
    """The run itself: a row of ops.runs."""

    run_id: str
    batch_id: str
    dag_id: str
    day: date | None
    refresh: bool
    status: str  # a word of theodoi.vocabularies.RunStatus
    note: str | None
    rules_version: str | None
    content_checksum: str | None
    counts: Mapping[str, int]  # rows in the warehouse by table, for a run that published
    started_at: datetime
    published_at: datetime | None
    finished_at: datetime | None

    @property
    def seconds(self) -> float | None:
        """Wall time of the run so far as it is known."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None


@dataclass(frozen=True, slots=True)
class Source:
    """What became of one source's pages or documents; `why_not` counts those not kept by their fate."""

    source_id: str
    name: str
    found: int
    fetched: int
    kept: int
    why_not: Mapping[str, int]

    @property
    def reasons(self) -> str:
        """`9 other day, 1 duplicate`: the most frequent fate first."""
        ranked = sorted(self.why_not.items(), key=lambda x: (-x[1], x[0]))
        return ", ".join(f"{n} {fate.replace('_', ' ')}" for fate, n in ranked)


@dataclass(frozen=True, slots=True)
class Problem:
    """A page, feed or file that could not be had or read, and why in one sentence."""

    source_id: str
    kind: str
    url: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, its shards together; `seconds` is None while one works or has failed."""

    stage: str
    shards: int
    seconds: float | None
    rows_in: int | None
    rows_out: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate's checks: how many there were, and how many of each kind failed."""

    gate: str
    checks: int
    refused: int
    quarantining: int
    warnings: int


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """One check that failed. `unexpected_count` of `element_count` rows violate it, where it looks at rows."""

    gate: str
    level: str
    severity: str
    sentence: str
    observed: str | None
    unexpected_count: int | None
    element_count: int | None

    @property
    def consequence(self) -> str:
        """What followed from it: refused, quarantined, warning."""
        if self.severity != "critical":
            return "warning"
        return "refused" if self.level == "batch" else "quarantined"


@dataclass(frozen=True, slots=True)
class Held:
    """Quarantined rows of one dataset for one reason; `example` is the key of one of them."""

    dataset: str
    reason: str
    rows: int
    example: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of rows of the batch, with the reason given: release or drop."""

    decision: str
    dataset: str
    rows: int
    reason: str | None
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """An article that its outlet changed after publication, with how many figures, documents, names and dates; or a page that is gone."""

    source_id: str
    url: str
    kind: str
    title_changed: bool
    status: int | None
    figures: int
    documents: int
    names: int
    dates: int

    @property
    def told(self) -> str:
        """What changed, in words and numbers."""
        if self.kind == ArticleChange.VANISHED:
            return f"the page is gone (status {self.status})"
        counts = (
            ("figures", self.figures),
            ("documents", self.documents),
            ("names", self.names),
            ("dates", self.dates),
        )
        parts = (["the headline"] if self.title_changed else []) + [f"{n} {name}" for name, n in counts if n]
        return "changed: " + (", ".join(parts) or "words alone")


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request or file, and the milliseconds that it took."""

    source_id: str
    kind: str
    url: str
    outcome: str | None
    attempts: int
    bytes: int | None
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article, with the rest of their sentence before and after them, and where it was published."""

    before: str
    quote: str
    after: str
    title: str | None
    url: str
    published_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Decree:
    """A cited document, its citations in the batch, and one of them."""

    number: str
    doc_type: str | None
    issuer: str | None
    issued_on: date | None
    mentions: int
    articles: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that the batch's articles name, and one of the mentions."""

    name: str
    kind: str | None
    mentions: int
    articles: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class System:
    """A state information system that the batch's articles name, and one of the mentions."""

    name: str
    mentions: int
    articles: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantified statement with its proof."""

    value: Decimal
    value_high: Decimal | None
    unit: str
    comparator: str
    measure: str
    direction: str
    status: str
    period: str | None
    object: str | None
    passage: Passage

    @property
    def reading(self) -> str:
        """How the statement was read, without its object: `≥ 70 percent, 2028 (target)`."""
        value = f"{self.value.normalize():,f}" + (
            f"–{self.value_high.normalize():,f}" if self.value_high is not None else ""
        )
        change = {"up": "up ", "down": "down "}[self.direction] if self.measure == "change" else ""
        when = f", {self.period}" if self.period else ""
        target = " (target)" if self.status == "target" else ""
        return f"{change}{SIGNS[self.comparator]}{value} {self.unit}{when}{target}"


@dataclass(frozen=True, slots=True)
class Example:
    """A finding of a kind that has no section of its own making, told by the line of its declaration."""

    line: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Others:
    """Findings of such a kind in the batch: the name of its section, their table, how they are called, their number, examples."""

    found: str
    table: str
    called: str
    total: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """All that is told of a run. Findings are empty for a run that did not publish: the warehouse then shows another's."""

    profile: str
    head: Head
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    stages: tuple[Stage, ...]
    gates: tuple[Gate, ...]
    failed_checks: tuple[FailedCheck, ...]
    quarantine: tuple[Held, ...]
    slowest: tuple[Fetch, ...]
    decrees: tuple[Decree, ...]
    organisations: tuple[Organisation, ...]
    systems: tuple[System, ...]
    metrics: tuple[Metric, ...]
    gained_lost: Mapping[str, object] | None = None  # of a reprocess: theodoi.reprocess.as_dict
    others: tuple[Others, ...] = ()
    decisions: tuple[Decision, ...] = ()
    changes: tuple[Change, ...] = ()

    def told(self, found: str) -> Others | None:
        """What is told of a kind without a section of its own making; None where the batch has none."""
        return next((others for others in self.others if others.found == found and others.total), None)

    @property
    def imported(self) -> bool:
        """Whether the batch was read from files rather than fetched."""
        return self.head.batch_id.startswith("import/")

    @property
    def fetched(self) -> bool:
        """Whether the run was to ask sources, rather than to read files or stored captures."""
        return self.head.batch_id.startswith("nightly/")

    @property
    def published(self) -> bool:
        """Whether what the warehouse shows of the batch is this run's work."""
        return self.head.status in {"published", "nothing_new"}


def read_facts(run: Run, most: int = 8) -> RunFacts:
    """Read a run's facts, at most `most` examples of each kind of finding and of slow fetches. Raises UnknownRun."""
    with run.engine.connect() as connection:
        known = {"run_id": run.run_id, "batch_id": run.batch_id, "most": most, "reach": REACH}
        heads = _all(connection, "run", Head, known)
        if not heads:
            raise UnknownRun(run.run_id)
        found = heads[0].status in {"published", "nothing_new"}
        sources = "imported" if run.batch_id.startswith("import/") else "sources"
        return RunFacts(
            profile=run.profile,
            head=heads[0],
            sources=_all(connection, sources, Source, known),
            problems=_all(connection, "problems", Problem, known),
            stages=_all(connection, "stages", Stage, known),
            gates=_all(connection, "gates", Gate, known),
            failed_checks=_all(connection, "failed_checks", FailedCheck, known),
            quarantine=_all(connection, "quarantine", Held, known),
            decisions=_all(connection, "decisions", Decision, known),
            slowest=_all(connection, "slowest", Fetch, known),
            changes=_all(connection, "changes", Change, known) if found else (),
            decrees=_all(connection, "decrees", Decree, known) if found else (),
            organisations=_all(connection, "organisations", Organisation, known) if found else (),
            systems=_all(connection, "systems", System, known) if found else (),
            metrics=_all(connection, "metrics", Metric, known) if found else (),
            others=tuple(_others(connection, kind, heads[0], known) for kind in UNTOLD) if found else (),
        )


def _others(connection: Connection, kind: Kind, head: Head, known: Mapping[str, object]) -> Others:
    template = sql_file("report/examples.sql").replace("warehouse.dataset", f'warehouse."{kind.name}"')
    nearest = f'm."{kind.told_first}"' if kind.told_first else "NULL::text"
    statement = text(template.replace("m.told_first", nearest))
    rows = connection.execute(statement, {k: known[k] for k in ("batch_id", "most", "reach")}).mappings()
    examples = tuple(Example(kind.line(dict(row)), passage_of(row)) for row in rows)
    return Others(kind.found, kind.name, kind.called, head.counts.get(kind.name, 0), examples)


def passage_of(row: RowMapping) -> Passage:
    """The passage that a row's columns `quote` and `passage_…` hold, cut to its sentence."""
    part = {f.name: row["quote" if f.name == "quote" else f"passage_{f.name}"] for f in fields(Passage)}
    return Passage(**part | {"before": _last(part["before"], part["quote"]), "after": _first(part["after"])})


def newest_runs(connection: Connection, most: int = 50) -> tuple[Head, ...]:
    """The newest runs of a warehouse, newest first."""
    return _all(connection, "newest_runs", Head, {"most": most})


def _all(connection: Connection, name: str, kind: type[_T], known: Mapping[str, object]) -> tuple[_T, ...]:
    """The rows of `sql/report/<name>.sql` as values of `kind`, with those of the known parameters that it uses."""
    statement = text(sql_file(f"report/{name}.sql"))
    wanted = statement.compile().params
    rows = connection.execute(statement, {k: v for k, v in known.items() if k in wanted}).mappings()
    return tuple(_value(kind, row) for row in rows)


def _value(kind: type[_T], row: RowMapping) -> _T:
    values = dict(row)
    if "quote" in values:
        part = {f.name: values.pop(f.name) for f in fields(Passage)}
        around = {"before": _last(part["before"], part["quote"]), "after": _first(part["after"])}
        values["passage"] = Passage(**part | around)
    return kind(**values)


def _last(before: str, quote: str) -> str:
    """The unfinished sentence that a text ends with, or nothing when the quote begins one; a cut one begins with an ellipsis."""
    ends = list(_SENTENCE_END.finditer(before + quote, endpos=len(before) + 1))
    if ends:
        return before[ends[-1].end() :]
    return before if len(before) < REACH else "…" + before.partition(" ")[2]


def _first(after: str) -> str:
    """What a text says up to the end of its first sentence; a cut one ends with an ellipsis."""
    end = _SENTENCE_END.search(after)
    if end:
        return after[: end.start()] + end.group().strip()
    return after if len(after) < REACH else after.rpartition(" ")[0] + " …"
