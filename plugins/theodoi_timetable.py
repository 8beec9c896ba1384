"""The schedule of the nightly DAG: one run per Vietnamese day, at an hour of the next morning.

Airflow's CronPartitionTimetable takes the hour of the run for the partition's date, so that a backfill "to the 14th"
(a midnight) ends with the 13th, and its rule for missed runs makes up the last one only. Here the partition is the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from airflow.exceptions import InvalidPartitionKeyError
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from airflow.utils.types import DagRunType
from pendulum import DateTime, instance

from theodoi.days import day_meant
from theodoi.settings import VIETNAM

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

_DAY = timedelta(days=1)


class VietnameseDays(Timetable):
    """Partitions are calendar days in Vietnam (key YYYY-MM-DD); the run of a day starts at `hour` of the next one.

    * A backfill covers every day from the first to the last one named, both included, as far as they are over:
      a run of a day that is not over would fix its pages too early.
    * Nights missed in an outage are made up when the scheduler is back, oldest first, those of the last
      `make_up` days; older ones are left to a backfill. A schedule that never ran starts with the next night, and a
      backfill is no start of it.
    """

    partitioned = True

    def __init__(self, hour: int = 2, *, make_up: int = 7) -> None:
        self._hour, self._make_up = hour, make_up
        self.description = f"Every night at {hour:02}:00 Vietnam time, for the day before"

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> VietnameseDays:
        return cls(data["hour"], make_up=data["make_up"])

    def serialize(self) -> dict[str, Any]:
        return {"hour": self._hour, "make_up": self._make_up}

    @property
    def summary(self) -> str:
        return f"the day before, at {self._hour:02}:00 Vietnam time"

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Refuse: a schedule by days has no intervals, and Airflow asks next_dagrun_info_v2."""
        raise NotImplementedError

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The run after the last one; when nights were missed, the oldest of them that is still made up."""
        now = datetime.now(UTC)
        if last_dagrun_info is not None:
            day = self._newest(last_dagrun_info.run_after) + _DAY
            if not restriction.catchup:
                day = max(day, self._newest(now) - (self._make_up - 1) * _DAY)
        elif restriction.catchup:
            day = self._next(restriction.earliest or now)
        else:  # a schedule makes nothing up before its first night, not even one that began some hours ago
            day = self._next(max(now, restriction.earliest or now))
        info = self._info(day)
        return None if restriction.latest is not None and restriction.latest < info.run_after else info

    def run_info_from_dag_run(self, *, dag_run: DagRun) -> DagRunInfo:
        """What a run says about the schedule. Airflow asks for the latest day's run, backfills included: after one nothing is missing."""
        info = super().run_info_from_dag_run(dag_run=dag_run)
        if dag_run.run_type != DagRunType.BACKFILL_JOB:
            return info
        return info._replace(run_after=max(info.run_after, self._begins(self._newest(datetime.now(UTC)))))

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterator[DagRunInfo]:
        """The days of a backfill. Both bounds name a day: see theodoi.days.day_meant."""
        over = datetime.now(VIETNAM).date() - _DAY
        day, last = day_meant(earliest), min(day_meant(latest), over)
        while day <= last:
            yield self._info(day)
            day += _DAY

    def resolve_partition_date(self, partition_key: str | None) -> datetime | None:
        """The start of the day that a key names. Raises InvalidPartitionKeyError for a key that names none."""
        if partition_key is None:
            return None
        try:
            day = date.fromisoformat(partition_key)
        except ValueError:
            day = None
        if day is None or day.isoformat() != partition_key:
            raise InvalidPartitionKeyError(f"{partition_key!r} is not a day: write it as 2026-11-21")
        return _start_of(day)

    def localize_partition_datetime(self, dt: datetime) -> DateTime:
        """The moment at which clocks in Vietnam show what `dt` shows; with it Airflow filters runs by their day."""
        return instance(dt.replace(tzinfo=VIETNAM).astimezone(UTC))

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """No span of time: the day of a run that is started by hand is its key, or is asked for in its form."""
        return DataInterval.exact(run_after)

    def generate_run_id(
        self, *, run_type: DagRunType, run_after: DateTime, data_interval: DataInterval | None, **extra: Any
    ) -> str:
        """When the run is due, which day it covers, and a part of chance: a day may be run many times."""
        parts = (run_after.isoformat(), extra.get("partition_key"), uuid4().hex[:8])
        return run_type.generate_run_id(suffix="__".join(part for part in parts if part))

    def _newest(self, moment: datetime) -> date:
        """The day of the newest night that has begun by then."""
        # Out of pendulum, which knows no zones of the standard library when it subtracts.
        there = datetime.fromtimestamp(moment.timestamp(), VIETNAM)
        return (there - timedelta(hours=self._hour)).date() - _DAY

    def _next(self, moment: datetime) -> date:
        """The day of the first night that begins then or later."""
        day = self._newest(moment)
        return day if self._begins(day) == moment else day + _DAY

    def _begins(self, day: date) -> DateTime:
        return instance(datetime.combine(day + _DAY, time(self._hour), VIETNAM).astimezone(UTC))

    def _info(self, day: date) -> DagRunInfo:
        return DagRunInfo(
            run_after=self._begins(day),
            data_interval=None,
            partition_date=_start_of(day),
            partition_key=day.isoformat(),
        )


def _start_of(day: date) -> DateTime:
    return instance(datetime.combine(day, time(), VIETNAM).astimezone(UTC))
