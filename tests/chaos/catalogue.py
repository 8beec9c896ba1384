"""What is disturbed, and when: fourteen nights and four imports, to be read as a table."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

from tests.chaos.blows import (
    Blow,
    CrashPostgres,
    FillDisk,
    KillComponent,
    KillPostgres,
    KillTask,
    KillWorkers,
    SecondRun,
)
from tests.chaos.moments import During, Fetched, Held


@dataclass(frozen=True)
class Disturbance:
    """One disturbed night or import. `again`: the batch is loaded already, and is run once more."""

    name: str
    does: str
    blows: tuple[Blow, ...]
    dag: str = "nightly"
    again: bool = False
    small_disk: bool = False

    @property
    def impossible(self) -> str | None:
        """Why it cannot be tried here, or None."""
        if self.small_disk and (os.geteuid() != 0 or shutil.which("mount") is None):
            return "only root can mount a small disk"
        return None


def _night(name: str, does: str, *blows: Blow, again: bool = False, small_disk: bool = False) -> Disturbance:
    return Disturbance(name, does, blows, again=again, small_disk=small_disk)


def _import(name: str, does: str, *blows: Blow) -> Disturbance:
    return Disturbance(name, does, blows, dag="import_archive")


_TASK = KillTask()
_AT_GATE_STAGING = Held("gate_staging", "ops.gate_results", after="stage")
_AT_PUBLISH = Held("publish", "warehouse.articles", after="gate_staging")

CALM = _night("calm", "nothing is disturbed: must equal the reference, which knows no Airflow")

CATALOGUE: tuple[Disturbance, ...] = (
    _night(
        "tasks",
        "the task of every stage is killed once",
        Blow(Held("begin", "ops.runs"), _TASK),
        Blow(During("discover", 0.3), _TASK),
        Blow(Fetched(15), _TASK),
        Blow(During("gate_captures"), _TASK),
        Blow(During("clean", 0.1), _TASK),
        Blow(Held("commit_clean", "ops.stages", after="clean", let_go=0.02), _TASK),
        Blow(During("gate_articles", 0.1), _TASK),
        Blow(During("extract"), _TASK),
        Blow(Held("commit_extract", "ops.stages", after="extract", let_go=0.02), _TASK),
        Blow(During("gate_findings", 0.2), _TASK),
        Blow(Held("stage", "staging.articles", after="gate_findings"), _TASK),
        Blow(_AT_GATE_STAGING, _TASK),
        Blow(_AT_PUBLISH, _TASK),
        Blow(Held("update_statistics", "warehouse.articles", after="publish"), _TASK),
    ),
    _night("scheduler", "the scheduler is killed", Blow(Fetched(10), KillComponent("scheduler"))),
    _night("api-server", "the api-server is killed", Blow(During("clean"), KillComponent("api-server"))),
    _night("dag-processor", "the dag-processor is killed", Blow(During("extract"), KillComponent("dag-processor"))),
    _night("triggerer", "the triggerer is killed", Blow(During("gate_findings"), KillComponent("triggerer"))),
    _night("workers", "the executor's workers are killed", Blow(Fetched(10), KillWorkers())),
    _night("postgres-crawl", "Postgres is killed", Blow(Fetched(10), KillPostgres())),
    _night("postgres-clean", "Postgres is killed", Blow(During("clean"), KillPostgres())),
    _night("postgres-gate", "Postgres is killed", Blow(_AT_GATE_STAGING, KillPostgres())),
    _night("postgres-publish", "Postgres is killed", Blow(_AT_PUBLISH, KillPostgres())),
    _night("postgres-crash", "a backend is killed, Postgres recovers by itself", Blow(_AT_PUBLISH, CrashPostgres())),
    _night("postgres-rerun", "the same in a rerun of that day", Blow(_AT_PUBLISH, CrashPostgres()), again=True),
    _night(
        "disk-full",
        "the disk is full, twice, until a stage fails of it",
        Blow(Fetched(10), FillDisk("crawl")),
        Blow(During("gate_articles"), FillDisk("gate_articles")),
        small_disk=True,
    ),
    _night("two-runs", "the same day is run twice at once", Blow(During("discover"), SecondRun())),
    _import("import-plan", "the task that plans is killed", Blow(Held("plan", "ops.stages", let_go=0.02), _TASK)),
    _import("import-read", "a task that reads is killed", Blow(During("read", 0.1), _TASK)),
    _import("import-commit", "the task that makes the batch is killed", Blow(During("import"), _TASK)),
    _import("import-publish", "Postgres is killed", Blow(_AT_PUBLISH, KillPostgres())),
)

# A night for `make test`: the two blows that have cost most, in one.
SHORT = _night(
    "short",
    "a task of the crawl is killed, and Postgres in the publish",
    Blow(Fetched(10), _TASK),
    Blow(_AT_PUBLISH, KillPostgres()),
)
