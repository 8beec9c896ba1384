"""How long each task may take before Airflow ends it and tries it again, with the reason: one table for all DAGs.

A limit ends what hangs, so it is several times what the largest known batch needs: a stage that is merely slow would begin
anew and never end. Waiting for another run of the same batch counts; waiting for a slot of a pool does not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple


class Limit(NamedTuple):
    """The most that a task may take, and why so much."""

    time: timedelta
    why: str


_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

LIMITS = {
    # A batch, from its captures to the tables
    "begin": Limit(_HOUR, "registers the run in moments, but waits while maintenance puts files of the batch together"),
    "discover": Limit(6 * _HOUR, "the crawler asks for nothing more after four hours; the rest is for a second start"),
    "crawl": Limit(6 * _HOUR, "the crawler asks for nothing more after four hours; the rest is for a second start"),
    "plan": Limit(2 * _HOUR, "lists every file of an import and looks for places to cut large archives"),
    "read": Limit(6 * _HOUR, "a unit is as large as `unit_mb` asks, and may come from a slow object store"),
    "commit": Limit(2 * _HOUR, "makes one batch of all units of an import"),
    "choose": Limit(_HOUR, "one query, and one file for each shard of the captures it finds"),
    "gate_captures": Limit(_HOUR, "a million rows take minutes"),
    "shards": Limit(10 * _MINUTE, "reads one manifest"),
    "clean": Limit(2 * _HOUR, "a shard of 2,000 captures takes minutes; `THEODOI_SHARD_SIZE` may ask for larger ones"),
    "commit_clean": Limit(_HOUR, "copies files inside the lake"),
    "gate_articles": Limit(_HOUR, "a million rows take minutes"),
    "extract": Limit(
        2 * _HOUR, "a shard of 2,000 articles takes minutes; `THEODOI_SHARD_SIZE` may ask for larger ones"
    ),
    "commit_extract": Limit(_HOUR, "copies files inside the lake"),
    "gate_findings": Limit(_HOUR, "a million rows take minutes"),
    "compare": Limit(3 * _HOUR, "sets every finding of the chosen captures beside what the warehouse serves"),
    "no_dry_run": Limit(10 * _MINUTE, "looks at one word"),
    "stage": Limit(3 * _HOUR, "copies all that passed into Postgres, rows of a large import by the million"),
    "gate_staging": Limit(3 * _HOUR, "takes minutes, and begins with `stage` where staging is gone"),
    "publish": Limit(6 * _HOUR, "one transaction: what is cut off begins anew; it may begin with `stage` too"),
    "announce_live": Limit(10 * _MINUTE, "makes one event"),
    "announce_demo": Limit(10 * _MINUTE, "makes one event"),
    "update_statistics": Limit(_HOUR, "the planner's statistics of a few tables"),
    "ask": Limit(10 * _MINUTE, "two queries, and a run of `review` started"),
    "report": Limit(_HOUR, "writes pages; a run without them is no failed one"),
    # Review
    "required_action": Limit(10 * _MINUTE, "puts the question; the wait for an answer is no part of it"),
    "decide": Limit(10 * _MINUTE, "writes a few rows"),
    "again": Limit(10 * _MINUTE, "starts a run"),
    # Maintenance
    "ended_runs": Limit(10 * _MINUTE, "asks Airflow about each run that stands as running"),
    "night": Limit(10 * _MINUTE, "a few queries, and one message"),
    "sources": Limit(10 * _MINUTE, "one query, and one message"),
    "disk": Limit(30 * _MINUTE, "adds up the folders when a disk is nearly full"),
    "list_of_laws": Limit(10 * _MINUTE, "reads one file of the registry"),
    "learnt_tables": Limit(2 * _HOUR, "reads the articles of the last weeks"),
    "stories": Limit(
        4 * _HOUR, "reads articles that publish has not read, the first time all, then resolves everything"
    ),
    "corrections": Limit(10 * _MINUTE, "one query"),
    "staging_rows": Limit(_HOUR, "deletes rows"),
    "lake_files": Limit(2 * _HOUR, "lists and deletes files, one by one in an object store"),
    "ops_rows": Limit(_HOUR, "deletes rows"),
    "reports": Limit(_HOUR, "lists and deletes files, one by one in an object store"),
    "compaction": Limit(4 * _HOUR, "writes the captures of many nights anew, each under the lease of its batch"),
    "airflow_tables": Limit(2 * _HOUR, "deletes rows of Airflow's own tables, the first time those of months"),
    "task_logs": Limit(_HOUR, "lists and deletes files"),
    "summary": Limit(10 * _MINUTE, "puts lines together"),
}


def limit(task_id: str) -> timedelta:
    """The `execution_timeout` of a task. Raises KeyError for one that the table lacks."""
    return LIMITS[task_id].time
