"""The Airflow side of Theodoi: what the DAGs share, and the plugin that Airflow loads.

The DAGs hold no logic: `batch_line` wires the stages of theodoi.pipeline behind whatever brings the captures in.
Heavy imports happen inside the tasks, since every Airflow component imports this file.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from airflow.plugins_manager import AirflowPlugin
from airflow.sdk import (
    Asset,
    BaseOperator,
    BaseOperatorLink,
    Param,
    TaskGroup,
    XComArg,
    get_current_context,
    task,
)
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from theodoi.report import PREFIX
from theodoi.rows import Counts, PublishedFields, RunFields
from theodoi.settings import settings
from theodoi_limits import limit
from theodoi_timetable import VietnameseDays

if TYPE_CHECKING:
    from airflow.sdk import Context
    from airflow.sdk.types import TaskInstanceKey
    from pydantic import JsonValue

    from theodoi.maintain.alerts import Message, Tell
    from theodoi.run import Run

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

# What a DAG downstream waits for: `schedule=PartitionedAssetTimetable(assets=Asset("theodoi_warehouse_live", …))`. An event's
# partition key is the batch id, whatever started the run. Without a key of its own it would have that of the run, a day or
# none, and Airflow hands events with a key to partitioned schedules only, those without one to the others only.
WAREHOUSES = {
    profile: Asset(f"theodoi_warehouse_{profile}", uri=f"theodoi://warehouse/{profile}") for profile in ("live", "demo")
}

_log = logging.getLogger("airflow.task")


def default_args() -> dict[str, Any]:
    """What all tasks have in common; their limits of time are in theodoi_limits."""
    return {"retries": 2, "retry_delay": timedelta(seconds=settings().retry_seconds)}


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


def batch_line(run: RunFields, bring_in: Callable[[RunFields], XComArg], *, chosen: bool = False) -> None:
    """Wire gate -> clean -> commit -> gate -> extract -> commit -> gate -> stage -> gate -> publish -> refresh -> report behind what `bring_in(run)` wires.

    `run` is the result of a task, which Airflow gives to the tasks here as a value. `chosen` captures have passed their gate: instead of it the line compares before it stages, and a dry run stops there.
    The tasks stand in groups by what they make; their docstrings are what Airflow's page tells of them.
    """

    @task(execution_timeout=limit("gate_captures"))
    def gate_captures(run: RunFields) -> Counts:
        """Check the captures; what is broken goes to quarantine."""
        return _gate(run, "captures")

    @task(execution_timeout=limit("shards"))
    def shards(run: RunFields) -> list[int]:
        """Number the shards of the captures: `clean` and `extract` run once for each."""
        from theodoi import pipeline

        return pipeline.shards(pipeline.Run(**run))

    # Airflow takes no docstring of a task that is expanded.
    @task(
        execution_timeout=limit("clean"),
        map_index_template="shard {{ task.op_kwargs['shard'] }}",
        doc_md="Take the article out of each page of one shard: title, text, day; or say why the page is none.",
    )
    def clean(run: RunFields, shard: int) -> Counts:
        from theodoi import pipeline

        return pipeline.clean(pipeline.Run(**run), shard)

    @task(execution_timeout=limit("commit_clean"))
    def commit_clean(run: RunFields) -> Counts:
        """Make one dataset of what the shards wrote; fails when one is missing."""
        from theodoi import pipeline

        return pipeline.commit_clean(pipeline.Run(**run))

    @task(execution_timeout=limit("gate_articles"))
    def gate_articles(run: RunFields) -> Counts:
        """Check the articles; bad ones go to quarantine, and a batch that cannot be right is refused."""
        return _gate(run, "articles")

    @task(
        execution_timeout=limit("extract"),
        map_index_template="shard {{ task.op_kwargs['shard'] }}",
        doc_md="Read citations, organisations, systems and figures out of the articles of one shard, each with its place.",
    )
    def extract(run: RunFields, shard: int) -> Counts:
        from theodoi import pipeline

        return pipeline.extract(pipeline.Run(**run), shard)

    @task(execution_timeout=limit("commit_extract"))
    def commit_extract(run: RunFields) -> Counts:
        """Make one dataset of each kind of what the shards wrote; fails when one is missing."""
        from theodoi import pipeline

        return pipeline.commit_extract(pipeline.Run(**run))

    @task(execution_timeout=limit("gate_findings"))
    def gate_findings(run: RunFields) -> Counts:
        """Check the findings; bad ones go to quarantine, and a batch that cannot be right is refused."""
        return _gate(run, "findings")

    @task(execution_timeout=limit("compare"))
    def compare(run: RunFields) -> Counts:
        """Write the gained/lost report: which facts the rules of today gain, lose and change."""
        from theodoi import pipeline

        return pipeline.compare(pipeline.Run(**run))

    @task.short_circuit(ignore_downstream_trigger_rules=False, execution_timeout=limit("no_dry_run"))
    def no_dry_run(run: RunFields) -> bool:
        """End a dry run here: what follows is skipped, but for the report."""
        return not run["dry_run"]

    @task(execution_timeout=limit("stage"))
    def stage(run: RunFields) -> Counts:
        """Copy what passed the gates into the staging tables of Postgres."""
        from theodoi import pipeline

        return pipeline.stage(pipeline.Run(**run))

    @task(execution_timeout=limit("gate_staging"))
    def gate_staging(run: RunFields) -> Counts:
        """Check that staging holds just what passed, and that the tables fit together."""
        _from_stage(run)
        return _gate(run, "staging")

    @task(execution_timeout=limit("publish"))
    def publish(run: RunFields) -> PublishedFields:
        """Make the batch what readers see, in one transaction; refuses to withdraw more than it may."""
        return _publish(run)

    def announcement(profile: str, run: RunFields, published: PublishedFields) -> XComArg:
        # One task for each warehouse: Airflow makes an event for every outlet that a task succeeds with.
        @task(
            task_id=f"announce_{profile}",
            outlets=[WAREHOUSES[profile]],
            execution_timeout=limit(f"announce_{profile}"),
            doc_md=f"Make the event of the asset `{WAREHOUSES[profile].name}`, for DAGs that wait for it. "
            "Skipped when the run published nothing new into that warehouse.",
        )
        def announce(run: RunFields, published: PublishedFields) -> None:
            _announce(profile, run, published)

        return announce(run, published)

    @task(execution_timeout=limit("update_statistics"))
    def update_statistics(run: RunFields) -> None:
        """Bring what BI tools read up to date: the planner's statistics of the tables that changed."""
        from theodoi import pipeline

        pipeline.update_statistics(pipeline.Run(**run))

    @task(trigger_rule="all_done", execution_timeout=limit("ask"))
    def ask(run: RunFields) -> None:
        """Start a run of `review` where a person can decide what this run could not; skipped where there is nothing to ask."""
        _ask(run)

    with _group("captures", "From the sources, the archive or the lake to captures that passed their gate"):
        brought_in = bring_in(run)
        numbers = shards(run)
        brought_in >> numbers if chosen else brought_in >> gate_captures(run) >> numbers
    with _group("articles", "From captures to articles that passed their gate"):
        cleaned, good = clean.partial(run=run).expand(shard=numbers), gate_articles(run)
        cleaned >> commit_clean(run) >> good
    with _group("findings", "From articles to findings that passed their gate"):
        extracted, proven = extract.partial(run=run).expand(shard=numbers), gate_findings(run)
        good >> extracted >> commit_extract(run) >> proven
    if chosen:
        with _group("comparison", "What the rules of today gain and lose; a dry run ends behind it"):
            agreed = no_dry_run(run)
            proven >> compare(run) >> agreed
    with _group("warehouse", "From findings to what readers see"):
        staged, published = stage(run), publish(run)
        announced = [announcement(profile, run, cast("PublishedFields", published)) for profile in WAREHOUSES]
        refreshed = update_statistics(run)
        (agreed if chosen else proven) >> staged >> gate_staging(run) >> published >> refreshed
    asked = ask(run)
    refreshed >> asked
    [*announced, refreshed, asked] >> RunReport(task_id="report", run=run, execution_timeout=limit("report"))


