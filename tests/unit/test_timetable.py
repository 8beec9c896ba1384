"""Which days the schedule makes: nights, backfills and what an outage left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from airflow.exceptions import InvalidPartitionKeyError
from airflow.models.dagrun import DagRun
from airflow.timetables.base import DagRunInfo, TimeRestriction
from airflow.utils.types import DagRunType
from pendulum import instance

from theodoi_timetable import VIETNAM, VietnameseDays

TIMETABLE = VietnameseDays(hour=2, make_up=7)
FREE = TimeRestriction(earliest=None, latest=None, catchup=False)
FIVE = [f"2026-10-{day}" for day in (10, 11, 12, 13, 14)]


def days_between(earliest: str, latest: str) -> list[str]:
    found = TIMETABLE.iter_partition_dagrun_infos(
        earliest=instance(datetime.fromisoformat(earliest)), latest=instance(datetime.fromisoformat(latest))
    )
    return [info.partition_key for info in found]


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        ("2026-10-10T00:00:00+00:00", "2026-10-14T00:00:00+00:00"),  # airflow backfill create --from-date … --to-date …
        ("2026-10-10T00:00:00+00:00", "2026-10-14T23:59:59.999+00:00"),  # the pages of Airflow, set to UTC
        ("2026-10-10T00:00:00+07:00", "2026-10-14T00:00:00+07:00"),  # a REST client in Vietnam
        ("2026-10-09T17:00:00+00:00", "2026-10-13T17:00:00+00:00"),  # the pages of Airflow, set to Vietnam time
        ("2026-10-09T17:00:00+00:00", "2026-10-14T16:59:59.999+00:00"),
        ("2026-10-10T08:30:00+00:00", "2026-10-14T01:00:00+00:00"),  # hours do not count, days do
    ],
)
def test_a_backfill_covers_the_days_from_the_first_to_the_last_one_named(earliest, latest):
    assert days_between(earliest, latest) == FIVE


def test_one_day_is_a_backfill_too():
    assert days_between("2026-10-10T00:00:00+00:00", "2026-10-10T00:00:00+00:00") == ["2026-10-10"]


def test_days_that_are_not_over_are_left_out():
    today = datetime.now(VIETNAM).date()
    yesterday = today - timedelta(days=1)
    assert days_between(f"{yesterday}T00:00:00+00:00", f"{today + timedelta(days=3)}T00:00:00+00:00") == [
        yesterday.isoformat()
    ]


def test_a_run_starts_at_two_in_the_morning_after_its_day():
    [info] = TIMETABLE.iter_partition_dagrun_infos(
        earliest=instance(datetime(2026, 10, 10, tzinfo=UTC)), latest=instance(datetime(2026, 10, 10, tzinfo=UTC))
    )
    assert info.run_after == datetime(2026, 10, 10, 19, tzinfo=UTC)
    assert info.partition_date == datetime(2026, 10, 9, 17, tzinfo=UTC)
    assert TIMETABLE.resolve_partition_date(info.partition_key) == info.partition_date


@pytest.mark.parametrize("key", ["2026-1-5", "20261010", "2026-02-30", "2026-10-10T00:00:00", "hôm qua", ""])
def test_a_key_that_is_no_day_is_refused(key):
    with pytest.raises(InvalidPartitionKeyError):
        TIMETABLE.resolve_partition_date(key)


def test_a_run_without_a_key_has_no_day():
    assert TIMETABLE.resolve_partition_date(None) is None


def test_runs_are_filtered_by_days_in_vietnam():
    assert TIMETABLE.localize_partition_datetime(datetime(2026, 10, 10)) == datetime(2026, 10, 9, 17, tzinfo=UTC)


def test_a_day_may_be_run_many_times():
    names = {
        TIMETABLE.generate_run_id(
            run_type=DagRunType.BACKFILL_JOB,
            run_after=_noon(date(2026, 10, 11)),
            data_interval=None,
            partition_key="2026-10-10",
        )
        for _ in range(3)
    }
    assert len(names) == 3
    assert all(name.startswith("backfill__2026-10-11T12:00:00+00:00__2026-10-10__") for name in names)


@pytest.mark.parametrize(
    ("catchup", "earliest", "latest", "expected"),
    [
        (True, "2026-10-10T18:59:59", None, "2026-10-10"),  # a start that is no night: the next one
        (True, "2026-10-10T19:00:00", None, "2026-10-10"),  # a night itself
        (True, "2026-10-10T19:00:01", None, "2026-10-11"),
        (True, "2026-10-10T19:00:00", "2026-10-10T18:00:00", None),  # the DAG's end is before its first night
        (False, "2100-01-01T00:00:00", None, "2100-01-01"),  # a start to come
    ],
)
def test_the_first_night_follows_the_start_of_the_dag(catchup, earliest, latest, expected):
    bounds = [bound and instance(datetime.fromisoformat(bound).replace(tzinfo=UTC)) for bound in (earliest, latest)]
    first = TIMETABLE.next_dagrun_info_v2(last_dagrun_info=None, restriction=TimeRestriction(*bounds, catchup=catchup))
    assert (first and first.partition_key) == expected


def test_with_catchup_every_night_since_the_last_one_is_made():
    last = last_night(40)
    following = TIMETABLE.next_dagrun_info_v2(last_dagrun_info=last, restriction=FREE._replace(catchup=True))
    assert following.run_after - last.run_after == timedelta(days=1)


def last_night(days_ago: int) -> DagRunInfo:
    """The run that covered the day `days_ago` days before yesterday."""
    day = datetime.now(VIETNAM) - timedelta(hours=2)  # the newest night that has begun
    covered = (day - timedelta(days=1 + days_ago)).date()
    [info] = TIMETABLE.iter_partition_dagrun_infos(earliest=_noon(covered), latest=_noon(covered))
    return info


def _noon(day: date):
    return instance(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def made_up(last: DagRunInfo) -> list[str]:
    """The days whose runs the scheduler makes at once after `last`, in its order."""
    found = []
    while True:
        last = TIMETABLE.next_dagrun_info_v2(last_dagrun_info=last, restriction=FREE)
        if last.run_after > datetime.now(UTC):
            return found
        found.append(last.partition_key)


@pytest.mark.parametrize(("missed", "expected"), [(0, 0), (1, 1), (3, 3), (7, 7), (30, 7)])
def test_nights_missed_in_an_outage_are_made_up_oldest_first_for_a_week(missed, expected):
    newest = date.fromisoformat(last_night(0).partition_key)
    days = made_up(last_night(missed))
    assert days == [(newest - timedelta(days=n)).isoformat() for n in reversed(range(expected))]


def test_a_schedule_that_never_ran_makes_nothing_up():
    first = TIMETABLE.next_dagrun_info_v2(last_dagrun_info=None, restriction=FREE)
    assert first.run_after > datetime.now(UTC)


@pytest.mark.parametrize(("run_type", "due_now"), [("scheduled", 3), ("backfill", 0)])
def test_a_backfill_of_recent_days_makes_no_nights_due(run_type, due_now):
    info = last_night(3)
    run = DagRun(
        dag_id="nightly",
        run_id="x",
        run_type=run_type,
        run_after=info.run_after,
        partition_key=info.partition_key,
        partition_date=info.partition_date,
    )
    assert len(made_up(TIMETABLE.run_info_from_dag_run(dag_run=run))) == due_now


def test_it_survives_the_database():
    again = VietnameseDays.deserialize(TIMETABLE.serialize())
    assert (again.serialize(), again.summary) == (TIMETABLE.serialize(), TIMETABLE.summary)
