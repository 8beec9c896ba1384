"""The frontier of a batch in ops.fetches: what is to be fetched, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, Engine, text

from theodoi.database import run_sql, sql_file
from theodoi.doors import loggable
from theodoi.lake import writing_under
from theodoi.leases import Lease, batch_lock
from theodoi.registry.sources import Source
from theodoi.rows import CaptureRow, Row
from theodoi.settings import VIETNAM

_REASON_CHARACTERS = 2_000
_REST = timedelta(hours=12)  # a page that was captured since is not asked again: a backfill of many days meets it often

_Day = date  # `date` is a method of the frontier


@dataclass(frozen=True, slots=True)
class Target:
    """One URL to fetch."""

    url: str
    source_id: str
    kind: str  # feed, sitemap, list, page, robots
    found_by: str | None = None
    announced_at: datetime | None = None
    parent_url: str | None = None
    depth: int = 1  # of a sitemap below its index, or of a list's page; not kept


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a URL; `reason` is one sentence for an operator, none when all went well."""

    outcome: str
    reason: str | None = None
    status: int | None = None
    bytes: int | None = None
    capture_id: str | None = None


class Frontier:
    """One batch's rows, for the one process that holds the batch's frontier.

    Who comes next waits until a killed one is really gone. Raises SQLAlchemyError when the database fails, and LeaseLost
    when another process has taken over.
    """

    def __init__(self, connection: Connection, lease: Lease, batch_id: str) -> None:
        self._open, self._lease, self._batch = connection, lease, {"batch_id": batch_id}

    @property
    def _connection(self) -> Connection:
        self._lease.check()
        return self._open

    @classmethod
    @contextmanager
    def open(cls, engine: Engine, batch_id: str) -> Iterator[Frontier]:
        """The frontier, held; so is what the body writes into the lake. Waits for another process that has it."""
        with (
            batch_lock(engine, None, batch_id, "frontier") as lease,
            writing_under(lease.check),
            engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            # A row lost to a power cut is made good by `reconcile`; waiting for the disk at every URL is not worth it.
            connection.execute(text("SET synchronous_commit = off"))
            yield cls(connection, lease, batch_id)

    def add(self, targets: Iterable[Target]) -> set[str]:
        """Add rows; those that exist keep their state and get the better announcement. Returns the URLs added or bettered."""
        once = {t.url: _row(t) for t in targets}
        parameters = self._batch | {"rows": json.dumps(list(once.values()))}
        return set(self._connection.scalars(text(sql_file("scrape/add.sql")), parameters))

    def date(self, announced: Mapping[str, str]) -> None:
        """Give undated page rows the time (ISO 8601) that something else announced for their URL."""
        rows = [{"url": url, "announced_at": moment} for url, moment in announced.items()]
        run_sql(self._connection, "scrape/date.sql", self._batch | {"rows": json.dumps(rows)})

    def pending(self, *kinds: str) -> list[Target]:
        """Rows still to be fetched, the newest announcements first."""
        rows = self._connection.execute(text(sql_file("scrape/pending.sql")), self._batch | {"kinds": list(kinds)})
        return [Target(**row) for row in rows.mappings()]

    def begin(self, url: str) -> None:
        """Note that a request is about to be sent."""
        run_sql(self._connection, "scrape/begin.sql", self._batch | {"url": url, "now": datetime.now(UTC)})

    def done(self, url: str, result: Result) -> None:
        """Note what became of a row."""
        reason = None if result.reason is None else loggable(result.reason, _REASON_CHARACTERS)
        told = asdict(replace(result, reason=reason))
        run_sql(self._connection, "scrape/done.sql", self._batch | {"url": url, "now": datetime.now(UTC)} | told)

    def reset(self, sources: Iterable[str]) -> None:
        """Make all rows of these sources pending again (refresh)."""
        run_sql(self._connection, "scrape/reset.sql", self._batch | {"sources": list(sources)})

    def retry_doors(self, sources: Iterable[str]) -> None:
        """Make their feeds, sitemaps and lists pending again that could not be reached; a discovery is only repeated for a reason."""
        run_sql(self._connection, "scrape/retry_doors.sql", self._batch | {"sources": list(sources)})

    def reconcile(self, capture_ids: Iterable[str], recovered: Iterable[CaptureRow]) -> None:
        """Make rows agree with the captures that the lake has; `recovered` are rows of captures saved from a killed crawl."""
        rows = [
            {
                "url": row["url"],
                "capture_id": row["capture_id"],
                "status": row["status"],
                "payload_bytes": row["payload_bytes"],
                "captured_at": row["captured_at"].isoformat(),
            }
            for row in recovered
        ]
        run_sql(
            self._connection,
            "scrape/reconcile.sql",
            self._batch | {"capture_ids": list(capture_ids), "recovered": json.dumps(rows)},
        )

    def choose(self, day: _Day, sources: Mapping[str, Source]) -> None:
        """Apply the day's rules to the pages found: other_day, known, over_max_pages."""
        begins = datetime.combine(day, time(), VIETNAM)
        limits = [{"source_id": s.id, "max_pages": s.max_pages} for s in sources.values()]
        parameters = {
            "now": datetime.now(UTC),
            "day_begins": begins,
            "day_ends": begins + timedelta(days=1),
            "sources": json.dumps(limits),
        }
        run_sql(self._connection, "scrape/choose.sql", self._batch | parameters)

    def look_again(self, day: _Day, sources: Mapping[str, Source]) -> None:
        """Add the pages that are asked again on this day: outlets change what they have published."""
        now = datetime.now(UTC)
        limits = [
            {
                "source_id": s.id,
                "max_pages": s.max_pages,
                "second_look_pages": s.second_look_pages,
                "second_looks": s.second_looks,
                # A site on this machine needs no rest.
                "rested_before": (now if s.local else now - _REST).isoformat(),
            }
            for s in sources.values()
        ]
        run_sql(self._connection, "scrape/second_looks.sql", self._batch | {"day": day, "sources": json.dumps(limits)})

    def known_digest(self, url: str) -> str | None:
        """The payload digest of the newest capture of a page, of whatever batch."""
        digest: str | None = self._connection.scalar(text(sql_file("scrape/digest.sql")), {"url": url})
        return digest


def outcomes(engine: Engine, batch_id: str, sources: Iterable[str] | None = None) -> dict[str, dict[str, int]]:
    """Numbers of rows by kind and outcome (`pending` for those not yet dealt with), of all sources or of those named."""
    found: dict[str, dict[str, int]] = {}
    parameters = {"batch_id": batch_id, "sources": None if sources is None else list(sources)}
    with engine.connect() as connection:
        for kind, outcome, number in connection.execute(text(sql_file("scrape/outcomes.sql")), parameters):
            found.setdefault(kind, {})[outcome] = number
    return found


def progress(connection: Connection, batch_id: str, now: datetime) -> list[str]:
    """A line for each source whose pages are fetched: pages done, left, and a minute (over the last five)."""
    parameters = {"batch_id": batch_id, "now": now}
    return [
        f"{row.source_id}: {row.done:,} pages done, {row.pending:,} left, {row.a_minute:,} a minute"
        for row in connection.execute(text(sql_file("scrape/progress.sql")), parameters)
    ]


def asked_sources(engine: Engine, batch_id: str) -> set[str]:
    """The sources whose feeds, sitemaps or lists the batch has asked, whatever they answered."""
    with engine.connect() as connection:
        return set(connection.scalars(text(sql_file("scrape/asked.sql")), {"batch_id": batch_id}))


def _row(target: Target) -> Row:
    return asdict(target) | {"announced_at": target.announced_at.isoformat() if target.announced_at else None}
