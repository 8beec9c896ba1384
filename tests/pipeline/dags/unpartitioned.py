"""What somebody may write by mistake: a schedule that knows no partitions, while every event of a warehouse has a key."""

from airflow.sdk import Asset, dag, task


@dag(
    dag_id="unpartitioned",
    schedule=[Asset("theodoi_warehouse_demo", uri="theodoi://warehouse/demo")],
    catchup=False,
)
def unpartitioned():
    @task
    def refresh() -> None:
        """Never begins."""

    refresh()


unpartitioned()
