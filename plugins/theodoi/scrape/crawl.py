"""Discover and crawl one batch: start the crawling process, wait for it, commit what it kept.

Both are idempotent and may be killed at any time and called again. A batch whose captures are committed is replayed
from the lake and fetches nothing, unless `refresh` asks for it; a refresh appends.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from theodoi.contracts import CAPTURES, key_of
from theodoi.doors import loggable
from theodoi.lake import Lake, Manifest
from theodoi.registry.sources import Source
from theodoi.scrape.frontier import asked_sources, outcomes, progress
from theodoi.scrape.job import Job, Politeness
from theodoi.settings import settings
from theodoi.warc import index_files

_log = logging.getLogger("theodoi.scrape")

_TOLD_SECONDS = 15.0  # between two words on a crawl's progress
_STARTS = 3  # of a crawling process that dies without a word
_GRACE_SECONDS = 300.0  # for the request and the segment in hand when the time for a phase is over


class CrawlFailed(RuntimeError):
    """The crawling process failed for a reason of our own: database, disk, memory. A later call goes on where it was."""


class NothingReached(RuntimeError):
    """No feed, sitemap or list of any source could be read: an outage here, not a day without news."""


# Outcomes of a feed, sitemap or list that show that somebody answered.
_DOORS_OPEN = {"parsed", "parsed_in_part", "empty", "unreadable", "http_error", "challenge"}


@dataclass(frozen=True, slots=True)
class DiscoverSummary:
    """What discovery found: pages to be fetched, and how feeds, sitemaps, lists and pages ended."""

    replayed: bool
    pages: int
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)  # kind -> outcome -> rows
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What the batch has after the crawl: all its captures, and how its pages ended."""

    replayed: bool
    captures: int
    outcomes: dict[str, int] = field(default_factory=dict)  # of pages
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What one discovery or crawl is asked to do.

    `named` says that the sources were named by hand: then a batch that has its captures is extended by those of them
    that it has never asked.
    """

    sources: Mapping[str, Source]
    batch_id: str
    day: date
    engine: Engine
    lake: Lake
    refresh: bool = False
    named: bool = False
    politeness: Politeness = field(default_factory=Politeness)
    spool: Path | None = None


def discover(order: Order) -> DiscoverSummary:
    """Read robots.txt, feeds, sitemaps and lists of the sources and fill the frontier with the pages of the day.

    Nothing that a site does raises. NothingReached means that no source at all answered; CrawlFailed and
    SQLAlchemyError that our own house is not in order.
    """
    sources = order.sources
    if _committed(order) is not None and not order.refresh:
        asked = asked_sources(order.engine, order.batch_id) if order.named else sources.keys()
        sources = {id: source for id, source in sources.items() if id not in asked}
        if not sources:
            return DiscoverSummary(True, 0, {}, "replayed: the batch has its captures, no site was asked")
    _run("discover", order, sources)
    found = outcomes(order.engine, order.batch_id, sources)
    if sources and not _DOORS_OPEN & _doors(found).keys():
        raise NothingReached(
            f"none of the {len(sources)} sources could be read (feeds, sitemaps and lists: {_told(_doors(found))}); "
            "is this machine connected? Nothing was fetched: run the day again"
        )
    pages = found.get("page", {})
    pending = pages.get("pending", 0)
    return DiscoverSummary(
        False,
        pending,
        found,
        f"{pending} pages to fetch ({_told(pages)}); feeds, sitemaps and lists: {_told(_doors(found))}",
    )


def crawl(order: Order) -> CrawlSummary:
    """Fetch the pending pages of the frontier and commit the batch's captures (dataset `captures`, stage raw).

    With `refresh` it fetches what discovery has made pending again and appends. Raises like `discover`.
    """
    committed = _committed(order)
    if committed is not None and not order.refresh:
        found = outcomes(order.engine, order.batch_id, order.sources) if order.named else {}
        if not found.get("page", {}).get("pending"):
            return CrawlSummary(True, committed.rows, {}, f"replayed: {committed.rows} captures, no site was asked")
    _run("crawl", order, order.sources)
    manifest = commit_captures(order.lake, order.batch_id)
    pages = outcomes(order.engine, order.batch_id).get("page", {})
    return CrawlSummary(False, manifest.rows, pages, f"{manifest.rows} captures; pages: {_told(pages)}")


def commit_captures(lake: Lake, batch_id: str) -> Manifest:
    """Name all committed segments of the batch in the manifest of its captures."""
    rows = {
        name: lake.read_shard(CAPTURES, batch_id, name, columns=["capture_id"]).num_rows
        for name in index_files(lake, batch_id)
    }
    manifest = Manifest(CAPTURES.name, batch_id, rows)
    lake.write_manifest(manifest)
    return manifest


def spool_of(lake: Lake, batch_id: str) -> Path:
    """The folder on this machine where a batch's open segment lies."""
    return settings().home / "spool" / key_of(lake.root, batch_id)


