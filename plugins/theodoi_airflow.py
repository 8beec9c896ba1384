"""The Airflow side of Theodoi: what the DAGs share, and the plugin that Airflow loads.

The DAGs hold no logic: `batch_line` wires the stages of theodoi.pipeline behind whatever brings the captures in.
Heavy imports happen inside the tasks, since every Airflow component imports this file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from airflow.plugins_manager import AirflowPlugin
from airflow.sdk import Asset, BaseOperatorLink, Param, XComArg, get_current_context, task
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowFailException

from theodoi.report import PREFIX
from theodoi.rows import Counts, PublishedFields, RunFields
from theodoi_timetable import VietnameseDays

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.bases.decorator import DecoratedOperator
    from airflow.sdk.definitions.xcom_arg import PlainXComArg
    from airflow.sdk.types import TaskInstanceKey

PROFILE = Param(
    "live",
    type="string",
    enum=["live", "demo"],
    title="Profile",
    description="Which warehouse, lake and sources: the real ones, or the bundled demo.",
)

ALLOW_WITHDRAWALS = Param(
    False,
    type="boolean",
    title="Allow withdrawals",
    description="Publish even when more than a tenth of the articles that the batch serves are withdrawn by it.",
)

DEFAULT_ARGS = {
    "retries": 2,
    "retry_delay": timedelta(seconds=float(os.environ.get("THEODOI_RETRY_SECONDS", "60"))),
    "execution_timeout": timedelta(hours=6),
}


# What a DAG downstream waits for: `schedule=PartitionedAssetTimetable(assets=Asset("theodoi_warehouse_live", …))`. An event's
# partition key is the batch id, whatever started the run: Airflow hands the events of a run that has a partition (a night)
# to partitioned schedules only, and those of a run without one (an import) to the others only.
WAREHOUSES = {
    profile: Asset(f"theodoi_warehouse_{profile}", uri=f"theodoi://warehouse/{profile}") for profile in ("live", "demo")
}


def current_run(
    *,
    batch_id: str,
    day: str | None = None,
    refresh: bool = False,
    sources: Sequence[str] = (),
    selection: Mapping[str, object] | None = None,
    dry_run: bool = False,
) -> RunFields:
    """The Run of the task that is executing, registered in ops.runs, as plain values for XCom."""
    from theodoi import pipeline
    from theodoi.maintain import ended

    context = get_current_context()
    run = pipeline.Run(
        run_id=f"{context['dag'].dag_id}/{context['run_id']}",
        batch_id=batch_id,
        profile=context["params"]["profile"],
        dag_id=context["dag"].dag_id,
        day=day,
        refresh=refresh,
        sources=tuple(sources),
        selection=selection,
        dry_run=dry_run,
        allow_withdrawals=context["params"]["allow_withdrawals"],
    )
    pipeline.begin(run)
    over = ended.ended_runs(run.engine, run.profile, datetime.now(UTC), _state_of, batch_id)
    ended.close(run.engine, [other for other in over if other.run_id != run.run_id])
    return run.as_dict()


def batch_line(run: RunFields, brought_in: XComArg, *, chosen: bool = False) -> None:
    """Wire gate -> clean -> commit -> gate -> extract -> commit -> gate -> stage -> gate -> publish -> refresh -> report behind `brought_in`.

    `run` is the result of a task, which Airflow gives to the tasks here as a value. `chosen` captures have passed their gate: instead of it the line compares before it stages, and a dry run stops there.
    """

    @task
    def gate_captures(run: RunFields) -> Counts:
        return _gate(run, "captures")

    @task
    def shards(run: RunFields) -> list[int]:
        from theodoi import pipeline

        return pipeline.shards(pipeline.Run(**run))

    @task(map_index_template="shard {{ task.op_kwargs['shard'] }}")
    def clean(run: RunFields, shard: int) -> Counts:
        from theodoi import pipeline

        return pipeline.clean(pipeline.Run(**run), shard)

    @task
    def commit_clean(run: RunFields) -> Counts:
        from theodoi import pipeline

        return pipeline.commit_clean(pipeline.Run(**run))

    @task
    def gate_articles(run: RunFields) -> Counts:
        return _gate(run, "articles")

    @task(map_index_template="shard {{ task.op_kwargs['shard'] }}")
    def extract(run: RunFields, shard: int) -> Counts:
        from theodoi import pipeline

        return pipeline.extract(pipeline.Run(**run), shard)

    @task
    def commit_extract(run: RunFields) -> Counts:
        from theodoi import pipeline

        return pipeline.commit_extract(pipeline.Run(**run))

    @task
    def gate_findings(run: RunFields) -> Counts:
        return _gate(run, "findings")

    @task
    def compare(run: RunFields) -> Counts:
        from theodoi import pipeline

        return pipeline.compare(pipeline.Run(**run))

    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def no_dry_run(run: RunFields) -> bool:
        return not run["dry_run"]

    @task
    def stage(run: RunFields) -> Counts:
        from theodoi import pipeline

        return pipeline.stage(pipeline.Run(**run))

    @task
    def gate_staging(run: RunFields) -> Counts:
        _from_stage(run)
        return _gate(run, "staging")

    @task(outlets=list(WAREHOUSES.values()))
    def publish(run: RunFields) -> PublishedFields:
        return _publish(run)

    @task
    def refresh_bi(run: RunFields) -> None:
        from theodoi import pipeline

        pipeline.refresh_bi(pipeline.Run(**run))

    @task(trigger_rule="all_done")
    def report(run: RunFields | None) -> str:
        """Say how the run ended; fails when a stage did and only then, so that the run's state is the truth."""
        return _report(run)

    numbers = shards(run)
    cleaned = clean.partial(run=run).expand(shard=numbers)
    good = gate_articles(run)
    extracted = extract.partial(run=run).expand(shard=numbers)
    proven = gate_findings(run)
    staged, safe, published = stage(run), gate_staging(run), publish(run)
    refreshed, told = refresh_bi(run), report(run=run)
    cast("PlainXComArg", told).operator.operator_extra_links = (RunReportLink(),)  # what a task is called gives
    brought_in >> numbers if chosen else brought_in >> gate_captures(run) >> numbers
    numbers >> cleaned >> commit_clean(run) >> good >> extracted >> commit_extract(run) >> proven
    proven >> compare(run) >> no_dry_run(run) >> staged if chosen else proven >> staged
    staged >> safe >> published >> refreshed >> told


