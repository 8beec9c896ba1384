"""
### Nightly: one Vietnamese day, from the sources to the tables

Every night at 02:00 (Asia/Ho_Chi_Minh) it covers the calendar day before:

    begin -> discover -> crawl -> gate -> clean -> gate -> extract -> gate -> stage -> gate -> publish -> refresh bi -> report

* **Which day.** The schedule, a backfill and the API give it as the run's partition key; a run started by hand may name
  it in `day`, else it covers yesterday.
* **Nights that were missed** (an outage) are made up when the scheduler is back, oldest first, those of the last seven days. Older
  days are asked for with `theodoi backfill`, with Airflow's own backfill here or on the command line: the days from the first to the last
  one named, both included.
* **Again.** Fetching is not repeatable, everything after it is: a rerun of a day replays the pages that it has and ends with the same
  rows. Only `refresh` fetches anew, and appends.
* **Gates.** Each stage is checked by Great Expectations. Bad rows go to quarantine with what depends on them, the good ones go on. When a
  batch-level check fails nothing is published, and the warehouse stays as it was.
* **Publish.** One transaction: readers see the last good state until it is done. Then `announce_live` or `announce_demo` makes an event for
  DAGs that wait for the warehouse; the other one is skipped, and both are when nothing new was published.
"""

from typing import cast

from airflow.sdk import Param, XComArg, dag, get_current_context, task

from theodoi.rows import Counts, RunFields
from theodoi_airflow import ALLOW_WITHDRAWALS, PROFILE, batch_line, current_run, default_args
from theodoi_limits import limit
from theodoi_timetable import VietnameseDays


@dag(
    dag_id="nightly",
    description="One Vietnamese day, from the sources to the tables and the morning brief",
    schedule=VietnameseDays(hour=2, make_up=7),
    catchup=False,
    max_active_runs=2,
    default_args=default_args(),
    doc_md=__doc__,
    tags=["theodoi"],
    params={
        "profile": PROFILE,
        "day": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Day",
            description="Vietnamese day to cover; empty for yesterday.",
        ),
        "sources": Param(
            [],
            type=["null", "array"],
            items={"type": "string"},
            title="Sources",
            description="Ids of sources to read, one per line; empty for all that are switched on. A day that is loaded is "
            "extended by those that it has never asked.",
        ),
        "refresh": Param(
            False,
            type="boolean",
            title="Fetch anew",
            description="Fetch the day's pages again and append, instead of replaying.",
        ),
        "allow_withdrawals": ALLOW_WITHDRAWALS,
    },
)
def nightly() -> None:
    @task(execution_timeout=limit("begin"))
    def begin() -> RunFields:
        """Register the run and its day; it keeps to what is learnt so far."""
        from theodoi.days import partition_of

        context = get_current_context()
        run, params = context["dag_run"], context["params"]
        day = partition_of(partition_key=run.partition_key, asked=params["day"], run_after=run.run_after).isoformat()
        return current_run(
            batch_id=f"nightly/{day}", day=day, refresh=params["refresh"], sources=params["sources"] or ()
        )

    # One slot: two runs at once never ask the same sites.
    @task(pool="crawl", execution_timeout=limit("discover"))
    def discover(run: RunFields) -> Counts:
        """Read robots.txt, feeds, sitemaps and list pages of the sources for pages of the day."""
        from theodoi import pipeline

        return pipeline.discover(pipeline.Run(**run))

    @task(pool="crawl", execution_timeout=limit("crawl"))
    def crawl(run: RunFields) -> Counts:
        """Fetch the pages that were found, or replay those that the batch has."""
        from theodoi import pipeline

        return pipeline.crawl(pipeline.Run(**run))

    def fetch(run: RunFields) -> XComArg:
        found, fetched = discover(run), crawl(run)
        found >> fetched
        return fetched

    # Airflow gives each task the value.
    batch_line(cast("RunFields", begin()), fetch)


nightly()
