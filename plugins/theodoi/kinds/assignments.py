"""Tasks: who must do what, by when, given by whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, Share, finding, joined, shortened
from theodoi.rows import Row
from theodoi.vocabularies import AssignmentKind, DeadlineKind, DeadlinePrecision, Recurrence, TaskOutput


def _line(row: Row) -> str:
    """A task in words: `Bộ Tư pháp: trình dự án Luật (by 2026-06, from Thủ tướng Chính phủ)`."""
    held = row["assignees"]  # JSON in the lake, a list from Postgres
    names: list[str] = json.loads(held) if isinstance(held, str) else held  # type: ignore[assignment]
    who = ", ".join(names)
    until = f"{row['deadline_kind']} {row['deadline']}" if row.get("deadline") else ""
    giver = f"from {row['assigned_by']}" if row.get("assigned_by") else str(row["kind"])
    return f"{who}: {shortened(str(row['task']), 100)} ({', '.join(filter(None, (until, giver)))})"


def _text(item: Row) -> str:
    return f"{', '.join(item['assignees'])}: {shortened(str(item['task']), 100)}"  # type: ignore[arg-type]


def _names(attribute: str) -> Callable[[Any], str | None]:
    """The names of the bodies in an attribute as a JSON list; None where there are none."""
    return lambda found: _list([party.name for party in getattr(found, attribute)])


def _ids(attribute: str) -> Callable[[Any], str | None]:
    """Their ids in the same order; a group has none."""
    return lambda found: _list([party.organisation_id for party in getattr(found, attribute)])


def _list(values: Sequence[str | None]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


def _of(attribute: str, part: str) -> Callable[[Any], str | None]:
    """The name or the id of the one body in an attribute."""
    return lambda found: getattr(getattr(found, attribute), part, None)


def _also(found: Any) -> Mapping[str, object]:
    """The bodies as lists of names, as the annotation guide writes them."""
    lists = {"assignees": found.assignees, "with": found.partners}
    return {name: [party.name for party in parties] for name, parties in lists.items() if parties}


KIND = finding(
    "assignments",
    "assignment_id",
    "One task that an article says is given to, moved to, asked of or taken on by bodies",
    (
        column("task", "text", "Words of the task, without its deadline", required=True, of_others=True),
        words("kind", AssignmentKind, "{listed}", required=True),
        column(
            "assignees",
            "json",
            "Bodies that must do it: a list of full names, groups in small letters",
            required=True,
            made_from=_names("assignees"),
            json=None,
        ),
        column(
            "assignee_ids",
            "json",
            "Their organisation ids in the same order, null for a group",
            required=True,
            made_from=_ids("assignees"),
            json=None,
        ),
        column("partners", "json", "Bodies to work with: a list of names", made_from=_names("partners"), json=None),
        column(
            "partner_ids", "json", "Their organisation ids in the same order", made_from=_ids("partners"), json=None
        ),
        column("assigned_by", "text", "Body or office that gives or asks it, in full", made_from=_of("giver", "name")),
        column(
            "assigned_by_id", "text", "That body's or office's id", made_from=_of("giver", "organisation_id"), json=None
        ),
        column(
            "former_holder",
            "text",
            "Body that had the task before a transfer",
            made_from=_of("holder", "name"),
            json="from",
        ),
        column("former_holder_id", "text", "That body's id", made_from=_of("holder", "organisation_id"), json=None),
        column("channel", "text", "Body that conveys the order of its leader", made_from=_of("channel", "name")),
        column("deadline", "text", "ISO-like time of the deadline: 2026-06-30, 2026-Q2, 2026"),
        words("deadline_precision", DeadlinePrecision, "{choice}"),
        words(
            "deadline_kind", DeadlineKind, "by (done by then), within (done in that time) or from (done from then on)"
        ),
        column("deadline_words", "text", "The deadline as printed", of_others=True),
        column("starts_on", "text", "ISO-like time from which the task is to be done"),
        words("recurrence", Recurrence, "How often it comes again: {listed}"),
        column(
            "based_on", "text", "Numbers of the documents on whose ground it is given", made_from="basis", json="basis"
        ),
        words("output", TaskOutput, "What it ends with, by its verb: {listed}"),
        column("said_by_person", "text", "Who says it, as printed", of_others=True, person=True),
        column("said_by_office", "text", "That person's office, as printed", of_others=True, person=True),
        column("venue", "text", "Occasion at which a commitment is made, as printed", of_others=True),
        column("party_order", "boolean", "True where a body of the Party gives it", required=True),
        column("sentence", "text", "The whole sentence", required=True, of_others=True, json=None),
        column(
            "soft",
            "boolean",
            "True for an exhortation without a thing to deliver, a standing duty and the like",
            required=True,
            made_from="optional",
            json=None,
        ),
    ),
    place=65,
    found="assignments",
    one="a task",
    called="tasks",
    reader="theodoi.extract.assignments:read",
    needs=("decree_mentions", "organisation_mentions", "system_mentions"),
    most=200,
    target=joined("kind", "assignees"),
    line=_line,
    text=_text,
    also=_also,
    shares=(
        Share("request_share", "kind", "request"),
        Share("soft_share", "soft", True),
        Share("one_group_share", "assignee_ids", "[null]"),
    ),
    told_first="deadline",
    once=("kind", "assignee_ids", "assignees", "task"),
    cases=(
        Case(
            "Thủ tướng Chính phủ giao Bộ Tư pháp trình dự án Luật trước ngày 30/6/2026.",
            (
                {
                    "task": "trình dự án Luật",
                    "kind": "assign",
                    "assignees": '["Bộ Tư pháp"]',
                    "assigned_by": "Thủ tướng Chính phủ",
                    "deadline": "2026-06-30",
                },
            ),
        ),
        Case("Thủ tướng Chính phủ đã thăm Bộ Tư pháp.", ()),
    ),
)
