"""`theodoi run`, `import`, `reprocess`, `stop` and `psql`: the embedded setup as a person uses it."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from theodoi import summary
from theodoi.airflow_api import USER, AirflowClient, AirflowError, Patience
from theodoi.database import engine_for, sql_file, told
from theodoi.doors import loggable
from theodoi.embedded.postgres import PostgresError
from theodoi.embedded.stack import Stack, StackError, psql_command, running_pid, stop_running
from theodoi.embedded.supervisor import ComponentLost
from theodoi.lake import Lake, check_batch_id
from theodoi.pipeline import gained_lost_path
from theodoi.report import PREFIX
from theodoi.report.store import page_address, page_name, page_path
from theodoi.run import Run
from theodoi.scrape.imports import unread
from theodoi.settings import VIETNAM, Profile, settings

_LINES_SHOWN = 60  # of a gained/lost report


class Refused(ValueError):
    """What was asked for cannot be done; the message says why."""


FAILURES = (StackError, AirflowError, PostgresError, ComponentLost, LookupError, Refused)


@dataclass(frozen=True, slots=True)
class Workshop:
    """The Airflow that a command works with. `watch` looks after its components where they are ours to look after."""

    airflow: AirflowClient
    watch: Callable[[], None]
    stays: bool  # whether it runs on when the command is over


def run(once: bool) -> int:
    """`make run`: start everything, run the nightly DAG over the demo sites for yesterday, and say what came of it."""
    started = time.monotonic()
    yesterday = datetime.now(VIETNAM).date() - timedelta(days=1)
    _say("Theodoi: starting Postgres, Airflow and the demo sites on loopback")
    with Stack(_say) as stack:
        sites = stack.serve_demo(yesterday)
        _say(f"  {len(sites)} sites serve articles around {yesterday:%d/%m/%Y}\n")
        _say(f"Nightly run for {yesterday} (demo database)")
        ok = _run_dag(
            Workshop(stack.airflow, stack.watch, stays=not once),
            "nightly",
            {"profile": "demo", "day": yesterday.isoformat()},
            f"nightly/{yesterday}",
            "demo",
            started,
        )
        _say(_how_to_go_on(stack, stays=not once))
        if once:
            return 0 if ok else 1
        _say("\nPress Ctrl-C to stop everything.")
        try:
            while True:
                stack.watch()
                time.sleep(1)
        except KeyboardInterrupt:
            _say("\nStopping")
    return 0 if ok else 1


def import_files(files: list[str], name: str | None, refresh: bool, allow_withdrawals: bool) -> int:
    """`make import`: run the import DAG over files, in the running setup or in one started for it."""
    started = time.monotonic()
    absolute = [_absolute(file) for file in files]
    name = name or _name_for(absolute)
    if not _is_batch(f"import/{name}"):
        raise Refused(f"{name!r} is no name of a batch: letters without accents, digits and . _ - make one")
    # Paths on the machine of another Airflow's workers cannot be looked at from here.
    missing = [] if settings().airflow_url else [file for file in absolute if "://" not in file and not _exists(file)]
    if missing:
        raise Refused("; ".join(f"there is no such file: {file}" for file in missing))
    if not refresh and not settings().airflow_url:
        _refuse_unread(f"import/{name}", absolute)
    conf = {"files": absolute, "name": name, "profile": "live", "refresh": refresh}
    conf["allow_withdrawals"] = allow_withdrawals
    with _airflow() as workshop:
        return 0 if _run_dag(workshop, "import_archive", conf, f"import/{name}", "live", started) else 1


def _refuse_unread(batch_id: str, files: Sequence[str]) -> None:
    """Raise Refused when a batch that is there already would be replayed without files that are named now."""
    left = unread(Lake(settings().lake_root("live")), batch_id, files)
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise Refused(
            f"{batch_id} was imported before without {loggable(left[0], 200)}{more}, or before it was changed:"
            " REFRESH=1 reads what is named now, another NAME keeps it apart"
        )


def _refuse_unknown(batches: Sequence[str], profile: Profile) -> None:
    """Raise Refused for batches that brought nothing to a profile's warehouse."""
    if not batches:
        return
    with engine_for(settings().database_url(profile)).connect() as connection:
        known = set(connection.scalars(text(sql_file("reprocess/known_batches.sql")), {"batches": list(batches)}))
    if unknown := [batch for batch in batches if batch not in known]:
        raise Refused(f"the profile {profile} has no batch {', '.join(unknown)}: `select * from ops.runs` lists them")