def _group(name: str, about: str) -> TaskGroup:
    """A box of tasks on Airflow's page; their ids stay as they are."""
    return TaskGroup(name, prefix_group_id=False, tooltip=about)


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
        return pipeline.publish(pipeline.Run(**run))
    except pipeline.Refused as refusal:
        raise AirflowFailException(str(refusal)) from None


def _announce(profile: str, run: RunFields, published: PublishedFields) -> None:
    """Give the event of a warehouse what it says. Skips the task where this run has not changed that warehouse."""
    if run["profile"] != profile:
        raise AirflowSkipException(f"this run works with the warehouse {run['profile']}")
    if published["status"] != "published":
        raise AirflowSkipException("this run published nothing new")
    event = get_current_context()["outlet_events"][WAREHOUSES[profile]]
    counts: dict[str, JsonValue] = {**published["counts"]}
    event.extra = {"batch_id": run["batch_id"], "counts": counts, "checksum": published["checksum"]}
    event.add_partitions(run["batch_id"])


def _ask(run: RunFields) -> None:
    """Put the question of this run to people, in a run of its own that may wait. The same question is put once."""
    from airflow.sdk.exceptions import DagRunTriggerException

    from theodoi import pipeline
    from theodoi.maintain.review import question

    if not settings().review_hours:
        raise AirflowSkipException("nobody is asked: THEODOI_REVIEW_HOURS is 0")
    asked = question(pipeline.Run(**run), settings().review_rows)
    if asked is None:
        raise AirflowSkipException("there is nothing that a person could decide")
    again = {**get_current_context()["params"]}
    again |= {name: value for name, value in {"day": run["day"], "refresh": False}.items() if name in again}
    again |= {"allow_withdrawals": True} if asked.withdrawals else {}
    # What TriggerDagRunOperator raises. To import the operator costs every task of every run half a second.
    raise DagRunTriggerException(
        trigger_dag_id="review",
        dag_run_id=f"{run['profile']}.{run['batch_id'].replace('/', '.')}.{asked.mark}",
        conf={
            "profile": run["profile"],
            "batch": run["batch_id"],
            "dag": run["dag_id"],
            "again": again,
            "subject": asked.subject,
            "body": asked.body,
            "answers": list(asked.answers),
            "withdrawals": asked.withdrawals,
        },
        logical_date=None,
        reset_dag_run=False,
        skip_when_already_exists=True,
        wait_for_completion=False,
        allowed_states=["success"],
        failed_states=["failed"],
        poke_interval=60,
        deferrable=False,
    )


