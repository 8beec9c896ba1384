"""
### Import an archive: WARC files and folders of text or HTML, from disk or object store to the tables

Started by hand. `files` are paths on the machines that run the tasks, or addresses `s3://…` and `gs://…`: WARC files of any maker (`.warc`,
`.warc.gz`), text or HTML files, and folders of them. They become the captures of the batch `import/<name>` and go through the same stages
and gates as a night's pages.

**plan** lists the files and cuts them into units of about `unit_mb` megabytes: small files together, large archives at places where a record
begins. **read** runs once for each unit, side by side; its log tells every few seconds how far it is. A task that is killed goes on behind the last
record that it kept. **commit** makes one batch of what the units kept, in the order of files and records.

What cannot be read (a truncated record, a wrong length or digest, a record of more than `THEODOI_MAX_RECORD_MB`, an address or a date that is none,
a file that is no WARC, a wrong path, a link that leads out of its folder, a pipe) is kept in quarantine with its reason; the rest is loaded. Records that hold no page (pictures, redirects, revisits) and duplicates are
counted. A second import under the same name replays the first; `refresh` reads the files again and appends.
"""

from typing import cast

from airflow.sdk import Param, XComArg, dag, get_current_context, task

from theodoi.rows import Counts, RunFields, UnitFields
from theodoi_airflow import ALLOW_WITHDRAWALS, PROFILE, batch_line, current_run, default_args
from theodoi_limits import limit


@dag(
    dag_id="import_archive",
    description="Files of an archive into the warehouse",
    schedule=None,
    catchup=False,
    max_active_runs=2,
    default_args=default_args(),
    doc_md=__doc__,
    tags=["theodoi"],
    params={
        "files": Param(
            [],
            type="array",
            items={"type": "string"},
            title="Files",
            description="WARC files, text or HTML files, and folders, one per line; s3:// and gs:// too.",
        ),
        "name": Param(
            "archive",
            type="string",
            pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$",
            maxLength=100,
            title="Name",
            description="The batch will be import/<name>.",
        ),
        "profile": PROFILE,
        "refresh": Param(
            False,
            type="boolean",
            title="Read anew",
            description="Read the files again and append, instead of replaying.",
        ),
        "unit_mb": Param(
            128,
            type="integer",
            minimum=1,
            title="Megabytes in a task",
            description="About how much one task reads; smaller ones spread over more workers.",
        ),
        "allow_withdrawals": ALLOW_WITHDRAWALS,
    },
)
def import_archive() -> None:
    @task(execution_timeout=limit("begin"))
    def begin() -> RunFields:
        """Register the run and its batch; it keeps to what is learnt so far."""
        params = get_current_context()["params"]
        return current_run(batch_id=f"import/{params['name']}", refresh=params["refresh"])

    @task(execution_timeout=limit("plan"))
    def plan(run: RunFields) -> list[UnitFields]:
        """List files and folders and cut them into units of about `unit_mb` megabytes."""
        from theodoi import pipeline

        params = get_current_context()["params"]
        return pipeline.plan_import(pipeline.Run(**run), params["files"], params["unit_mb"])

    @task(
        execution_timeout=limit("read"),
        map_index_template="{{ task.op_kwargs['unit']['shows'] }}",
        doc_md="Read the records of one unit into captures; what cannot be read is kept with its reason.",
    )
    def read(run: RunFields, unit: UnitFields) -> Counts:
        from theodoi import pipeline

        return pipeline.import_unit(pipeline.Run(**run), unit["id"])

    @task(execution_timeout=limit("commit"))
    def commit(run: RunFields, units: list[UnitFields]) -> Counts:
        """Make one batch of what the units kept, in the order of files and records."""
        from theodoi import pipeline

        return pipeline.commit_import(pipeline.Run(**run), [unit["id"] for unit in units])

    def read_files(run: RunFields) -> XComArg:
        units = plan(run)
        committed = commit(run, cast("list[UnitFields]", units))
        read.partial(run=run).expand(unit=units) >> committed
        return committed

    # Airflow gives each task the value.
    batch_line(cast("RunFields", begin()), read_files)


import_archive()
