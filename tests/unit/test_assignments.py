"""Tasks: the table of texts, and what holds of every task."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from theodoi.extract.assignments import read
from theodoi.extract.assignments.found import Assignment
from theodoi.extract.document import Document
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context

TABLE = Path(__file__).parents[1] / "tables" / "assignments.yaml"
CASES = [
    pytest.param(case, id=f"{group}-{number}")
    for group, cases in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items()
    for number, case in enumerate(cases)
]
DAY = date(2024, 5, 10)


def tasks_of(text: str, day: date | None = DAY) -> tuple[Assignment, ...]:
    return extract(text, Context(published_on=day)).of("assignments")  # type: ignore[return-value]


def told(task: Assignment) -> dict[str, Any]:
    """A task under the names of the table."""
    names = {"by": task.giver, "from": task.holder, "channel": task.channel}
    return {
        "task": task.task,
        "kind": task.kind,
        "who": [party.name for party in task.assignees],
        "with": [party.name for party in task.partners],
        "deadline": task.deadline,
        "deadline_kind": task.deadline_kind,
        "starts_on": task.starts_on,
        "recurrence": task.recurrence,
        "based_on": task.basis,
        "output": task.output,
        "party_order": task.party_order,
        "soft": task.optional,
        **{name: party and party.name for name, party in names.items()},
    }


@pytest.mark.parametrize("case", CASES)
def test_the_tasks_of_a_text(case: dict[str, Any]):
    found = [told(task) for task in tasks_of(case["text"])]
    compared = [{name: task[name] for name in wanted} for task, wanted in zip(found, case["tasks"], strict=False)]
    wanted = [
        {name: str(v) if isinstance(v, date | int) and not isinstance(v, bool) else v for name, v in task.items()}
        for task in case["tasks"]
    ]
    assert (len(found), compared) == (len(wanted), wanted), found


@pytest.mark.parametrize("case", CASES)
def test_a_task_is_proved_by_its_words(case: dict[str, Any]):
    for task in tasks_of(case["text"]):
        assert case["text"][task.start : task.end] == task.quote
        assert task.quote in task.sentence
        assert task.assignees


HOSTILE = (
    "Thủ tướng giao Bộ Y tế, Bộ Công an; ", "các bộ, ngành, ", "chuyển nhiệm vụ a từ b ", "(", "; đồng thời ", "UBND các tỉnh nơi có ",
    "Bộ Y tế sẽ trình Chính phủ đề án. ", "Thủ tướng yêu cầu các bộ, ngành:\n- Rà soát.\n",
)  # fmt: skip


@pytest.mark.perf
@pytest.mark.parametrize("unit", HOSTILE)
def test_four_times_the_text_takes_not_much_more_than_four_times_as_long(unit: str):
    short, long = (seconds(unit * (size // len(unit))) for size in (10_000, 40_000))
    assert long < 8 * max(short, 0.005)


def seconds(text: str) -> float:
    """How long the tasks of a text take, the best of two."""
    document = Document(text, Context(), extract(text))
    taken = []
    for _ in range(2):
        start = time.process_time()
        read(document)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("blanks", [" " * 28, "\t\t", "\u00a0\u00a0", "\u3000"])
def test_a_line_of_blanks_is_no_heading(blanks: str):
    order = "Bộ Nội vụ giao Sở Nội vụ rà soát hồ sơ trước ngày 20/5/2024."
    assert [told(task) for task in tasks_of(f"Đúng\n{blanks}\n{order}")] == [told(task) for task in tasks_of(order)]
