"""Airflow's own tables and task logs, cleaned by Airflow's own command.

A task has no access to Airflow's database: the supervisor takes the connection out of its environment, so that no DAG
uses it by accident. `airflow db clean` runs as a process of its own and is given the connection that the operator (or the
embedded setup) named for it: THEODOI_AIRFLOW_DATABASE_URL.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

from theodoi.maintain.retention import delete_old_files
from theodoi.maintain.work import Outcome, Work, told
from theodoi.settings import settings

# What `db clean` may delete by age alone. Left out: `dag` (an unparsed DAG would lose its runs) and `trigger` (a task
# that is deferred for long would never wake). Of each DAG the last scheduled run stays, since the next one follows from it.
TABLES = (
    "asset_event", "callback", "celery_taskmeta", "celery_tasksetmeta", "dag_run", "dag_version", "deadline", "import_error", "job",
    "log", "revoked_token", "session", "task_instance", "task_instance_history", "task_reschedule", "task_state_store", "xcom",
)  # fmt: skip

_SECONDS = 1800
_BATCH_ROWS = 10_000
_FOUND = re.compile(r"Checking table (\w+)\s+Found (\d+) rows")


class CleaningFailed(RuntimeError):
    """`airflow db clean` ended with an error; the message holds its last lines."""


def airflow_tables(work: Work) -> Outcome:
    """The duty: rows of Airflow's tables older than THEODOI_KEEP_AIRFLOW_DAYS. Raises CleaningFailed."""
    days = settings().keep_airflow_days
    if not days:
        return Outcome(("Airflow's rows are kept for ever (THEODOI_KEEP_AIRFLOW_DAYS is 0)",))
    url = settings().airflow_database()
    if url is None:
        return Outcome(("not cleaned: THEODOI_AIRFLOW_DATABASE_URL names no database of Airflow",))
    command = [
        sys.executable, "-m", "airflow", "db", "clean", "--clean-before-timestamp", work.before(days).isoformat(),
        "--tables", ",".join(TABLES), "--error-on-cleanup-failure",
        *(["--dry-run"] if work.dry_run else ["--yes", "--skip-archive", "--batch-size", str(_BATCH_ROWS)]),
    ]  # fmt: skip
    done = subprocess.run(
        command, env=_environment(url), capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise CleaningFailed(f"`airflow db clean` ended with {done.returncode}:\n{last}")
    found = {table: int(rows) for table, rows in _FOUND.findall(done.stdout)}
    rows = ", ".join(f"{number} of {table}" for table, number in sorted(found.items()) if number)
    return Outcome((f"{'would remove' if work.dry_run else 'removed'} rows of Airflow: {rows or 'none'}",))


def task_logs(work: Work) -> Outcome:
    """The duty: task logs older than THEODOI_KEEP_LOGS_DAYS in this machine's log folder."""
    days = settings().keep_logs_days
    if not days:
        return Outcome(("task logs are kept for ever (THEODOI_KEEP_LOGS_DAYS is 0)",))
    if work.log_folder is None:
        return Outcome(("Airflow's log folder is not known",))
    gone = delete_old_files(work.log_folder, work.before(days), dry_run=work.dry_run)
    return Outcome((f"{'would remove' if work.dry_run else 'removed'} {told('task logs', *gone)}",))


def _environment(url: str) -> dict[str, str]:
    """This process's environment with the connection that the supervisor has taken out."""
    blocked = {"AIRFLOW__CORE__SQL_ALCHEMY_CONN", "_AIRFLOW__AS_LIBRARY", "PYTHONWARNINGS"}
    kept = {name: value for name, value in os.environ.items() if name not in blocked}
    return kept | {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url}
