"""Local settings of Airflow: whoever forks the tasks imports Great Expectations and the pipeline once, and they inherit them.

The imports take 5-10 s, which each task would pay otherwise. LocalExecutor forks in the scheduler, Celery in its worker.
"""

import sys

from airflow.configuration import conf

_FORKS = {"LocalExecutor": ["scheduler"], "CeleryExecutor": ["celery", "worker"]}
_command = _FORKS.get(conf.get("core", "executor"), [])

if _command and sys.argv[1 : 1 + len(_command)] == _command:
    from theodoi import pipeline, summary  # noqa: F401
    from theodoi.quality import preload

    preload()