def _gate(run: RunFields, name: str) -> Counts:
    from theodoi import pipeline

    try:
        if name == "staging":
            return pipeline.gate_staging(pipeline.Run(**run))
        return pipeline.gate(pipeline.Run(**run), name)
    except pipeline.Refused as refusal:
        # A retry would read the same rows: refuse at once, with the sentence as the message.
        raise AirflowFailException(str(refusal)) from None


def _from_stage(run: RunFields) -> bool:
    """Begin a repeated task at `stage` where staging is gone: Postgres crashed, or maintenance came between. True when it did."""
    from theodoi import pipeline

    this = pipeline.Run(**run)
    if get_current_context()["ti"].try_number == 1 or pipeline.is_staged(this):
        return False
    pipeline.stage(this)
    return True


def _publish(run: RunFields) -> PublishedFields:
    from theodoi import pipeline

    if _from_stage(run):
        _gate(run, "staging")
    try:
        done = pipeline.publish(pipeline.Run(**run))
    except pipeline.Refused as refusal:
        raise AirflowFailException(str(refusal)) from None
    _tell_downstream(run, done)
    return done


def _state_of(dag: str, run_id: str) -> str | None:
    """How a run stands in Airflow, asked from inside a task; `absent` when it was deleted."""
    instance = get_current_context()["ti"]
    if not instance.get_dr_count(dag_id=dag, run_ids=[run_id]):
        return "absent"
    return str(instance.get_dagrun_state(dag_id=dag, run_id=run_id))


