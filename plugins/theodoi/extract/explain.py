"""What the rules did with each candidate: who refused, changed or accepted it, and why.

A reader tells its document what it decides; the document keeps that only when it was given a `Log`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from itertools import groupby
from typing import Any

from theodoi.extract.spans import Finding

_AROUND = 30  # characters shown before and behind a candidate
_LONGEST = 120  # characters shown of a changed value


class Reason(StrEnum):
    """Why a rule refuses a candidate, as a sentence; the name of a member is the name of its rule."""

    @property
    def rule(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Step:
    """One decision on the candidate at text[start:end].

    `kind` is what it might have become: a finding (decree, relation, event, organisation, system, metric), or what a
    figure asks for (period, indicator, place, speaker). `verdict` is refused, changed or accepted, `rule` the name of
    what decided, `because` its reason or what it changed.
    """

    kind: str
    start: int
    end: int
    verdict: str
    rule: str
    because: str


@dataclass(slots=True)
class Log:
    """The decisions on one text, in the order in which they were taken."""

    steps: list[Step] = field(default_factory=list)

    def refused(self, kind: str, start: int, end: int, reason: Reason, detail: str = "") -> None:
        because = f"{reason.value} ({detail})" if detail else reason.value
        self.steps.append(Step(kind, start, end, "refused", reason.rule, because))

    def changed(self, kind: str, rule: str, before: Finding, after: Finding) -> None:
        """Keep what a rule changed of a finding, if it changed anything."""
        changes = [
            f"{name} {_shown(old)} -> {_shown(new)}"
            for name in (f.name for f in fields(before))
            if name != "quote" and (old := getattr(before, name)) != (new := getattr(after, name))
        ]
        if changes:
            self.steps.append(Step(kind, after.start, after.end, "changed", rule, "; ".join(changes)))

    def accepted(self, kind: str, finding: Finding) -> None:
        because = f"confidence {finding.confidence:g}" + (", optional" if finding.optional else "")
        self.steps.append(Step(kind, finding.start, finding.end, "accepted", finding.method, because))


def _shown(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def as_data(text: str, log: Log, offset: int = 0) -> list[dict[str, Any]]:
    """The steps for JSON by where their candidates stand, those on one candidate in their order.

    Each has the fields of Step and its `quote`; offsets are moved by `offset`.
    """
    return [
        asdict(step) | {"start": step.start + offset, "end": step.end + offset, "quote": text[step.start : step.end]}
        for step in sorted(log.steps, key=lambda step: (step.start, step.end))
    ]


def touching(steps: Iterable[Mapping[str, Any]], at: int) -> list[Mapping[str, Any]]:
    """Of steps as `as_data` gives them those whose candidate holds the character at an offset."""
    return [step for step in steps if step["start"] <= at < step["end"]]


def as_lines(text: str, steps: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Steps as `as_data` gives them, for people: each candidate in its words, and under it what was decided."""
    for (start, end), decided in groupby(steps, key=lambda step: (step["start"], step["end"])):
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        words = f"{before}«{text[start:end]}»{after}"
        yield f"{start}-{end}  {' '.join(words.split())}"
        for step in decided:
            yield f"    {step['verdict']:<8} {step['kind']:<12} {step['rule']}: {step['because']}"
