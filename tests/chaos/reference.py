"""The undisturbed batch to compare with: the stages called one after the other, without Airflow, in a warehouse of their own.

`python -m tests.chaos.reference nightly 2026-11-21` or `import_archive NAME FILE…`; THEODOI_HOME and THEODOI_DEMO_URL say where.
"""

from __future__ import annotations

import sys

from theodoi import pipeline
from theodoi.run import Run


def main(dag: str, name: str, files: list[str]) -> None:
    """Run all stages of one batch of the profile `demo`."""
    kind, day = ("nightly", name) if dag == "nightly" else ("import", None)
    run = Run(run_id=f"{dag}/reference", batch_id=f"{kind}/{name}", profile="demo", dag_id=dag, day=day)
    pipeline.begin(run)
    if dag == "nightly":
        pipeline.discover(run)
        pipeline.crawl(run)
    else:
        units = [unit["id"] for unit in pipeline.plan_import(run, files, 1)]
        for unit in units:
            pipeline.import_unit(run, unit)
        pipeline.commit_import(run, units)
    pipeline.gate(run, "captures")
    for shard in pipeline.shards(run):
        pipeline.clean(run, shard)
    pipeline.commit_clean(run)
    pipeline.gate(run, "articles")
    for shard in pipeline.shards(run):
        pipeline.extract(run, shard)
    pipeline.commit_extract(run)
    pipeline.gate(run, "findings")
    pipeline.stage(run)
    pipeline.gate_staging(run)
    pipeline.publish(run)
    pipeline.finish(run, [])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
