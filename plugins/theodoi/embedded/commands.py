"""`theodoi run`, `import`, `reprocess`, `stop` and `psql`: the embedded setup as a person uses it."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from theodoi import summary
from theodoi.embedded.airflow_api import USER, AirflowClient, AirflowError
from theodoi.embedded.postgres import PostgresError
from theodoi.embedded.stack import Stack, StackError, psql_command, running_pid, stop_running
from theodoi.lake import Lake
from theodoi.pipeline import Run, gained_lost_path
from theodoi.report import PREFIX
from theodoi.report.store import page_address, page_name, page_path
from theodoi.settings import VIETNAM, settings

_LINES_SHOWN = 60  # of a gained/lost report

FAILURES = (StackError, AirflowError, PostgresError, LookupError)


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
            stack.airflow,
            "nightly",
            {"profile": "demo", "day": yesterday.isoformat()},
            f"nightly/{yesterday}",
            "demo",
            started,
        )
        _say(_how_to_go_on(stack))
        if once:
            return 0 if ok else 1
        _say("\nPress Ctrl-C to stop everything.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            _say("\nStopping")
    return 0 if ok else 1


def import_files(files: list[str], name: str | None, refresh: bool, allow_withdrawals: bool) -> int:
    """`make import`: run the import DAG over files, in the running setup or in one started for it."""
    started = time.monotonic()
    absolute = [str(Path(f).resolve()) if "://" not in f else f for f in files]
    name = name or re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(Path(f).name.split(".")[0] or "files" for f in absolute))[
        :80
    ].strip("-.")
    conf = {"files": absolute, "name": name, "profile": "live", "refresh": refresh}
    conf["allow_withdrawals"] = allow_withdrawals
    with _airflow() as airflow:
        return 0 if _run_dag(airflow, "import_archive", conf, f"import/{name}", "live", started) else 1


def reprocess(name: str, profile: str, publish: bool, **selection: object) -> int:
    """`theodoi reprocess`: run the DAG over stored captures and print what the rules of today gain and lose."""
    started = time.monotonic()
    conf = {"name": name, "profile": profile, "dry_run": not publish} | {k: v for k, v in selection.items() if v}
    batch_id = f"reprocess/{name}"
    with _airflow() as airflow:
        ok = _run_dag(airflow, "reprocess", conf, batch_id, profile, started)
    lake = Lake(settings().lake_root(profile))  # type: ignore[arg-type]
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
def _airflow() -> Iterator[AirflowClient]:
    """The Airflow that THEODOI_AIRFLOW_URL names or that runs in this folder, else one started for as long as it is needed."""
    if settings().airflow_url is not None or running_pid(settings().home):
        yield AirflowClient.known()
        return
    _say("Theodoi: starting Postgres and Airflow on loopback")
    with Stack(_say) as stack:
        yield stack.airflow


def stop() -> int:
    """`make stop`: end the setup of this folder."""
    _say("stopped" if stop_running(settings().home) else "nothing runs in this folder")
    return 0


def psql(profile: str, arguments: list[str]) -> int:
    """`make psql`: a psql session on a profile's warehouse; does not return. Raises StackError when nothing runs."""
    if settings().postgres_url is None and running_pid(settings().home) is None:
        raise StackError("the embedded Postgres does not run: start it with `make run` (and leave that terminal open)")
    command, environment = psql_command(profile, settings().home)
    os.execvpe(command[0], [*command, *arguments], {**os.environ, **environment})


def _run_dag(
    airflow: AirflowClient, dag: str, conf: Mapping[str, object], batch_id: str, profile: str, started: float
) -> bool:
    airflow.request("PATCH", f"dags/{dag}", json={"is_paused": False})
    run_id = airflow.trigger(dag, conf)
    state = _follow(airflow, dag, run_id)
    run_ = Run(run_id=f"{dag}/{run_id}", batch_id=batch_id, profile=profile, dag_id=dag)  # type: ignore[arg-type]
    _say("")
    try:
        _say(summary.render(run_, time.monotonic() - started))
        _say(f"\nRun report\n{_report_places(run_, airflow.url)}")
    except summary.UnknownRun:
        _say(
            f"The run ended as {state} before it was registered: the log of its task `begin` says why ({settings().home / 'logs' / 'tasks'})"
        )
    return state == "success"


def _report_places(run_: Run, airflow_url: str) -> str:
    """Where the page of a run is: its file in the lake, and its address while Airflow runs."""
    path = page_path(run_.batch_id, run_.dag_id, page_name(run_.dag_id, run_.run_id))
    page = page_address(run_.profile, run_.batch_id, run_.dag_id, run_.run_id)
    return f"  {run_.lake.root}/{path}\n  {airflow_url.rstrip('/')}{PREFIX}/{page}"


def _follow(airflow: AirflowClient, dag: str, run_id: str, seconds: float = 24 * 3600) -> str:
    """Print each task as it ends; returns the run's state."""
    told: set[tuple[str, int]] = set()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        state = airflow.run_state(dag, run_id)
        for task in sorted(airflow.tasks(dag, run_id), key=lambda t: t["end_date"] or ""):
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


def _how_to_go_on(stack: Stack) -> str:
    return f"""
How to go on
  Airflow        {stack.airflow.url}   login {USER}, password {stack.airflow.password}
  Query          make psql                      (the demo: select * from bi.decree_timeline;)
  Gates          {stack.home / "data_docs" / "demo" / "uncommitted" / "data_docs" / "index.html"}
  BI tools       read-only URLs `demo_reader` and `live_reader` in {stack.home / "connections.json"}
  Live sources   switch one on with `enabled: true` in registry/sources/, or THEODOI_SOURCES=all; the nightly run starts at 02:00 Vietnam time
  Your archives  make import FILES="pages.warc.gz folder/of/texts"   (into the live warehouse: make psql PROFILE=live)"""


def _say(line: str) -> None:
    print(line, flush=True)


def main(command: str, arguments: dict) -> int:
    """Run one of the commands; a failure of the setup is one sentence on stderr."""
    try:
        return {"run": run, "import": import_files, "reprocess": reprocess, "stop": stop, "psql": psql}[command](
            **arguments
        )
    except FAILURES as error:
        print(f"theodoi {command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; everything that was started has been stopped", file=sys.stderr)
        return 130
