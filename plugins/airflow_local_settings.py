"""Local settings of Airflow: the scheduler imports Great Expectations once, and the tasks that it forks inherit it.

The import takes 5-8 s; under LocalExecutor it is then paid once instead of in each of a run's gates.
"""

import sys

if "scheduler" in sys.argv[1:2]:
    from theodoi.quality import preload

    preload()
