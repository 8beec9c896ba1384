"""What extractors return: frozen findings with code-point offsets into the text they read.

Every finding satisfies `text[start:end] == quote`. `optional` marks what the annotation guide never counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a text besides its characters; all of it may be unknown."""

    published_on: date | None = None
    source_id: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The evidence of one finding: code-point offsets, the quote, and how it was made (`confidence` 0 to 1)."""

    start: int
    end: int
    quote: str
    confidence: float = 1.0
    method: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeMention(Finding):
    """One citation of a numbered legal or administrative document. `optional` marks an unresolved short form."""

    number: str
    doc_type: str | None = None
    issuer: str | None = None
    year: int | None = None
    year_from: str | None = None  # text | number | context
    issued_on: date | None = None
    date_from: str | None = None  # text | registry


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMention(Finding):
    """One mention of an organisation; `optional` marks offices, by-line agencies and the like."""

    organisation_id: str
    name: str
    kind: str | None = None
    registered: bool = True
    office_holder: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemMention(Finding):
    """One mention of a named information system of the state."""

    system_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Finding):
    """One quantified statement; `optional` marks a small count with no charting value."""

    value: Decimal
    unit: str
    value_high: Decimal | None = None
    comparator: str = "eq"
    measure: str = "level"
    direction: str = "up"
    status: str = "observed"
    of: Decimal | None = None
    per: str | None = None
    period: str | None = None
    period_from: str | None = None  # stated | inferred
    object: str | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one text, each kind in order of its offsets."""

    decrees: tuple[DecreeMention, ...] = field(default=())
    organisations: tuple[OrganisationMention, ...] = field(default=())
    systems: tuple[SystemMention, ...] = field(default=())
    metrics: tuple[Metric, ...] = field(default=())
