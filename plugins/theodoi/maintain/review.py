"""What a run leaves for a person to decide: the question that Airflow shows as a required action, and what its answer does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, text

from theodoi.database import sql_file
from theodoi.maintain import quarantine
from theodoi.run import Run
from theodoi.vocabularies import QuarantineDecision

_REASONS = 12  # of a question's text
_SHARE = "quarantined_share"  # the fact whose bound rows in quarantine break, and decisions mend


class Answer(StrEnum):
    """What a person can answer."""

    RELEASE = "release"
    DROP = "drop"
    KEEP = "keep"


_TOLD = {
    Answer.RELEASE: "these rows are right: the batch runs again and lets them pass.",
    Answer.DROP: "they are wrong for good: the batch runs again without them, and nobody is asked about them any more.",
    Answer.KEEP: "nothing happens: what is held back stays so. This is also what happens when nobody answers.",
}
_TOLD_OF_WITHDRAWALS = {Answer.RELEASE: "the articles are gone for good reason: the batch runs again and publishes."}


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked of a batch. `mark` is the same as long as the same is asked; `body` is Markdown."""

    subject: str
    body: str
    answers: tuple[Answer, ...]
    mark: str
    withdrawals: bool = False  # whether `release` means to publish although articles are withdrawn


@dataclass(frozen=True, slots=True)
class Decided:
    """What an answer did: whether the batch must run again, and a sentence for the log."""

    again: bool
    sentence: str


def question(run: Run, least: int) -> Question | None:
    """What to ask of a run that has ended; None where no answer would change anything.

    A person is asked when decisions can mend what refused the batch, and when at least `least` rows of it are held back.
    Rows that follow others and checks that no decision mends (two rows with one key) are left out.
    """
    asked = {"run_id": run.run_id, "checked": sorted(quarantine.CHECKED), "no_row": sorted(quarantine.NO_ROW)}
    with run.engine.connect() as connection:
        found = connection.execute(text(sql_file("quarantine/question.sql")), asked).one_or_none()
    if found is None or run.dry_run:
        return None
    held = [_Held(**row) for row in found.held]
    rows = sum(group.n for group in held)
    refused = found.status == "refused"
    if refused and not found.refused_by:
        return _question(run, found.note, held, (Answer.RELEASE, Answer.KEEP), withdrawals=True)
    if refused and (set(found.refused_by) != {_SHARE} or not rows):
        return None
    if not refused and (rows < least or found.status not in ("published", "nothing_new")):
        return None
    return _question(run, found.note if refused else "", held, tuple(Answer))


def decide(engine: Engine, batch: str, answer: Answer, reason: str, author: str, *, withdrawals: bool) -> Decided:
    """Do what a person answered. Rows that were decided meanwhile keep their decision."""
    if answer is Answer.KEEP:
        return Decided(False, f"{batch} stays as it is, as {author} answered.")
    if withdrawals:
        return Decided(True, f"{batch} runs again and may withdraw articles, as {author} answered: {reason}")
    open_ones = quarantine.Asked(batch=batch, state="open")
    try:
        rows = quarantine.decide(engine, open_ones, QuarantineDecision(answer.value), reason, author)
    except quarantine.NothingToDecide as nothing:
        return Decided(False, f"{batch}: {nothing}; somebody has decided meanwhile.")
    return Decided(True, f"{len(rows)} rows of {batch}: {answer.value}, as {author} answered. The batch runs again.")


@dataclass(frozen=True, slots=True)
class _Held:
    """Undecided rows of one dataset that one check holds back."""

    dataset: str
    reason: str
    n: int
    mark: str


def _question(
    run: Run, note: str, held: Sequence[_Held], answers: tuple[Answer, ...], *, withdrawals: bool = False
) -> Question:
    rows = sum(group.n for group in held)
    subject = f"{run.batch_id}: refused" if note else f"{run.batch_id}: {rows} rows held back"
    told = [note] if note else [f"{run.batch_id} is published, {rows} rows of it are held back."]
    if held and not withdrawals:
        told.append("\n".join(f"* {group.n} {group.dataset}: {group.reason}" for group in held[:_REASONS]))
        if len(held) > _REASONS:
            told.append(f"… and {len(held) - _REASONS} more reasons")
    meanings = _TOLD | _TOLD_OF_WITHDRAWALS if withdrawals else _TOLD
    told.append("\n".join(f"* **{answer}**: {meanings[answer]}" for answer in answers))
    told.append(f"Look closer: `theodoi quarantine show --batch {run.batch_id} --profile {run.profile}`")
    mark = hashlib.sha256("\n".join([note, *(group.mark for group in held)]).encode()).hexdigest()[:12]
    return Question(subject, "\n\n".join(told), answers, mark, withdrawals)
