"""What the reader of tasks returns."""

from __future__ import annotations

from dataclasses import dataclass

from theodoi.extract.assignments.parties import Party
from theodoi.extract.spans import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Finding):
    """One task; the evidence is its words. `giver` is None for a commitment; `holder` had the task before a transfer.

    `optional` marks exhortations without a thing to deliver, standing duties, work under way and the like.
    """

    task: str
    kind: str  # assign | transfer | request | commit
    assignees: tuple[Party, ...]
    partners: tuple[Party, ...] = ()
    giver: Party | None = None
    holder: Party | None = None
    channel: Party | None = None
    deadline: str | None = None
    deadline_precision: str | None = None
    deadline_kind: str | None = None
    deadline_words: str | None = None
    starts_on: str | None = None
    recurrence: str | None = None
    basis: str | None = None
    output: str | None = None
    said_by_person: str | None = None
    said_by_office: str | None = None
    venue: str | None = None
    party_order: bool = False
    sentence: str
