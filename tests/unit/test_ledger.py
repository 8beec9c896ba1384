"""The ledger of tasks does not depend on the order in which tellings and news come."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import strategies

from tests.properties import holds_for
from theodoi.ledger import Mention, News, Task, link, same_tasks

DAY = date(2026, 3, 2)
_BODIES = ("bo-tu-phap", "bo-noi-vu-2025", "các tỉnh")
_TASKS = (
    "xây dựng kho dữ liệu công chứng dùng chung",
    "xây dựng kho dữ liệu công chứng dùng chung giai đoạn 2",
    "rà soát kho dữ liệu lý lịch tư pháp",
    "trình dự án Luật Công chứng sửa đổi",
)
_told = strategies.builds(
    lambda body, task, days, giver, deadline: (body, task, days, giver, deadline),
    strategies.sets(strategies.sampled_from(_BODIES), min_size=1, max_size=2),
    strategies.sampled_from(_TASKS),
    strategies.integers(0, 150),
    strategies.sampled_from((None, "Thủ tướng Chính phủ", "Chính phủ")),
    strategies.sampled_from((None, "2026-06-30", "2026-Q2", "2026-09-30")),
)


def _mentions(told: list[tuple]) -> list[Mention]:
    return [
        Mention(
            assignment_id=f"{number:032x}",
            kind="assign",
            assignees=frozenset(bodies),
            task=task,
            told_on=DAY + timedelta(days=days),
            giver=giver,
            deadline=deadline,
        )
        for number, (bodies, task, days, giver, deadline) in enumerate(told)
    ]


@holds_for(strategies.lists(_told, max_size=12), strategies.randoms(use_true_random=False))
def test_tellings_in_any_order_are_the_same_tasks(told: list[tuple], chance: random.Random) -> None:
    mentions = _mentions(told)
    mixed = chance.sample(mentions, len(mentions))
    assert set(same_tasks(mixed)) == set(same_tasks(mentions))
    assert {place.assignment_id for place in same_tasks(mixed)} == {mention.assignment_id for mention in mentions}


@holds_for(strategies.lists(_told, min_size=1, max_size=12), strategies.randoms(use_true_random=False))
def test_news_tells_of_the_same_tasks_in_whatever_order_they_stand(told: list[tuple], chance: random.Random) -> None:
    tasks = [Task(m.assignment_id, m.assignees, m.task, m.told_on) for m in _mentions(told)]
    deed = "xây dựng kho dữ liệu công chứng dùng chung"
    news = News("n", "done", frozenset(_BODIES[:1]), "đã", deed, f"Bộ Tư pháp đã {deed}", DAY + timedelta(days=160))
    assert set(link(news, chance.sample(tasks, len(tasks)))) == set(link(news, tasks))


def test_some_of_these_tellings_are_one_task_and_some_are_not():
    """Else the properties above would hold of a ledger that joins nothing, or everything."""
    told = [({"bo-tu-phap"}, _TASKS[0], 0, None, None), ({"bo-tu-phap"}, _TASKS[0], 9, None, None)]
    assert len({place.task_id for place in same_tasks(_mentions(told))}) == 1
    assert (
        len({place.task_id for place in same_tasks(_mentions([*told, ({"bo-tu-phap"}, _TASKS[2], 9, None, None)]))})
        == 2
    )
