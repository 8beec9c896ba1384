"""The schedule of the nightly DAG: one run per Vietnamese day, at an hour of the next morning.

Airflow's CronPartitionTimetable takes the hour of the run for the partition's date, so that a backfill "to the 14th"
(a midnight) ends with the 13th, and its rule for missed runs makes up the last one only. Here the partition is the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from airflow.timetables.base import DagRunInfo, TimeRestriction
from airflow.timetables.trigger import CronPartitionTimetable
from airflow.utils.types import DagRunType
from pendulum import DateTime, instance

from theodoi.days import day_meant
from theodoi.settings import VIETNAM

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun


class VietnameseDays(CronPartitionTimetable):
    """Partitions are calendar days in Vietnam (key YYYY-MM-DD); the run of a day starts at `hour` of the next one.

    * A backfill covers every day from the first to the last one named, both included, as far as they are over:
      a run of a day that is not over would fix its pages too early.
    * Nights missed in an outage are made up when the scheduler is back, oldest first, those of the last
      `make_up` days; older ones are left to a backfill. A schedule that never ran starts with the next night, and a
      backfill is no start of it.
    """

    def __init__(self, hour: int = 2, *, make_up: int = 7) -> None:
        super().__init__(f"0 {hour} * * *", timezone=VIETNAM.key, run_offset=-1, key_format="%Y-%m-%d")
        self._hour, self._make_up = hour, make_up

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> VietnameseDays:
        return cls(data["hour"], make_up=data["make_up"])

    def serialize(self) -> dict[str, Any]:
        return {"hour": self._hour, "make_up": self._make_up}

    @property
    def summary(self) -> str:
        return f"the day before, at {self._hour:02}:00 Vietnam time"

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The run after the last one; when nights were missed, the oldest of them that is still made up."""
        if restriction.catchup:
            return super().next_dagrun_info_v2(last_dagrun_info=last_dagrun_info, restriction=restriction)
        now = instance(datetime.now(UTC))
        if last_dagrun_info is None:  # Airflow's own rule would make up a night that began some two hours ago
            after = self._align_to_next(max(now, restriction.earliest or now))
        else:
            oldest = self._align_to_prev(now).subtract(days=self._make_up - 1)
            after = max(self._get_next(last_dagrun_info.run_after), oldest)
        if restriction.latest is not None and restriction.latest < after:
            return None
        return self._info(after.in_timezone(VIETNAM.key).date() - timedelta(days=1))

    def run_info_from_dag_run(self, *, dag_run: DagRun) -> DagRunInfo:
        """What a run says about the schedule. Airflow asks for the latest day's run, backfills included: after one nothing is missing."""
        info = super().run_info_from_dag_run(dag_run=dag_run)
        if dag_run.run_type != DagRunType.BACKFILL_JOB:
            return info
        return info._replace(run_after=max(info.run_after, self._align_to_prev(instance(datetime.now(UTC)))))

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterator[DagRunInfo]:
        """The days of a backfill. Both bounds name a day: see theodoi.days.day_meant."""
        over = datetime.now(VIETNAM).date() - timedelta(days=1)
        day, last = day_meant(earliest), min(day_meant(latest), over)
        while day <= last:
            yield self._info(day)
            day += timedelta(days=1)

    def _get_partition_date(self, *, run_date: datetime) -> DateTime:
        return _start_of(run_date.astimezone(VIETNAM).date() - timedelta(days=1))

    def _info(self, day: date) -> DagRunInfo:
        run_after = datetime.combine(day + timedelta(days=1), time(self._hour), VIETNAM)
        start = _start_of(day)
        return DagRunInfo(
            run_after=instance(run_after.astimezone(UTC)),
            data_interval=None,
            partition_date=start,
            partition_key=self._format_key(start),
        )


def _start_of(day: date) -> DateTime:
    return instance(datetime.combine(day, time(), VIETNAM).astimezone(UTC))
