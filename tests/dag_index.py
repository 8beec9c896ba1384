"""The page docs/dags.md, made from the DAGs themselves: when they run, what they are asked, their tasks with the limits of time.

`make dags` writes it; tests/unit/test_dags.py fails while it is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG, CronTriggerTimetable

from theodoi_limits import LIMITS

CHECKOUT = Path(__file__).resolve().parents[1]
INDEX = CHECKOUT / "docs" / "dags.md"

_HEAD = """# DAGs

Made by `make dags` from `dags/`, `plugins/theodoi_airflow.py` and `plugins/theodoi_limits.py`: edit those, not this page. How to start
and watch them is told in [Operating](operating.md), what the stages do in [Architecture](architecture.md).

A task that fails is tried twice more, after `THEODOI_RETRY_SECONDS`. One that takes longer than *at most* is ended and tried again: the limit
stops what hangs, and is several times what the largest known batch needs.
"""


def read_dags() -> dict[str, DAG]:
    """The DAGs of the project by id, as Airflow parses them. Raises ImportError with its message for one that does not parse."""
    bag = DagBag(str(CHECKOUT / "dags"))
    if bag.import_errors:
        raise ImportError("\n".join(bag.import_errors.values()))
    return dict(sorted(bag.dags.items()))


def dag_index(dags: Iterable[DAG]) -> str:
    """The page as Markdown."""
    dags = list(dags)
    lines = [_HEAD, "| DAG | begins | what it is |", "| --- | --- | --- |"]
    lines += [f"| [{dag.dag_id}](#{dag.dag_id}) | {_begins(dag)} | {_story(dag)[0]} |" for dag in dags]
    for dag in dags:
        lines += ["", *_page_of(dag)]
    return "\n".join(lines) + "\n"


def _page_of(dag: DAG) -> Iterator[str]:
    title, told = _story(dag)
    yield f"## {dag.dag_id}\n\n**{title}**\n\n{told}\n"
    yield "| asked for | default | what it is |\n| --- | --- | --- |"
    for name, param in dag.params.items():
        default = param.value
        shown = "—" if default in (None, []) else f"`{json.dumps(default).strip(chr(34))}`"
        yield f"| `{name}` | {shown} | {_cell(param.description or param.schema['title'])} |"
    yield "\n| task | group | what it does | at most | why so long |\n| --- | --- | --- | --- | --- |"
    for task in dag.topological_sort():
        time, why = LIMITS[task.task_id]
        minutes = int(time.total_seconds() // 60)
        most = f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
        does = " ".join((task.doc_md or "").split())
        yield f"| `{task.task_id}` | {task.task_group.group_id or '—'} | {_cell(does)} | {most} | {_cell(why)} |"


def _story(dag: DAG) -> tuple[str, str]:
    """The heading of a DAG's docstring, and what follows it."""
    title, _, told = (dag.doc_md or "").strip().partition("\n")
    return title.removeprefix("###").strip(), told.strip()


def _begins(dag: DAG) -> str:
    if not dag.timetable.can_be_scheduled:
        return "by hand"
    if isinstance(dag.timetable, CronTriggerTimetable):
        return f"`{dag.timetable.expression}`, {dag.timetable.timezone}"
    return dag.timetable.summary


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").removesuffix(".")


def main() -> int:
    """Write the page."""
    INDEX.write_text(dag_index(read_dags().values()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
