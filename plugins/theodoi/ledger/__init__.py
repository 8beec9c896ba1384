"""The ledger of tasks: which mentions are one task, and what later sentences tell of it (decision 33)."""

from __future__ import annotations

from theodoi.ledger.following import REACH_DAYS, Link, News, Task, link
from theodoi.ledger.same import DAYS_APART, Mention, Place, one_task, same_tasks
from theodoi.ledger.wording import Wording, wording

__all__ = [
    "DAYS_APART", "REACH_DAYS", "Link", "Mention", "News", "Place", "Task", "Wording",
    "link", "one_task", "same_tasks", "wording",
]  # fmt: skip
