"""The duties of one round of maintenance by name: each is independent of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from theodoi.maintain import (
    airflow,
    compaction,
    corrections,
    disk,
    ended,
    laws,
    learnt,
    night,
    retention,
    sources,
    stories,
)
from theodoi.maintain.work import Outcome, Work

DUTIES: Mapping[str, Callable[[Work], Outcome]] = {
    "ended_runs": ended.close_ended,
    "night": night.night_published,
    "sources": sources.sources_well,
    "disk": disk.disk_space,
    "list_of_laws": laws.list_of_laws,
    "learnt_tables": learnt.learn,
    "stories": stories.tell,
    "corrections": corrections.idle_corrections,
    "staging_rows": retention.staging_rows,
    "lake_files": retention.lake_files,
    "ops_rows": retention.ops_rows,
    "reports": retention.reports,
    "compaction": compaction.compact,
    "airflow_tables": airflow.airflow_tables,
    "task_logs": airflow.task_logs,
}
