"""`theodoi status`: which runs work now, in which stage, how far they are and since when."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, RowMapping, text

from theodoi.database import engine_for, sql_file
from theodoi.scrape.frontier import progress
from theodoi.settings import VIETNAM, Profile, settings


def status(profile: Profile) -> list[str]:
    """Lines about the runs at work in a profile's warehouse. Raises LookupError, SQLAlchemyError."""
    lines = lines_of(engine_for(settings().database_url(profile)), datetime.now(UTC))
    return lines or [f"nothing runs now ({profile})"]


def lines_of(engine: Engine, now: datetime) -> list[str]:
    """The same for one warehouse at a moment; empty when nothing runs."""
    lines: list[str] = []
    run = None
    with engine.connect() as connection:
        for row in connection.execute(text(sql_file("ops/status.sql"))).mappings():
            if row["run_id"] != run:
                run = row["run_id"]
                lines.append(f"{row['batch_id']} ({row['dag_id']}) since {_since(row['run_since'], now)}")
            lines += _stage(connection, row, now)
    return lines


def _stage(connection: Connection, row: RowMapping, now: datetime) -> list[str]:
    if row["stage"] is None:
        return ["  between two stages"]
    shards = f", {row['shards_done']} of {row['shards']} shards begun are done" if row["shards"] > 1 else ""
    lines = [f"  {row['stage']} since {_since(row['since'], now)}{shards}"]
    if row["stage"] == "crawl":
        lines += [f"    {line}" for line in progress(connection, row["batch_id"], now)]
    return lines


def _since(moment: datetime, now: datetime) -> str:
    """A moment as Vietnam's clock shows it, and how long ago it is."""
    minutes, seconds = divmod(int((now - moment).total_seconds()), 60)
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} ({minutes} min {seconds} s)"