def _committed(order: Order) -> Manifest | None:
    return order.lake.manifest(CAPTURES.name, order.batch_id)


def _doors(found: dict[str, dict[str, int]]) -> dict[str, int]:
    """Outcomes of all that announces pages."""
    total: dict[str, int] = {}
    for kind in ("feed", "sitemap", "list"):
        for outcome, number in found.get(kind, {}).items():
            total[outcome] = total.get(outcome, 0) + number
    return total


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {outcome.replace('_', ' ')}" for outcome, number in counts.items()) or "none"


# the crawling process ------------------------------------------------------------------------------------------------


def _run(phase: Literal["discover", "crawl"], order: Order, sources: Mapping[str, Source]) -> None:
    spool = order.spool or spool_of(order.lake, order.batch_id)
    spool.mkdir(parents=True, exist_ok=True)
    job = Job(
        phase=phase,
        batch_id=order.batch_id,
        day=order.day,
        refresh=order.refresh,
        database_url=order.engine.url.render_as_string(hide_password=False),
        lake=order.lake.root,
        spool=spool,
        user_agent=settings().user_agent,
        sources=dict(sources),
        politeness=order.politeness,
        parent=os.getpid(),
    )
    for start in range(1, _STARTS + 1):
        code, last = _process(job, order.politeness.phase_seconds + _GRACE_SECONDS, lambda: _tell(order, phase))
        if code == 0:
            return
        # A process that was killed from outside said nothing: it goes on where it was. One that gave a reason would again.
        if code > 0 or start == _STARTS:
            raise CrawlFailed(
                f"The {phase} of {order.batch_id} did not finish: {last or f'its process ended with {code}'}"
            )


def _tell(order: Order, phase: str) -> None:
    """Say in the task's log how far each source of a crawl is."""
    if phase != "crawl":
        return
    try:
        with order.engine.connect() as connection:
            for line in progress(connection, order.batch_id, datetime.now(UTC)):
                _log.info("%s", line)
    except SQLAlchemyError:  # the crawl itself meets it, and says what it means
        _log.info("the warehouse does not say how far the crawl is")


def _process(job: Job, limit_seconds: float, tell: Callable[[], None]) -> tuple[int, str]:
    """Run the job in a session of its own; returns its exit code (negative: a signal) and its last line.

    `tell` is called every quarter of a minute.
    """
    log = job.spool / f"{job.phase}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "theodoi.scrape.spider"],
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
        deadline = time.monotonic() + limit_seconds
        words: bytes | None = job.model_dump_json().encode()
        try:
            while (left := deadline - time.monotonic()) > 0:
                try:
                    process.communicate(words, timeout=min(left, _TOLD_SECONDS))
                    break
                except subprocess.TimeoutExpired:
                    words = None  # it has them
                    tell()
            else:
                return 1, f"its process was still at work after {limit_seconds:.0f} seconds"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return process.returncode, loggable(lines[-1]) if lines else ""
