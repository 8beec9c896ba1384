"""Runs that stand as running although nobody works on them: ended on Airflow's page, deleted, or dead with their machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from theodoi.database import sql_file
from theodoi.leases import held
from theodoi.maintain.work import Outcome, Work
from theodoi.settings import Profile

# (DAG, run id in Airflow) -> queued, running, success, failed; `absent` when Airflow knows no such run; None when it
# cannot be asked.
StateOf = Callable[[str, str], str | None]

_AT_WORK = {"queued", "running"}
# Airflow ends a task of ours after six hours (theodoi_airflow.DEFAULT_ARGS).
LONGEST_TASK = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that ended without saying so."""

    run_id: str
    batch_id: str
    why: str

    @property
    def sentence(self) -> str:
        return f"{self.run_id} of {self.batch_id} stands as running and is over: {self.why}."


def close_ended(work: Work) -> Outcome:
    """The duty: close runs that were ended from outside, so that ops.runs tells the truth."""
    found = ended_runs(work.engine, work.profile, work.now, work.state_of)
    if not work.dry_run:
        close(work.engine, found)
    word = "would close" if work.dry_run else "closed"
    return Outcome(tuple(f"{word} {run.run_id} of {run.batch_id}: {run.why}" for run in found) or ("none to close",))


def ended_runs(
    engine: Engine, profile: Profile, now: datetime, state_of: StateOf | None = None, batch_id: str | None = None
) -> list[EndedRun]:
    """Runs (of one batch, or all) that stand as running while nobody holds a lock of their batch and Airflow has ended them.

    Where Airflow cannot be asked, one that did nothing for longer than a task may take is over.
    """
    with engine.connect() as connection:
        rows = connection.execute(text(sql_file("ops/running_runs.sql")), {"batch_id": batch_id}).all()
    found = []
    for row in rows:
        state = state_of(row.dag_id, row.run_id.removeprefix(f"{row.dag_id}/")) if state_of is not None else None
        if state in _AT_WORK or held(engine, profile, row.batch_id):
            continue
        if state is not None:
            known = "has no such run any more" if state == "absent" else f"has it as {state}"
            found.append(EndedRun(row.run_id, row.batch_id, f"Airflow {known}"))
        elif row.active_at < now - LONGEST_TASK:
            found.append(
                EndedRun(row.run_id, row.batch_id, f"nothing of it has worked since {row.active_at:%Y-%m-%d %H:%M} UTC")
            )
    return found


def close(engine: Engine, runs: list[EndedRun]) -> None:
    """Close runs in ops.runs, with the reason."""
    with engine.begin() as connection:
        for run in runs:
            connection.execute(
                text(sql_file("ops/end_run.sql")),
                {"run_id": run.run_id, "note": f"ended from outside: {run.why}. The warehouse is as it was."},
            )