def _absolute(file: str) -> str:
    """A path as Airflow's tasks take it, whatever their folder; addresses stay as they are."""
    return file if "://" in file else str(Path(file).resolve())


def _exists(file: str) -> bool:
    try:
        return Path(file).exists()
    except PermissionError:
        return True  # something is there, or may be: reading it will say what is wrong


def _name_for(files: list[str]) -> str:
    """A name for the batch, made of the files' names."""
    stems = "-".join(Path(file).name.split(".")[0] or "files" for file in files)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stems)[:80].strip("-._") or "files"


def _is_batch(batch_id: str) -> bool:
    try:
        check_batch_id(batch_id)
    except ValueError:
        return False
    return True


def reprocess(name: str, profile: Profile, publish: bool, *, batches: Sequence[str] = (), **selection: object) -> int:
    """`theodoi reprocess`: run the DAG over stored captures and print what the rules of today gain and lose."""
    started = time.monotonic()
    conf = {"name": name, "profile": profile, "dry_run": not publish} | {
        k: v for k, v in {"batches": batches, **selection}.items() if v
    }
    batch_id = f"reprocess/{name}"
    if not _is_batch(batch_id):
        raise Refused(f"{name!r} is no name of a batch: letters without accents, digits and . _ - make one")
    with _airflow() as workshop:
        _refuse_unknown(batches or (), profile)
        ok = _run_dag(workshop, "reprocess", conf, batch_id, profile, started)
    lake = Lake(settings().lake_root(profile))
    path = gained_lost_path(batch_id)
    if ok and lake.exists(path):
        lines = lake.read_bytes(path).decode().splitlines()
        _say("\n" + "\n".join(lines[:_LINES_SHOWN]))
        if len(lines) > _LINES_SHOWN:
            _say(f"  … and {len(lines) - _LINES_SHOWN} more lines in {lake.root}/{path}")
        if not publish:
            _say("\nNothing was published: the same command with --publish does it.")
    return 0 if ok else 1


@contextmanager
def _airflow() -> Iterator[Workshop]:
    """The Airflow that THEODOI_AIRFLOW_URL names or that runs in this folder, else one started for as long as it is needed."""
    if settings().airflow_url is not None or running_pid(settings().home):
        yield Workshop(AirflowClient.known(), lambda: None, stays=True)
        return
    _say("Theodoi: starting Postgres and Airflow on loopback")
    with Stack(_say) as stack:
        yield Workshop(stack.airflow, stack.watch, stays=False)


def stop() -> int:
    """`make stop`: end the setup of this folder."""
    _say("stopped" if stop_running(settings().home) else "nothing runs in this folder")
    return 0


def psql(profile: Profile, arguments: list[str]) -> int:
    """`make psql`: a psql session on a profile's warehouse; does not return. Raises StackError when nothing runs."""
    if settings().postgres_url is None and running_pid(settings().home) is None:
        raise StackError("the embedded Postgres does not run: start it with `make run` (and leave that terminal open)")
    command, environment = psql_command(profile, settings().home)
    os.execvpe(command[0], [*command, *arguments], {**os.environ, **environment})


def _run_dag(
    workshop: Workshop, dag: str, conf: Mapping[str, object], batch_id: str, profile: Profile, started: float
) -> bool:
    airflow = workshop.airflow
    airflow.request("PATCH", f"dags/{dag}", json={"is_paused": False})
    run_id = airflow.trigger(dag, conf)
    state = _follow(workshop, dag, run_id)
    run_ = Run(run_id=f"{dag}/{run_id}", batch_id=batch_id, profile=profile, dag_id=dag)
    _say("")
    try:
        _say(summary.render(run_, time.monotonic() - started))
        _say(f"\nRun report\n{_report_places(run_, airflow.url if workshop.stays else None)}")
    except summary.UnknownRun:
        _say(
            f"The run ended as {state} before it was registered: the log of its task `begin` says why ({settings().home / 'logs' / 'tasks'})"
        )
    return state == "success"


