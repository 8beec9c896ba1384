"""What extractors return: frozen findings with code-point offsets into the text they read.

Every finding satisfies `text[start:end] == quote`. `optional` marks what the annotation guide never counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from theodoi.registry.document_types import class_of
from theodoi.vocabularies import DocumentClass


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a text besides its characters; all of it may be unknown."""

    published_on: date | None = None
    captured_on: date | None = None  # when it had been written at the latest; never taken for its day
    source_id: str | None = None
    title: str | None = None
    province: str | None = None  # of the source, in full: "tỉnh Hà Nam", "thành phố Hà Nội"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The evidence of one finding: code-point offsets, the quote, and how it was made (`confidence` 0 to 1)."""

    start: int
    end: int
    quote: str
    confidence: float = 1.0
    method: str = ""
    optional: bool = False


def touches(finding: Finding, spans: Iterable[Sequence[Any]]) -> bool:
    """Whether the evidence shares a character with one of the spans (start, end, …)."""
    return any(start < finding.end and finding.start < end for start, end, *_ in spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeMention(Finding):
    """One mention of a legal or administrative document.

    `form` says how it is cited: `full` (by its number), `short` ("Nghị quyết 17"), `back` ("Nghị định này"),
    `nickname` ("Đề án 06", by the registry or defined in the text), `named` (by type and title, without a number).
    A short, back or nickname form that exactly one document fits carries that document's number, type, issuer, year and
    title (`…_from` is `context` or `registry`); one that nothing resolves is `optional`, its `number` as written or None.
    """

    number: str | None = None
    doc_type: str | None = None
    issuer: str | None = None
    year: int | None = None
    year_basis: str | None = None  # text | number | registry | context
    issued_on: date | None = None  # first day of the month where only that is stated
    issued_precision: str | None = None  # day | month
    date_basis: str | None = None  # text | registry | context
    title: str | None = None  # its subject as printed after it, or its name: "Luật Giao dịch điện tử"
    stage: str | None = None  # draft | requested | announced, of a document that is not out yet
    pinpoint: str | None = None  # "khoản 2 Điều 5", as printed
    form: str = "full"
    type_disagrees: bool = False  # the text calls it by another type: "Nghị định số 17/NQ-CP"

    @property
    def document_class(self) -> DocumentClass | None:
        """What kind of document it is: normative, administrative or the party's; None where nothing tells."""
        return class_of(self.doc_type, self.number, self.issuer)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeRelation(Finding):
    """What one document does to another, by the clause that is the evidence.

    `subject` and `object` are the spans (start, end) of decree mentions of the same text. `scope` is `whole`, or the
    pinpoint as printed where only a part is concerned.
    """

    relation: str  # amends | supplements | replaces | repeals | based_on | implements | guides
    subject: tuple[int, int]
    object: tuple[int, int]
    scope: str = "whole"
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeEvent(Finding):
    """A step in a document's life, by the clause that is the evidence; `subject` is the span of its mention."""

    event: str  # drafted | requested | signed | issued | takes_effect | expires
    subject: tuple[int, int]
    happened_on: date | None = None  # first day of the month or year where only that is stated
    precision: str | None = None  # day | month | year


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMention(Finding):
    """One mention of an organisation; `optional` marks offices, by-line agencies and the like.

    `parent` and `place` are ids of the registry (an organisation's, a province's). `role` says what the body does in its
    sentence: `acts`, `speaks` (itself or through the `person` or `office` named with it), `present` (listed among those
    who attend), else `spoken_of`.
    """

    organisation_id: str
    name: str
    kind: str | None = None
    registered: bool = True
    office_holder: bool = False
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    place: str | None = None
    role: str = "spoken_of"
    person: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemMention(Finding):
    """One mention of a named information system of the state."""

    system_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Finding):
    """One quantified statement; `optional` marks a small count with no charting value.

    `status_detail`: official, preliminary, estimate, norm, forecast, issued_target, proposal or plan. `unit_detail` tells
    apart what one unit writes: working_day, working_hour, percentage_point. `base` is what a share is of, as printed, and
    `base_id` its id in registry/definitions.yaml. `aggregation`: level, flow, cumulative (from `since` on), average or
    threshold. `last_digit` is what one in the last printed digit is worth. `period_kind`:
    during, as_of, since or by; `period_basis`: stated in the sentence, carried from the sentence before, inferred from
    the day of publication. `baseline` is the period that a change is measured against. `area` is a province's id, or
    `vn`; `area_basis`: stated (in the sentence or by the figure that this one goes on with), subject (the organisation's own)
    or inferred; `territory` is the division that the area is of. `compiler_id` is who measured it. `claim_start` is where
    the figure begins that tells the same claim best. Ids are the registry's.
    """

    value: Decimal
    unit: str
    value_high: Decimal | None = None
    comparator: str = "eq"
    measure: str = "level"
    direction: str = "up"
    status: str = "observed"
    status_detail: str = "official"
    unit_detail: str | None = None
    of: Decimal | None = None
    per: str | None = None
    base: str | None = None
    base_id: str | None = None
    aggregation: str = "level"
    since: str | None = None  # like period: where a cumulative figure begins
    last_digit: Decimal | None = None
    period: str | None = None
    period_basis: str | None = None  # stated | carried | inferred
    period_kind: str | None = None
    baseline: str | None = None
    object: str | None = None
    indicator_id: str | None = None
    ranking_scope: str | None = None  # world | asean | ministries | provinces
    edition: int | None = None
    organisation_id: str | None = None
    area: str | None = None
    area_basis: str | None = None
    territory: str | None = None  # provinces_63 | provinces_34
    system_id: str | None = None
    basis: str | None = None  # number of the document that sets it
    compiler_id: str | None = None
    said_by_person: str | None = None
    said_by_office: str | None = None
    said_by_organisation_id: str | None = None  # id
    venue: str | None = None  # question_time | press_conference | meeting | document, of a goal
    source_document: str | None = None
    sentence: str = ""
    claim_start: int = 0
    not_charted_because: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one text, each kind in order of its offsets."""

    decrees: tuple[DecreeMention, ...] = field(default=())
    organisations: tuple[OrganisationMention, ...] = field(default=())
    systems: tuple[SystemMention, ...] = field(default=())
    metrics: tuple[Metric, ...] = field(default=())
    relations: tuple[DecreeRelation, ...] = field(default=())
    events: tuple[DecreeEvent, ...] = field(default=())
    others: tuple[tuple[str, tuple[Finding, ...]], ...] = field(default=())  # kinds without a field here, by name

    def of(self, kind: str) -> tuple[Finding, ...]:
        """The findings of a kind, by the name that its declaration gives them (`Kind.found`)."""
        return dict(self.others).get(kind, ()) if kind not in _FIELDS else getattr(self, kind)

    def plus(self, kind: str, found: tuple[Finding, ...]) -> Findings:
        """These findings with those of one kind in place of what was there."""
        if kind in _FIELDS:
            of_kind: dict[str, Any] = {kind: found}
            return replace(self, **of_kind)
        return replace(self, others=(*(other for other in self.others if other[0] != kind), (kind, found)))


_FIELDS = frozenset(f.name for f in fields(Findings)) - {"others"}


F = TypeVar("F", bound=Finding)


class InOrder(Generic[F]):
    """Findings of one kind by where they begin."""

    def __init__(self, found: Iterable[F]) -> None:
        self.all = sorted(found, key=lambda f: f.start)
        self._starts = [f.start for f in self.all]

    def between(self, first: int, last: int) -> list[F]:
        """Those that begin in first:last, in order."""
        return self.all[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
