"""Local settings of Airflow: the scheduler imports Great Expectations and the pipeline once; the tasks that it forks inherit them.

The imports take 5-10 s; under LocalExecutor they are then paid once instead of in each task.
"""

import sys

if "scheduler" in sys.argv[1:2]:
    from theodoi import pipeline, summary  # noqa: F401
    from theodoi.quality import preload

    preload()
