"""Whether a later sentence tells what became of a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from theodoi.ledger.wording import syllables, wording
from theodoi.vocabularies import TaskEvent, TaskNews

_ABOUT = 0.8  # share of what a task is about that the sentence speaks of
_REACH = timedelta(days=1100)
_OF_BODIES = frozenset((TaskNews.HANDED_OVER, TaskNews.DROPPED, TaskNews.EXTENDED, TaskNews.LATE))
# Verbs that complete whatever a task is, and verbs of one syllable; the others have two.
_COMPLETES = (
    "hoàn thành", "hoàn tất", "khai trương", "ra mắt", "khánh thành", "đi vào", "đưa vào", "vận hành", "có mặt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the ledger has it; `due_on` is the last day of its deadline."""

    task_id: str
    assignees: frozenset[str]
    task: str
    told_on: date
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What a sentence tells of some task. `deed` is what its bodies did, in the words behind the cue; `about` the words of the thing.

    `doers` are keys of the bodies that do it, or that have the task.
    """

    news_id: str
    news: str
    doers: frozenset[str]
    cue: str
    deed: str
    about: str
    told_on: date


@dataclass(frozen=True, slots=True)
class Link:
    """That a sentence tells an event of a task, and how sure that is, 0 to 1."""

    task_id: str
    news_id: str
    event: TaskEvent
    confidence: float


def link(news: News, tasks: Collection[Task]) -> list[Link]:
    """The tasks that a sentence tells of: those that it fits best; none where none fits."""
    found = [(fit, task) for task in tasks if (fit := _fit(news, task))]
    best = max((fit for fit, _ in found), default=0.0)
    return [
        Link(task.task_id, news.news_id, event, round(fit * 0.95, 2))
        for fit, task in sorted(found, key=lambda pair: pair[1].task_id)
        if fit == best and (event := _event(news, task))
    ]


def _fit(news: News, task: Task) -> float:
    """How well a sentence fits a task, 0 where it does not tell of it."""
    if not task.told_on <= news.told_on <= task.told_on + _REACH or news.doers.isdisjoint(task.assignees):
        return 0.0
    told = wording(task.task).told_in(wording(news.about))
    if told < _ABOUT or not (_other_words(news, task) if news.news in _OF_BODIES else _same_deed(news, task)):
        return 0.0
    return told


def _other_words(news: News, task: Task) -> bool:
    """Whether the words that tell the news are no words of the task itself: "cung cấp dịch vụ gia hạn thẻ"."""
    return f" {news.cue} " not in f" {' '.join(syllables(task.task))} "


def _same_deed(news: News, task: Task) -> bool:
    """Whether what was done is what the task asks for: its verb, or one that completes it."""
    deed = syllables(news.deed)
    if " ".join(deed[:2]) in _COMPLETES:
        return True
    asked = f" {' '.join(syllables(task.task))} "
    return bool(deed) and f" {' '.join(deed[:2])} " in asked


def _event(news: News, task: Task) -> TaskEvent | None:
    """What the sentence says of the task; None for "chưa" before its date is over."""
    if news.news == TaskNews.NOT_YET:
        return TaskEvent.LATE if task.due_on is not None and task.due_on < news.told_on else None
    event = TaskEvent(news.news)
    if event is TaskEvent.DONE:
        figures, told = wording(task.task).figures, wording(news.about).figures
        return TaskEvent.PART if figures and told and figures.isdisjoint(told) else event
    return event
