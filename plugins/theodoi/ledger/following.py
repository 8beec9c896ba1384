"""Whether a later sentence tells what became of a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from theodoi.ledger.wording import syllables, wording
from theodoi.vocabularies import TaskEvent, TaskNews

_ABOUT = 0.8  # share of what a task is about that the sentence speaks of
REACH_DAYS = 1100  # a sentence tells of a task at most so many days later
_OF_BODIES = frozenset((TaskNews.HANDED_OVER, TaskNews.DROPPED, TaskNews.EXTENDED, TaskNews.LATE))
# Verbs that complete whatever a task is; those that tell that a paper is out; verbs of one syllable.
_COMPLETES = frozenset(
    ("hoàn thành", "hoàn tất", "khai trương", "ra mắt", "khánh thành", "đi vào", "đưa vào", "vận hành")
)
_OUT = frozenset(("công bố", "ban hành", "phê duyệt"))
_SHORT = frozenset("trình đưa cấp gửi ký lập mở nộp làm chuyển giao".split())  # noqa: SIM905


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
    if not task.told_on <= news.told_on <= task.told_on + timedelta(days=REACH_DAYS) or news.doers.isdisjoint(
        task.assignees
    ):
        return 0.0
    told = wording(_thing(task.task)).told_in(wording(news.about))
    if told < _ABOUT or not (_other_words(news, task) if news.news in _OF_BODIES else _same_deed(news, task)):
        return 0.0
    return told


def _thing(task: str) -> str:
    """What a task acts on: its words without the verb."""
    words = syllables(task)
    return " ".join(words[1 if words and words[0] in _SHORT else 2 :])


def _other_words(news: News, task: Task) -> bool:
    """Whether the words that tell the news are no words of the task itself: "cung cấp dịch vụ gia hạn thẻ"."""
    return f" {news.cue} " not in f" {' '.join(syllables(task.task))} "


def _same_deed(news: News, task: Task) -> bool:
    """Whether what was done is what the task asks for: its verb, one that completes it, or that its paper is out."""
    deed, asked = syllables(news.deed), syllables(task.task)
    verb = " ".join(deed[:2])
    if verb in _COMPLETES or (verb in _OUT and deed[2:4] == asked[:2]):
        return True
    if deed and deed[0] in _SHORT:
        return deed[0] in asked
    return bool(deed) and f" {verb} " in f" {' '.join(asked)} "


def _event(news: News, task: Task) -> TaskEvent | None:
    """What the sentence says of the task; None for "chưa" before its date is over."""
    if news.news == TaskNews.NOT_YET:
        return TaskEvent.LATE if task.due_on is not None and task.due_on < news.told_on else None
    event = TaskEvent(news.news)
    if event is TaskEvent.DONE:
        figures, told = wording(task.task).figures, wording(news.about).figures
        return TaskEvent.PART if figures and told and figures.isdisjoint(told) else event
    return event