def answered(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Do what a person answered, or nobody; returns the params of the run that follows. Skips the task where none does."""
    from theodoi.database import engine_for
    from theodoi.maintain.review import Answer, decide

    params = get_current_context()["params"]
    who = (answer["responded_by_user"] or {}).get("name") or "nobody in time"
    [chosen] = answer["chosen_options"]
    decided = decide(
        engine_for(settings().database_url(params["profile"])),
        params["batch"],
        Answer(chosen),
        answer["params_input"].get("reason") or "answered in Airflow",
        who,
        withdrawals=params["withdrawals"],
    )
    _say(decided.sentence)
    if not decided.again:
        raise AirflowSkipException(decided.sentence)
    return dict(params["again"])


def _state_of(dag: str, run_id: str) -> str | None:
    """How a run stands in Airflow, asked from inside a task; `absent` when it was deleted."""
    instance = get_current_context()["ti"]
    if not instance.get_dr_count(dag_id=dag, run_ids=[run_id]):
        return "absent"
    return str(instance.get_dagrun_state(dag_id=dag, run_id=run_id))


class RunReportLink(BaseOperatorLink):
    """The button of a RunReport that leads to the run's page (theodoi_reports serves it)."""

    name = "Run report"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        from theodoi.report.store import page_address

        run = cast("RunFields", cast("RunReport", operator).run)
        base = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
        page = page_address(run["profile"], run["batch_id"], run["dag_id"], run["run_id"])
        return f"{base}{PREFIX}/{page}"


class RunReport(BaseOperator):
    """Say how the run ended and write its pages.

    It waits for every stage, and fails when one of them did and only then: so the state of the run is the truth.
    """

    template_fields = ("run",)
    operator_extra_links = (RunReportLink(),)

    def __init__(self, *, run: RunFields | None, **kwargs: Any) -> None:
        super().__init__(trigger_rule="all_done", doc_md=inspect.getdoc(RunReport), **kwargs)
        self.run = run  # the result of `begin`, or None where that failed

    def execute(self, context: Context) -> str:
        return _report(self.run)


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
        ("Alerts", _alerts),
        ("Summary", summary.render),
        ("Results of the gates as pages", pipeline.data_docs),
        ("Report of the run as a page", pipeline.report_page),
        ("Briefs", pipeline.briefs),
    ):
        try:
            _say(f"{label}: {tell(this)}")
        except Exception as error:
            # A page that cannot be written is no failed stage: what was published is published.
            _log.warning("%s: not written (%s: %s)", label, type(error).__name__, error)
    if failed:
        raise AirflowFailException(sentence)
    return sentence


