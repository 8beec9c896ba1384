"""What every duty is given and gives back, and how it holds a batch that nobody works on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from theodoi.database import engine_for, sql_file
from theodoi.lake import Lake
from theodoi.leases import whole_batch
from theodoi.settings import Profile, settings

if TYPE_CHECKING:
    from theodoi.maintain.alerts import Tell

# A run that is still "running" after this long has died with its scheduler.
_LONGEST_RUN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Work:
    """One round of maintenance over one profile. With `dry_run` a duty changes nothing and says what it would do."""

    profile: Profile
    dry_run: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    log_folder: Path | None = None  # of Airflow's task logs
    state_of: Callable[[str, str], str | None] | None = None  # asks Airflow how a run stands (theodoi.maintain.ended)
    channels: Mapping[str, Tell] = field(default_factory=dict)  # further ways to tell alerts, by their names

    @property
    def lake(self) -> Lake:
        return Lake(settings().lake_root(self.profile))

    @property
    def engine(self) -> Engine:
        return engine_for(settings().database_url(self.profile))

    def before(self, days: int) -> datetime:
        """The moment `days` days ago."""
        return self.now - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a duty did, in lines for a person; `alarm` is the sentence of what is wrong, if something is."""

    lines: tuple[str, ...]
    alarm: str | None = None


def ended_batches(work: Work, days: int) -> list[str]:
    """Batches none of whose runs works and whose newest run ended more than `days` days ago, in the order of their ids."""
    with work.engine.connect() as connection:
        return list(
            connection.scalars(
                text(sql_file("maintain/ended_batches.sql")),
                {"before": work.before(days), "alive": work.now - _LONGEST_RUN},
            )
        )


@contextmanager
def held(work: Work, batch_id: str) -> Iterator[bool]:
    """Hold a batch (`reprocess/`: all reprocesses) while the body works on it; yields False when a run of it has begun.

    A run begins by registering itself under a share of the same lock (theodoi.pipeline.begin): it either is seen here
    or waits until the body is done.
    """
    with whole_batch(work.engine, work.profile, batch_id) as alone:
        if not alone:
            yield False
            return
        with work.engine.connect() as connection:
            running = connection.scalar(
                text(sql_file("maintain/running.sql")), {"batch_id": batch_id, "alive": work.now - _LONGEST_RUN}
            )
        yield not running


def told(what: str, rows: int, size: int) -> str:
    """`12 rows of ops.stages, 0.1 MB`: how duties say what they removed."""
    return f"{rows} {what}, {megabytes(size)}"


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size < 10e9 else f"{size / 1e9:.1f} GB"
