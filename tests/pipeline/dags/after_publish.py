"""What somebody downstream of the warehouse writes: a DAG that Airflow starts after each publish into the demo warehouse."""

from airflow.sdk import Asset, PartitionedAssetTimetable, dag, get_current_context, task


@dag(
    dag_id="after_publish",
    schedule=PartitionedAssetTimetable(assets=Asset("theodoi_warehouse_demo", uri="theodoi://warehouse/demo")),
    catchup=False,
)
def after_publish():
    @task
    def refresh() -> str:
        return get_current_context()["dag_run"].partition_key

    refresh()


after_publish()