def _tell_downstream(run: RunFields, done: PublishedFields) -> None:
    """Make the event of the warehouse that this run has changed. A run with nothing new makes none."""
    context = get_current_context()
    asset = WAREHOUSES[run["profile"]]
    # Airflow makes an event for each outlet that the task ends with.
    context["task"].outlets = [asset] if done["status"] == "published" else []
    event = context["outlet_events"][asset]
    event.extra = {"batch_id": run["batch_id"], "counts": {**done["counts"]}, "checksum": done["checksum"]}
    event.add_partitions(run["batch_id"])


class RunReportLink(BaseOperatorLink):
    """The button on the task `report` that leads to the run's page (theodoi_reports serves it)."""

    name = "Run report"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        from theodoi.report.store import page_address

        run: RunFields = cast("DecoratedOperator", operator).op_kwargs["run"]  # `report` is a decorated function
        base = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
        page = page_address(run["profile"], run["batch_id"], run["dag_id"], run["run_id"])
        return f"{base}{PREFIX}/{page}"


def _report(run: RunFields | None) -> str:
    from theodoi import pipeline, summary

    context = get_current_context()
    instance = context["ti"]
    states = instance.get_task_states(dag_id=context["dag"].dag_id, run_ids=[context["run_id"]])[context["run_id"]]
    # Its own attempts do not count: what it tells is how the stages ended.
    failed = sorted(name for name, state in states.items() if state == "failed" and name != instance.task_id)
    if run is None:
        raise AirflowFailException(f"the run was not registered: see the log of {', '.join(failed) or 'begin'}")
    this = pipeline.Run(**run)
    sentence = pipeline.finish(this, failed)
    for label, tell in (
        ("Summary", summary.render),
        ("Results of the gates as pages", pipeline.data_docs),
        ("Report of the run as a page", pipeline.report_page),
    ):
        try:
            print(f"{label}: {tell(this)}\n")
        except Exception as error:
            # A page that cannot be written is no failed stage: what was published is published.
            print(f"{label}: not written ({type(error).__name__}: {error})\n")
    if failed:
        raise AirflowFailException(sentence)
    return sentence


def maintain(duty: str) -> list[str]:
    """Do one duty of maintenance; returns its lines. What is wrong fails the task, at once and with its sentence."""
    from pathlib import Path

    from theodoi.maintain.duties import DUTIES
    from theodoi.maintain.work import Work

    context = get_current_context()
    params = context["params"]
    work = Work(
        profile=params["profile"],
        dry_run=params["dry_run"] and context["dag_run"].run_type == "manual",
        log_folder=Path(conf.get("logging", "base_log_folder")),
        state_of=_state_of,
    )
    outcome = DUTIES[duty](work)
    print("\n".join(outcome.lines))
    if outcome.alarm is not None:
        # A task that fails has no return value: the summary reads its lines here.
        context["ti"].xcom_push("return_value", list(outcome.lines))
        raise AirflowFailException(outcome.alarm)
    return list(outcome.lines)


def sum_up(duties: Sequence[str]) -> str:
    """What every duty of this run did, in lines; fails when one of them did."""
    context = get_current_context()
    instance = context["ti"]
    states = instance.get_task_states(dag_id=context["dag"].dag_id, run_ids=[context["run_id"]])[context["run_id"]]
    failed = [duty for duty in duties if states.get(duty) != "success"]
    told = []
    for duty in duties:
        lines = instance.xcom_pull(task_ids=duty) or ["failed; its log says why"]
        told += [f"{duty + (' (FAILED)' if duty in failed else '')}", *(f"  {line}" for line in lines)]
    print("\n".join(told))
    if failed:
        raise AirflowFailException(f"failed: {', '.join(failed)}")
    return "\n".join(told)


class TheodoiPlugin(AirflowPlugin):
    """Registers Theodoi with Airflow's plugin list."""

    name = "theodoi"
    timetables = [VietnameseDays]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {"name": "Run reports", "href": f"{PREFIX}/", "destination": "nav", "category": "browse"}
    ]

    @property
    def fastapi_apps(self) -> list[dict[str, object]]:  # type: ignore[override]  # read only when it is asked for
        """The pages of reports; only the api-server asks, and only it imports them."""
        from theodoi_reports import app

        return [{"name": "theodoi_reports", "app": app, "url_prefix": PREFIX}]
