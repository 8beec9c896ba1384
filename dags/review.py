"""
### Review: what the gates leave for a person to decide

A run of `nightly`, `import_archive` or `reprocess` starts one of these when its batch was refused for rows that a person can
judge, when its publish would withdraw too many articles, or when many rows are held back (`THEODOI_REVIEW_ROWS`).

    required_action (waits for a person) -> decide -> again

* **Required action.** Airflow shows it under *Required Actions*, with what is held back and why. The answer is *release* (the rows
  are right), *drop* (they are wrong for good) or *keep*. A reason may be given; it is kept with the name of who answered.
* **Waiting costs nothing.** The task waits without a slot, for `THEODOI_REVIEW_HOURS`. It is a run of its own: the run that asked
  has ended, so that waiting nights never count against `max_active_runs` of `nightly`, and the next night begins in time.
* **Nobody answers**: held rows stay out, what was published stays published, a refused batch ends refused.
* **Again.** After *release* or *drop* the batch runs again as it was asked for, with the pages that it has.
* The same question is put once. `theodoi quarantine` decides row by row, before or after.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Context, Param, dag, task

from theodoi.maintain.review import Answer
from theodoi.settings import settings
from theodoi_airflow import PROFILE, answered, default_args
from theodoi_limits import limit


class RequiredAction(HITLOperator):
    """Ask a person with the answers that the run was given; nobody's answer is to keep all as it is."""

    def execute(self, context: Context) -> None:
        """Put the question, and wait without a slot."""
        self.options = context["params"]["answers"]
        super().execute(context)


@dag(
    dag_id="review",
    description="What the gates leave for a person to decide",
    schedule=None,
    catchup=False,
    max_active_runs=1000,  # each but waits
    default_args=default_args(),
    doc_md=__doc__,
    tags=["theodoi"],
    params={
        "profile": PROFILE,
        "batch": Param("", type="string", minLength=1, title="Batch", description="Such as nightly/2026-11-21."),
        "dag": Param("", type="string", minLength=1, title="DAG", description="Which DAG brings the batch in again."),
        "again": Param({}, type="object", title="Params", description="What that DAG is asked."),
        "subject": Param("", type="string", minLength=1, title="Question"),
        "body": Param("", type="string", title="What is held back, and why"),
        "answers": Param([*Answer], type="array", items={"type": "string"}, title="Answers"),
        "withdrawals": Param(
            False, type="boolean", title="Withdrawals", description="Whether articles would be withdrawn."
        ),
    },
)
def review() -> None:
    asked = RequiredAction(
        task_id="required_action",
        subject="{{ params.subject }}",
        body="{{ params.body }}",
        options=[*Answer],
        defaults=Answer.KEEP.value,
        params={"reason": Param("", type="string", title="Why", description="For those who come later.")},
        response_timeout=timedelta(hours=settings().review_hours or 1),
        execution_timeout=limit("required_action"),
        doc_md="Ask a person what becomes of the batch, and wait without a slot.",
    )

    @task(execution_timeout=limit("decide"))
    def decide(answer: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the decision, with its author and reason; what follows is skipped where nothing is to be done."""
        return answered(answer)

    # Airflow gives both the value.
    decided = decide(cast("Mapping[str, Any]", asked.output))
    TriggerDagRunOperator(
        task_id="again",
        trigger_dag_id="{{ params.dag }}",
        conf=cast("dict[str, Any]", decided),
        logical_date=None,
        execution_timeout=limit("again"),
        doc_md="Bring the batch in again; the gates know the decision.",
    )


review()
