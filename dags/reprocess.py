"""
### Reprocess: stored captures once more, through the rules of today

Started by hand, or by `theodoi reprocess`. No site is asked: the captures are in the lake.

    begin -> choose -> clean -> gate -> extract -> gate -> compare -> (no dry run:) stage -> gate -> publish -> refresh bi -> report

* **Which captures.** Those that meet all conditions given: batches, sources, first and last day of publication, made by rules
  older than a version (`current`: than today's). Without any condition it is every capture of the warehouse.
* **Dry run first.** `dry_run` is on: the run ends with the gained/lost report, which decrees, organisations, systems, metrics and
  paragraphs the rules of today gain, lose and change, with their quotes. The whole of it lies in the lake under
  `reports/batch=reprocess/<name>/gained_lost.txt`. Run it again with the same name and without `dry_run` to publish just that.
* **From where.** From `clean`, or from `extract` with the articles as they are.
* **What changes.** Articles and findings of the chosen captures, in one transaction. An article stays with the batch that fetched it; one
  whose newer capture was not chosen is left alone; one that is none by the rules of today is withdrawn.
"""

from typing import cast

from airflow.sdk import Param, dag, get_current_context, task

from theodoi.rows import Counts, RunFields
from theodoi_airflow import ALLOW_WITHDRAWALS, PROFILE, batch_line, current_run, default_args
from theodoi_limits import limit


def _day(title: str, description: str) -> Param:
    return Param(None, type=["null", "string"], format="date", title=title, description=description)


@dag(
    dag_id="reprocess",
    description="Stored pages through the rules of today",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=default_args(),
    doc_md=__doc__,
    tags=["theodoi"],
    params={
        "name": Param(
            "rules",
            type="string",
            pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$",
            maxLength=100,
            title="Name",
            description="The run works as reprocess/<name>.",
        ),
        "batches": Param(
            [],
            type=["null", "array"],
            items={"type": "string"},
            title="Batches",
            description="Such as nightly/2026-11-21, one per line.",
        ),
        "sources": Param(
            [], type=["null", "array"], items={"type": "string"}, title="Sources", description="Ids, one per line."
        ),
        "first": _day("Published from", "First day of publication."),
        "last": _day("Published to", "Last day of publication, included."),
        "older_than": Param(
            None,
            type=["null", "string"],
            title="Made by rules older than",
            description="`current`, or a version of the rules that ran here.",
        ),
        "from_stage": Param("clean", type="string", enum=["clean", "extract"], title="From stage"),
        "dry_run": Param(True, type="boolean", title="Dry run", description="Compare and report; publish nothing."),
        "profile": PROFILE,
        "allow_withdrawals": ALLOW_WITHDRAWALS,
    },
)
def reprocess() -> None:
    @task(execution_timeout=limit("begin"))
    def begin() -> RunFields:
        """Register the run and which captures are asked for; it keeps to what is learnt so far."""
        params = get_current_context()["params"]
        names = ("batches", "sources", "first", "last", "older_than", "from_stage")
        return current_run(
            batch_id=f"reprocess/{params['name']}",
            selection={name: params[name] for name in names if params[name]},
            dry_run=params["dry_run"],
        )

    @task(execution_timeout=limit("choose"))
    def choose(run: RunFields) -> Counts:
        """Choose the stored captures that meet all conditions given."""
        from theodoi import pipeline

        return pipeline.choose(pipeline.Run(**run))

    # Airflow gives each task the value.
    batch_line(cast("RunFields", begin()), choose, chosen=True)


reprocess()
