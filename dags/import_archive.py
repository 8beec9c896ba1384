"""
### Import an archive: WARC files and folders of text or HTML, from disk to the tables

Started by hand. `files` are paths on the machine that runs the tasks: WARC files of any maker (`.warc`, `.warc.gz`), text or HTML
files, and folders of them. They become the captures of the batch `import/<name>` and go through the same stages and
gates as a night's pages. What cannot be read (a truncated record, a file that is no WARC, a wrong path) is kept in quarantine
with its reason; the rest is loaded. A second import under the same name replays the first; `refresh` reads the files again and appends.
"""

from airflow.sdk import Param, dag, get_current_context, task

from theodoi_airflow import DEFAULT_ARGS, PROFILE, batch_line, current_run


@dag(
    dag_id="import_archive",
    schedule=None,
    catchup=False,
    max_active_runs=2,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["theodoi"],
    params={
        "files": Param(
            [],
            type="array",
            items={"type": "string"},
            title="Files",
            description="WARC files, text or HTML files, and folders, one per line.",
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
    },
)
def import_archive():
    @task
    def begin() -> dict:
        params = get_current_context()["params"]
        return current_run(batch_id=f"import/{params['name']}", refresh=params["refresh"])

    @task
    def bring_in(run: dict) -> dict:
        from theodoi import pipeline

        return pipeline.import_archive(pipeline.Run(**run), get_current_context()["params"]["files"])

    run = begin()
    batch_line(run, bring_in(run))


import_archive()
