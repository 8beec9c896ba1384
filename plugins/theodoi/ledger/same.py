"""Which mentions of tasks are one task. The order in which mentions come does not matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from theodoi.ledger.wording import wording

DAYS_APART = 60  # two articles tell one task at most so many days apart
_LIKE = 0.8  # share of a topic that two tellings have in common
_TOLD = ("deadline", "giver", "basis")  # what two tellings of one task may leave out, and not tell otherwise


@dataclass(frozen=True, slots=True)
class Mention:
    """One task as one article tells it. `assignees` are keys of bodies (the last heir's id, else the name of a group)."""

    assignment_id: str
    kind: str
    assignees: frozenset[str]
    task: str
    told_on: date
    giver: str | None = None
    deadline: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention belongs: `task_id` is the assignment_id of the first telling of its task.

    All mentions that a change of one of them may touch share a `group_id`.
    """

    assignment_id: str
    task_id: str
    group_id: str


def one_task(one: Mention, other: Mention) -> bool:
    """Whether two mentions tell one task: nothing that both tell differs, and their words speak of the same thing."""
    return (
        one.kind == other.kind
        and (one.assignees <= other.assignees or other.assignees <= one.assignees)
        and abs((one.told_on - other.told_on).days) <= DAYS_APART
        and all(_agree(getattr(one, field), getattr(other, field)) for field in _TOLD)
        and wording(one.task).like(wording(other.task)) >= _LIKE
    )


def _agree(one: str | None, other: str | None) -> bool:
    """Whether two values can both be true: one is not told, or is the other less exactly (2026-06, 2026-06-30)."""
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def same_tasks(mentions: Collection[Mention]) -> list[Place]:
    """The task of each mention, by assignment_id.

    A telling that leaves something out holds two others together only where these do not tell it differently.
    """
    ordered = sorted(mentions, key=lambda m: (m.told_on, m.assignment_id))
    pairs = set(_pairs(ordered))
    places = []
    for group in _joined(range(len(ordered)), pairs):
        for task in _settled(group, pairs, ordered):
            first = ordered[min(task)].assignment_id
            places += [Place(ordered[i].assignment_id, first, ordered[min(group)].assignment_id) for i in task]
    return sorted(places, key=lambda place: place.assignment_id)


def _pairs(ordered: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """The positions of mentions that tell one task, the smaller first; compared are those of a body, near in time."""
    by_assignee: dict[str, list[int]] = {}
    for position, mention in enumerate(ordered):
        for key in mention.assignees:
            by_assignee.setdefault(key, []).append(position)
    for positions in by_assignee.values():
        oldest = 0
        for at, position in enumerate(positions):
            while (ordered[position].told_on - ordered[positions[oldest]].told_on).days > DAYS_APART:
                oldest += 1
            for earlier in positions[oldest:at]:
                if one_task(ordered[earlier], ordered[position]):
                    yield earlier, position


def _joined(members: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The members in groups that pairs hold together."""
    leads = {member: member for member in members}

    def lead(member: int) -> int:
        while leads[member] != member:
            leads[member] = leads[leads[member]]
            member = leads[member]
        return member

    for one, other in pairs:
        if one in leads and other in leads:
            leads[lead(one)] = lead(other)
    groups: dict[int, list[int]] = {}
    for member in leads:
        groups.setdefault(lead(member), []).append(member)
    return list(groups.values())


def _settled(group: list[int], pairs: set[tuple[int, int]], ordered: Sequence[Mention]) -> list[list[int]]:
    """A group in tasks: where its tellings differ in something, only those that tell the same of it stay together."""
    inside = set(group)
    held = {pair for pair in pairs if pair[0] in inside}
    for field in _TOLD:
        told = {position: getattr(ordered[position], field) for position in group}
        values = {value for value in told.values() if value is not None}
        if any(not _agree(one, other) for one in values for other in values):
            held = {(one, other) for one, other in held if told[one] == told[other]}
    return _joined(group, held)
