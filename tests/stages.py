"""A batch driven through its stages in this process, in the order of the DAGs: for tests in which Airflow is not what is tested.

A run is begun by one of the first three; `carry_through` does what is left. The gates are those of production.
"""

from __future__ import annotations

from collections.abc import Sequence

from theodoi import pipeline
from theodoi.rows import PublishedFields
from theodoi.run import Run


def crawl(run: Run) -> None:
    """Begin a night: its pages found and fetched."""
    pipeline.begin(run)
    pipeline.discover(run)
    pipeline.crawl(run)


def read(run: Run, files: Sequence[str], unit_mb: int = 128) -> int:
    """Begin an import: its files read; returns the number of captures."""
    pipeline.begin(run)
    units = [unit["id"] for unit in pipeline.plan_import(run, list(files), unit_mb)]
    for unit in units:
        pipeline.import_unit(run, unit)
    return pipeline.commit_import(run, units)["captures"]


def choose(run: Run) -> None:
    """Begin a reprocess: its stored captures chosen."""
    pipeline.begin(run)
    pipeline.choose(run)


def carry_through(run: Run) -> PublishedFields | None:
    """Do everything behind the captures and close the run; what was published, None for a dry run."""
    if run.selection is None:
        pipeline.gate(run, "captures")
    for shard in pipeline.shards(run):
        pipeline.clean(run, shard)
    pipeline.commit_clean(run)
    pipeline.gate(run, "articles")
    for shard in pipeline.shards(run):
        pipeline.extract(run, shard)
    pipeline.commit_extract(run)
    pipeline.gate(run, "findings")
    if run.selection is not None:
        pipeline.compare(run)
    published = None
    if not run.dry_run:
        pipeline.stage(run)
        pipeline.gate_staging(run)
        published = pipeline.publish(run)
    pipeline.finish(run, [])
    return published
