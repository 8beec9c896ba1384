"""`theodoi undo` and `theodoi forget`: what was published is taken back, in one transaction, after a dry run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine, text

from theodoi.airflow_api import state_in_airflow
from theodoi.database import sql_file
from theodoi.lake import check_batch_id
from theodoi.load import forget as forgetting
from theodoi.load import undo as undoing
from theodoi.load.publish import publish_lock
from theodoi.maintain import ended
from theodoi.maintain.work import Work, held
from theodoi.scrape.crawl import spool_of
from theodoi.settings import Profile


class AtWork(RuntimeError):
    """A run works on the batch: nothing is taken back under its hands."""


def undo(batch_id: str, profile: Profile, yes: bool) -> list[str]:
    """Bring back what the last publish of a batch changed; without `yes` only say it. Returns lines for a person.

    Raises NothingToUndo, AtWork, ValueError for a bad batch id, and database errors; the warehouse is as it was then.
    """
    work = Work(profile, state_of=state_in_airflow)
    with _alone(work, check_batch_id(batch_id)), _change(work.engine, yes) as connection:
        done = undoing.take_back(connection, batch_id)
        if done.run_id is not None:
            note = f"its publish of {done.published_at:%Y-%m-%d %H:%M} UTC was taken back with `theodoi undo`"
            _mark(connection, done.run_id, "undone", note)
    lines = [
        f"{batch_id}, published {done.published_at:%Y-%m-%d %H:%M} UTC"
        + (f" by {done.run_id}" if done.run_id is not None else ""),
        f"  articles taken out          {done.removed}",
        f"  articles that come back     {done.returned}",
        f"  articles with earlier rows  {done.earlier}",
        f"  captures taken out          {done.captures}",
    ]
    if done.left_alone:
        lines.append(f"  left as they are: {done.left_alone} articles that another publish has touched since")
    return [*lines, _closing(yes, "undo", batch_id, profile)]


def forget(batch_id: str, profile: Profile, yes: bool) -> list[str]:
    """Take an import out of the warehouse and the lake; without `yes` only say it. Returns lines for a person.

    Each article that it serves goes back to the newest capture among the other batches. Raises AtWork, ValueError for
    what is no import, LookupError for one of which nothing is there, InputGone when the lake has lost what an article goes back to, and database errors.
    """
    if not check_batch_id(batch_id).startswith("import/"):
        raise ValueError(
            f"{batch_id} is no import: only import/NAME can be forgotten; a publish is taken back with undo"
        )
    work = Work(profile, state_of=state_in_airflow)
    lake = work.lake
    with _alone(work, batch_id, "reprocess/"):
        with _change(work.engine, yes) as connection:
            done = forgetting.take_out(connection, lake, batch_id)
            if not (done.captures or done.removed or done.quarantine or forgetting.files_of(lake, batch_id)):
                raise LookupError(
                    f"the profile {profile} holds nothing of {batch_id}; the table ops.runs lists what was loaded"
                )
        # Only after the commit: a killed command leaves files, and the next one takes them out.
        files = forgetting.files_of(lake, batch_id)
        if yes:
            for path in files:
                lake.delete(path)
            shutil.rmtree(spool_of(lake, batch_id), ignore_errors=True)
    lines = [
        batch_id,
        f"  captures taken out                  {done.captures}",
        f"  articles taken out                  {done.removed}",
        f"  articles that go to other batches   {done.given_back}",
        f"  rows of the quarantine taken out    {done.quarantine}",
        f"  files taken out of the lake         {len(files)}",
    ]
    if done.older_rules:
        lines.append(
            f"  {done.older_rules} of them go back to rows of other rules than today's: `theodoi reprocess --older-than current`"
        )
    return [*lines, _closing(yes, "forget", batch_id, profile)]


def _closing(yes: bool, command: str, batch_id: str, profile: Profile) -> str:
    if yes:
        return "Done."
    return f"Nothing was changed: theodoi {command} {batch_id} --profile {profile} --yes does it."


@contextmanager
def _alone(work: Work, *batches: str) -> Iterator[None]:
    """Hold batches that nobody works on. Raises AtWork."""
    for batch_id in batches:
        ended.close(work.engine, ended.ended_runs(work.engine, work.profile, work.now, work.state_of, batch_id))
    with ExitStack() as stack:
        for batch_id in batches:
            if not stack.enter_context(held(work, batch_id)):
                raise AtWork(f"a run of {batch_id} is at work: wait until it has ended, or end it in Airflow")
        yield


@contextmanager
def _change(engine: Engine, yes: bool) -> Iterator[Connection]:
    """One change of the warehouse under the lock of publishing; a dry run makes it, counts, and takes it back."""
    with engine.connect() as connection, connection.begin() as transaction:
        publish_lock(connection)
        yield connection
        if not yes:
            transaction.rollback()


def _mark(connection: Connection, run_id: str, status: str, note: str) -> None:
    connection.execute(text(sql_file("ops/take_back_run.sql")), {"run_id": run_id, "status": status, "note": note})


FAILURES = (LookupError, ValueError, OSError, AtWork)
