"""The DAGs as Airflow parses them: every task is told and limited, ids and groups are as known, the page of them is fresh."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from airflow.sdk import DAG
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import Timetable

from tests.dag_index import CHECKOUT, INDEX, dag_index, read_dags
from theodoi.maintain.duties import DUTIES
from theodoi.maintain.ended import LONGEST_TASK
from theodoi_airflow import WAREHOUSES, RunReport, RunReportLink, TheodoiPlugin
from theodoi_limits import LIMITS
from theodoi_timetable import VietnameseDays

# What is told of a run by task id: commands, alerts, the runbook, people's scripts.
LINE = {
    "articles": ["clean", "commit_clean", "gate_articles"],
    "findings": ["commit_extract", "extract", "gate_findings"],
    "warehouse": ["announce_demo", "announce_live", "gate_staging", "publish", "stage", "update_statistics"],
    None: ["ask", "begin", "report"],
}
GROUPS = {
    "nightly": LINE | {"captures": ["crawl", "discover", "gate_captures", "shards"]},
    "import_archive": LINE | {"captures": ["commit", "gate_captures", "plan", "read", "shards"]},
    "reprocess": LINE | {"captures": ["choose", "shards"], "comparison": ["compare", "no_dry_run"]},
    "review": {None: ["again", "decide", "required_action"]},
    "maintenance": {"duties": sorted(DUTIES), None: ["summary"]},
}

LINKS = {"report": ["Run report"], "again": ["Triggered DAG"]}


@pytest.fixture(scope="module")
def dags() -> dict[str, DAG]:
    return read_dags()


def test_the_page_of_dags_is_fresh(dags):
    assert INDEX.read_text(encoding="utf-8") == dag_index(dags.values()), "run `make dags`"


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_the_tasks_have_the_ids_that_are_told_and_stand_in_groups(dags, name):
    assert dags.keys() == GROUPS.keys()
    found: dict[str | None, list[str]] = {}
    for task in dags[name].tasks:
        found.setdefault(task.task_group.group_id, []).append(task.task_id)
    assert {group: sorted(ids) for group, ids in found.items()} == GROUPS[name]


def test_every_task_is_told_and_limited_by_the_table(dags):
    used = set()
    for task in (task for dag in dags.values() for task in dag.tasks):
        assert task.doc_md and task.doc_md == task.doc_md.strip() and task.doc_md.endswith("."), task.task_id
        assert "\n    " not in task.doc_md, f"{task.task_id}: indented lines are code to Markdown"
        assert task.execution_timeout == LIMITS[task.task_id].time, task.task_id
        used.add(task.task_id)
    assert used == LIMITS.keys()


def test_the_limits_fit_together():
    assert max(time for time, _ in LIMITS.values()) == LONGEST_TASK
    # They may begin with the work of `stage`.
    assert LIMITS["gate_staging"].time >= LIMITS["stage"].time
    assert LIMITS["publish"].time > LIMITS["stage"].time
    assert all(why and not why.endswith(".") for _, why in LIMITS.values())


def test_the_report_waits_for_all_tasks_that_nothing_follows(dags):
    for name in GROUPS.keys() - {"maintenance", "review"}:
        [last] = [task for task in dags[name].tasks if not task.downstream_task_ids]
        assert (last.task_id, last.trigger_rule) == ("report", "all_done")
        assert last.upstream_task_ids >= {"announce_demo", "announce_live", "update_statistics"}


def test_a_warehouse_is_the_outlet_of_one_task_that_nothing_else_waits_for(dags):
    for name in GROUPS.keys() - {"maintenance", "review"}:
        outlets = {task.task_id: task.outlets for task in dags[name].tasks if task.outlets}
        assert outlets == {f"announce_{profile}": [asset] for profile, asset in WAREHOUSES.items()}
        for task_id in outlets:  # it is skipped: whatever follows it by `all_success` would be as well
            assert dags[name].get_task(task_id).downstream_task_ids == {"report"}


def test_retries_wait_as_the_setting_says(dags, monkeypatch):
    from theodoi.settings import settings

    assert {t.retry_delay.total_seconds() for d in dags.values() for t in d.tasks} == {settings().retry_seconds}
    monkeypatch.setenv("THEODOI_RETRY_SECONDS", "7.5")
    settings.cache_clear()
    try:
        assert {t.retry_delay.total_seconds() for d in read_dags().values() for t in d.tasks} == {7.5}
    finally:
        settings.cache_clear()


def test_the_button_is_of_one_operator_and_known_to_the_plugin(dags):
    [link] = TheodoiPlugin.operator_extra_links
    assert RunReport.operator_extra_links == (link,)
    assert isinstance(link, RunReportLink)
    with_button = {t.task_id for n, d in dags.items() if n != "review" for t in d.tasks if t.operator_extra_links}
    assert with_button == {"report"}


@pytest.mark.parametrize("name", ["import_archive", "reprocess", "review", "maintenance"])
def test_the_scheduler_and_the_pages_get_the_same_from_the_database(dags, name):
    """What the DAG processor writes and the others read. That of `nightly` needs a plugin folder: see test_nightly.py."""
    again = DagSerialization.from_dict(DagSerialization.to_dict(dags[name]))
    assert {t.task_id: t.doc_md for t in again.tasks} == {t.task_id: t.doc_md for t in dags[name].tasks}
    for task in again.tasks:
        assert task.extra_links == LINKS.get(task.task_id, [])
        told = [f"theodoi_warehouse_{task.task_id.removeprefix('announce_')}"]
        assert [asset.name for asset in task.outlets] == (told if task.task_id.startswith("announce_") else [])


CODE = sorted([*CHECKOUT.glob("dags/*.py"), *CHECKOUT.glob("plugins/theodoi_*.py")])


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_tasks_write_into_their_log_and_use_no_private_names_of_airflow(path: Path):
    """`print` has no level and no time; a name with an underscore may be gone in Airflow's next version."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    assert [node.lineno for node in nodes if isinstance(node, ast.Name) and node.id == "print"] == []
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    own |= {node.attr for node in attributes if isinstance(node.ctx, ast.Store)}
    of_tuples = {"_replace"}  # the way of NamedTuple to say "but for this"
    assert {node.attr for node in attributes if re.match("_[a-z]", node.attr)} <= own | of_tuples


def test_the_schedule_overrides_public_names_alone():
    assert VietnameseDays.__bases__ == (Timetable,)
    written = {name for name, value in vars(VietnameseDays).items() if callable(value)}
    assert {name for name in written & set(dir(Timetable)) if re.match("_[a-z]", name)} == set()
