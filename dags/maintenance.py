"""
### Maintenance: every morning at 06:00 (Asia/Ho_Chi_Minh)

By then last night must be in the warehouse, so this is also the hour of the alarm. Each duty is a task of its own; one
that fails stops no other, and `summary` says in lines what all of them did.

* **ended_runs** closes runs that stand as running in `ops.runs` although they were ended or deleted on Airflow's page.
* **night** alerts when the night that is due has not been published or brought nothing, **disk** when the disk of the lake or
  of THEODOI_HOME is nearly full; both fail the task, so that Airflow's own notifications work too. No source switched on: no alert.
* **sources** alerts when a source is silent for longer than its usual gap, or when its pages stop being articles.
* An alert is a row in `ops.alerts` until its cause is gone. It is sent to `THEODOI_ALERT_URL` and mailed to `THEODOI_ALERT_MAIL` (Airflow's
  connection `smtp_default`) once, again when its state changes, and once when it is over.
* **learnt_tables** makes today's version of what is learnt from the warehouse: the baselines of the last 28 days, with which the
  gates compare a night. A run keeps to the version that was current when it began.
* **stories** reads articles whose story no publish told: those from before there were stories, and what an import brought beyond 50,000. Then
  it resolves documents, organisations, stories and tasks over everything, which changes nothing where the publishes were right.
* **corrections** names editors' corrections that match nothing any more.
* **staging_rows, lake_files, ops_rows, reports, airflow_tables, task_logs** remove what is older than the settings
  `THEODOI_KEEP_…_DAYS` say (0 keeps for ever). WARC captures, what passed the gates and what the warehouse serves are never
  touched: every batch can be replayed for ever.
* **compaction** puts the many small WARC segments of a night together into few, a week after its last run. A batch that a run works
  on is left for the next time, and a run that begins meanwhile waits.

Started by hand it is a dry run unless `dry_run` is switched off: it says what it would do. The schedule works for real.
A dead scheduler cannot tell that it is dead: let cron or a monitor call `theodoi health`, which checks the same and exits with 1.
"""

from airflow.sdk import CronTriggerTimetable, Param, TaskGroup, dag, task

from theodoi_airflow import PROFILE, default_args, maintain, sum_up
from theodoi_limits import limit

DUTIES = {
    "ended_runs": "Close runs that stand as running although they were ended or deleted on Airflow's page.",
    "night": "Alert when the night that is due has not been published or brought nothing.",
    "sources": "Alert when a source is silent for longer than usual, or most of its pages are no articles any more.",
    "disk": "Alert when the disk of the lake or of THEODOI_HOME is nearly full.",
    "list_of_laws": "Warn when the list of known laws ended more than 60 days ago.",
    "learnt_tables": "Make today's version of what is learnt from the warehouse: baselines and recurring lines.",
    "stories": "Tell the stories that publish has not told, and resolve all identities anew.",
    "corrections": "Warn of editors' corrections that match nothing any more.",
    "staging_rows": "Remove staging rows of ended batches (`THEODOI_KEEP_STAGING_DAYS`).",
    "lake_files": "Remove files between two stages, and what an import could not read (`THEODOI_KEEP_STAGES_DAYS`, `THEODOI_KEEP_REJECTED_DAYS`).",
    "ops_rows": "Remove rows of runs, fetches and what `theodoi undo` needs, each kind after its own days (`THEODOI_KEEP_…_DAYS`).",
    "reports": "Remove run reports and data docs (`THEODOI_KEEP_REPORTS_DAYS`).",
    "compaction": "Put the many small WARC segments of a night together into few (`THEODOI_COMPACT_DAYS`).",
    "airflow_tables": "Remove old rows of Airflow's own tables (`THEODOI_KEEP_AIRFLOW_DAYS`).",
    "task_logs": "Remove old logs of Airflow's tasks (`THEODOI_KEEP_LOGS_DAYS`).",
}


@dag(
    dag_id="maintenance",
    description="The daily duties that keep a setup healthy",
    schedule=CronTriggerTimetable("0 6 * * *", timezone="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    default_args=default_args(),
    doc_md=__doc__,
    tags=["theodoi"],
    params={
        "profile": PROFILE,
        "dry_run": Param(
            True,
            type="boolean",
            title="Dry run",
            description="Only say what would be done. The schedule works for real, whatever is set here.",
        ),
    },
)
def maintenance() -> None:
    @task
    def duty(name: str) -> list[str]:
        return maintain(name)

    @task(trigger_rule="all_done", retries=0, execution_timeout=limit("summary"))
    def summary() -> str:
        """Say what every duty did; fails when one of them did, so that the run's state is the truth."""
        return sum_up(tuple(DUTIES))

    with TaskGroup("duties", prefix_group_id=False, tooltip="Each a task of its own; one that fails stops no other"):
        done = [
            duty.override(task_id=name, doc_md=about, execution_timeout=limit(name))(name)
            for name, about in DUTIES.items()
        ]
    done >> summary()


maintenance()