def _report_places(run_: Run, airflow_url: str | None) -> str:
    """Where the page of a run is: its file in the lake, and its address where Airflow goes on running."""
    path = page_path(run_.batch_id, run_.dag_id, page_name(run_.dag_id, run_.run_id))
    page = page_address(run_.profile, run_.batch_id, run_.dag_id, run_.run_id)
    places = f"  {run_.lake.root}/{path}"
    return places if airflow_url is None else f"{places}\n  {airflow_url.rstrip('/')}{PREFIX}/{page}"


def _follow(workshop: Workshop, dag: str, run_id: str, seconds: float = 24 * 3600) -> str:
    """Print each task as it ends; returns the run's state. Raises AirflowGone when Airflow stays away."""
    told: set[tuple[str, int]] = set()
    deadline = time.monotonic() + seconds
    patience = Patience(_say, goes_on=_goes_on(workshop))
    while time.monotonic() < deadline:
        workshop.watch()
        found = patience.ask(lambda: (workshop.airflow.run_state(dag, run_id), workshop.airflow.tasks(dag, run_id)))
        state, tasks = found or (None, [])
        for task in sorted(tasks, key=lambda t: t["end_date"] or ""):
            key = (task["task_id"], task["map_index"])
            if key not in told and task["state"] in {"success", "failed", "upstream_failed"}:
                told.add(key)
                shard = f" [{task['map_index']}]" if task["map_index"] > 0 else ""
                mark = {"success": "done", "failed": "FAILED", "upstream_failed": "not run"}[task["state"]]
                _say(
                    f"  {task['task_id'] + shard:<16} {mark}"
                    + (f"  {task['duration']:5.1f} s" if task["duration"] is not None else "")
                )
        if state in {"success", "failed"}:
            return state
        time.sleep(0.5)
    raise AirflowError(f"run {run_id} of {dag} did not end within {seconds / 3600:.0f} hours; it goes on in Airflow")


def _goes_on(workshop: Workshop) -> Callable[[], bool]:
    """Whether a silent Airflow may come back: that of another terminal does not once its setup has ended."""
    if settings().airflow_url is not None or not workshop.stays:
        return lambda: True
    return lambda: running_pid(settings().home) is not None


def _how_to_go_on(stack: Stack, stays: bool) -> str:
    served = (
        f"\n  Airflow        {stack.airflow.url}   login {USER}, password {stack.airflow.password}"
        if stays
        else "\n  Start again    make run                       (Airflow and Postgres stay up until Ctrl-C)"
    )
    return f"""
How to go on{served}
  Query          make psql                      ({"" if stays else "while `make run` is up; "}the demo: select * from bi.decree_timeline;)
  Gates          {stack.home / "data_docs" / "demo" / "uncommitted" / "data_docs" / "index.html"}
  BI tools       read-only URLs `demo_reader` and `live_reader` in {stack.home / "connections.json"}
  Live sources   switch one on with `enabled: true` in registry/sources/, or THEODOI_SOURCES=all; the nightly run starts at 02:00 Vietnam time
  Your archives  make import FILES="pages.warc.gz folder/of/texts"   (into the live warehouse: make psql PROFILE=live)"""


def _say(line: str) -> None:
    print(line, flush=True)


_COMMANDS: Mapping[str, Callable[..., int]] = {
    "run": run,
    "import": import_files,
    "reprocess": reprocess,
    "stop": stop,
    "psql": psql,
}


def main(command: str, arguments: Mapping[str, Any]) -> int:
    """Run one of the commands; a failure of the setup is one sentence on stderr."""
    try:
        return _COMMANDS[command](**arguments)
    except FAILURES as error:
        print(f"theodoi {command}: {error}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"theodoi {command}: {told(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; everything that was started has been stopped", file=sys.stderr)
        return 130