def _alerts(run: Run) -> str:
    """Tell at once how a night has ended where that is wrong, or not wrong any more."""
    from datetime import date

    from theodoi.maintain.night import night_ended
    from theodoi.maintain.work import Work

    if run.day is None or run.dag_id != "nightly":
        return "none: whoever started the run sees how it ended"
    return "\n".join(night_ended(Work(run.profile, channels=_channels()), date.fromisoformat(run.day))) or "none"


def _channels() -> dict[str, Tell]:
    """The ways of Airflow's to tell alerts."""
    return {"mail": _mail} if settings().alert_mail else {}


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
        channels=_channels(),
    )
    outcome = DUTIES[duty](work)
    _say("\n".join(outcome.lines))
    if outcome.alarm is not None:
        # A task that fails has no return value: the summary reads its lines here.
        context["ti"].xcom_push("return_value", list(outcome.lines))
        raise AirflowFailException(outcome.alarm)
    return list(outcome.lines)


def _mail(message: Message) -> str | None:
    """Mail an alert through the connection `smtp_default`; returns why it was not taken.

    The hook and not Airflow's notifier: that one would read a sentence with braces as a template.
    """
    from html import escape

    from airflow.providers.smtp.hooks.smtp import SmtpHook

    page = f"<p>{escape(message.text)}</p><p>Look closer: <code>{escape(message.look)}</code></p>"
    addresses = [address.strip() for address in settings().alert_mail.split(",")]
    try:
        with SmtpHook(smtp_conn_id="smtp_default") as hook:
            hook.send_email_smtp(to=addresses, subject=message.text.splitlines()[0][:150], html_content=page)
    except Exception as error:  # a channel that fails is an alert, and never an error
        _log.warning("mail was not sent", exc_info=True)
        return type(error).__name__
    return None


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
    _say("\n".join(told))
    if failed:
        raise AirflowFailException(f"failed: {', '.join(failed)}")
    return "\n".join(told)


def _say(text: str) -> None:
    """Write a text into the task's log, line by line as Airflow's page shows it."""
    for line in text.splitlines():
        _log.info("%s", line)


class TheodoiPlugin(AirflowPlugin):
    """Registers Theodoi with Airflow's plugin list."""

    name = "theodoi"
    timetables = [VietnameseDays]  # noqa: RUF012
    operator_extra_links = [RunReportLink()]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {"name": "Bản tin sáng", "href": f"{PREFIX}/briefs/", "destination": "nav", "category": "browse"},
        {"name": "Run reports", "href": f"{PREFIX}/", "destination": "nav", "category": "browse"},
    ]

    @property
    def fastapi_apps(self) -> list[dict[str, object]]:  # type: ignore[override]  # read only when it is asked for
        """The pages of reports; only the api-server asks, and only it imports them."""
        from theodoi_reports import app

        return [{"name": "theodoi_reports", "app": app, "url_prefix": PREFIX}]
