"""The undisturbed batch to compare with: the stages called one after the other, without Airflow, in a warehouse of their own.

`python -m tests.chaos.reference nightly 2026-11-21` or `import_archive NAME FILE…`; THEODOI_HOME and THEODOI_DEMO_URL say where.
"""

from __future__ import annotations

import sys

from tests import stages
from theodoi.run import Run


def main(dag: str, name: str, files: list[str]) -> None:
    """Run all stages of one batch of the profile `demo`."""
    kind, day = ("nightly", name) if dag == "nightly" else ("import", None)
    run = Run(run_id=f"{dag}/reference", batch_id=f"{kind}/{name}", profile="demo", dag_id=dag, day=day)
    if dag == "nightly":
        stages.crawl(run)
    else:
        stages.read(run, files, unit_mb=1)
    stages.carry_through(run)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
