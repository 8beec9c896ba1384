"""Which Vietnamese day a run covers."""

from datetime import UTC, date, datetime

import pytest

from theodoi.days import partition_of

# 02:00 in Vietnam is 19:00 UTC of the day before.
TICK = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("partition_key", "asked", "run_after", "expected"),
    [
        ("2026-11-21", None, TICK, date(2026, 11, 21)),  # the schedule, a backfill, the API
        (None, "2026-10-02", TICK, date(2026, 10, 2)),  # a day asked for by hand
        ("2026-11-21", "2026-10-02", TICK, date(2026, 10, 2)),  # by hand wins
        (None, None, TICK, date(2026, 11, 21)),  # neither: yesterday in Vietnam, where it is the 22nd
        (None, None, datetime(2026, 11, 21, 16, 59, tzinfo=UTC), date(2026, 11, 20)),  # still the 21st in Vietnam
        (None, None, datetime(2026, 11, 21, 17, 0, tzinfo=UTC), date(2026, 11, 21)),  # midnight there
    ],
)
def test_partition_of(partition_key, asked, run_after, expected):
    assert partition_of(partition_key=partition_key, asked=asked, run_after=run_after) == expected


def test_a_day_that_is_none_is_refused_with_the_right_form():
    with pytest.raises(ValueError, match="write it as 2026-11-21"):
        partition_of(partition_key=None, asked="21/11/2026", run_after=TICK)
