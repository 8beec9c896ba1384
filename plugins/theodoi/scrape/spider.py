"""The crawling process: `python -m theodoi.scrape.spider`, with a Job as JSON on standard input.

It works through the frontier source by source with a few requests at a time, keeps pages in WARC segments, and notes
what became of each URL. It may be killed at any time: the next one goes on where it was. It ends with its parent.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from sqlalchemy.exc import SQLAlchemyError

from theodoi import codings
from theodoi.database import engine_for
from theodoi.doors import loggable
from theodoi.lake import Lake
from theodoi.registry.sources import Source
from theodoi.scrape.discovery import Entry, Reading, is_challenge, read_feed, read_list, read_sitemap
from theodoi.scrape.fetching import Answer, Fetcher
from theodoi.scrape.frontier import Frontier, Result, Target
from theodoi.scrape.job import Job, Politeness
from theodoi.scrape.names import CheckedNames, Proxies
from theodoi.settings import VIETNAM
from theodoi.vocabularies import FoundBy
from theodoi.warc import Page, SegmentWriter, sha1

_log = logging.getLogger("theodoi.scrape")

# Announcements further from the batch's day than this are counted and get no row: archive sitemaps name whole years.
_ROWS_WITHIN = timedelta(days=31)
_ROWS_AT_ONCE = 5_000  # of the frontier; other sources go on between
_PAGE_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain"}

_Handler = Callable[[Source, Target, Answer], Awaitable[list[Target]]]


class FrontierSpider(Spider):
    """Works through one phase of a frontier inside Scrapy's engine, whose downloader does the fetching."""

    name = "frontier"

    def __init__(self, job: Job, frontier: Frontier, writer: SegmentWriter | None) -> None:
        super().__init__()
        self._job, self._frontier, self._writer = job, frontier, writer
        self.failure: Exception | None = None
        self._sitemaps_left = dict.fromkeys(job.sources, job.politeness.sitemaps)
        self._far_off: dict[str, str] = {}  # announced too far from the day for a row of their own
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")

    async def start(self) -> AsyncIterator[None]:
        """Everything happens here; nothing is left to Scrapy's scheduler."""
        from twisted.internet import reactor

        proxies = Proxies()
        names = CheckedNames(reactor.nameResolver, self._job.sources.values(), proxies)
        reactor.installNameResolver(names)
        self._fetcher = Fetcher(
            self.crawler.engine, names, proxies, self._job.user_agent, self._job.politeness, self._note_robots
        )
        self._deadline = time.monotonic() + self._job.politeness.phase_seconds
        phase = self._discover if self._job.phase == "discover" else self._crawl
        try:
            await asyncio.gather(*(phase(source) for source in self._job.sources.values()))
        except Exception as error:  # ours: the database or the disk; handed to main, since Scrapy would only log it
            self.failure = error
        return
        yield  # what makes this the asynchronous generator that Scrapy expects

    def _note_robots(self, source: Source, url: str, result: Result) -> None:
        self._frontier.add([Target(url, source.id, "robots")])
        self._frontier.done(url, result)

    async def _work(self, source: Source, targets: list[Target], handle: _Handler) -> None:
        """Fetch targets, and those that they lead to, with as many workers as requests may run at once."""
        queue, busy = list(reversed(targets)), 0

        async def worker() -> None:
            nonlocal busy
            while queue or busy:
                if not queue:
                    await asyncio.sleep(0.02)
                    continue
                busy += 1
                try:
                    queue.extend(await self._one(source, queue.pop(), handle))
                finally:
                    busy -= 1

        await asyncio.gather(*(worker() for _ in range(self._job.politeness.concurrent_requests)))

    async def _one(self, source: Source, target: Target, handle: _Handler) -> list[Target]:
        if time.monotonic() > self._deadline:
            self._frontier.done(
                target.url, Result("over_time", "The time for this phase was over before it was asked for.")
            )
            return []
        answer = await self._fetcher.get(source, target.url, lambda: self._frontier.begin(target.url))
        if answer.failure is None and is_challenge(answer.body):
            failure = Result(
                "challenge",
                "The server asks a browser to prove itself instead of answering.",
                answer.status,
                len(answer.body),
            )
            self._frontier.done(target.url, failure)
        elif answer.failure is not None:
            self._frontier.done(target.url, answer.failure)
        else:
            try:
                return await handle(source, target, answer)
            except (SQLAlchemyError, OSError):
                raise
            except Exception as error:  # a document that defeats a parser must not end the batch
                _log.exception("%s", target.url)
                told = f"Reading it failed, as the log of the crawl tells: {type(error).__name__}."
                self._frontier.done(target.url, Result("unreadable", told, answer.status, len(answer.body)))
        return []

    # discovery -------------------------------------------------------------------------------------------------------

    async def _discover(self, source: Source) -> None:
        """Read all that announces pages; a list's undated link to a page that a feed dates far off is dated too."""
        await self._work(
            source,
            [t for t in self._frontier.pending("feed", "sitemap", "list") if t.source_id == source.id],
            self._announce,
        )
        self._frontier.date(self._far_off)

    async def _announce(self, source: Source, target: Target, answer: Answer) -> list[Target]:
        """Read a feed, sitemap or list; returns what is to be read next."""
        # One large document at a time, in a thread: the other sources go on meanwhile, and memory stays bounded.
        reading, pages = await asyncio.get_running_loop().run_in_executor(
            self._reader, _read, source, target.kind, answer
        )
        further = self._further(source, target, reading)
        near, far_off = divided(pages, self._job.day)
        self._far_off |= far_off
        rows = [Target(e.url, source.id, "page", target.kind, e.announced_at, target.url) for e in near] + further
        added: set[str] = set()
        for begin in range(0, len(rows), _ROWS_AT_ONCE):
            added |= self._frontier.add(rows[begin : begin + _ROWS_AT_ONCE])
            await asyncio.sleep(0)
        further = [t for t in further if t.url in added]  # a sitemap or list that several name is read once
        self._frontier.done(target.url, _summary(reading, answer, len(pages), len(near), len(further)))
        return further

    def _further(self, source: Source, target: Target, reading: Reading) -> list[Target]:
        """Sitemaps of an index that may name pages of the day, and the next page of a list."""
        limits = self._job.politeness
        if target.kind == "list":
            following = reading.next_page or (source.list_page(target.depth + 1) if reading.entries else None)
            if not following or target.depth >= limits.list_pages:
                return []
            return [Target(following, source.id, "list", parent_url=target.url, depth=target.depth + 1)]
        if target.depth >= limits.sitemap_depth:
            return []
        # A sitemap last changed before the day cannot name its pages; a day's grace, since zones are often left out.
        fresh = [e for e in reading.sitemaps if source.owns(e.url)]
        fresh = [e for e in fresh if e.announced_at is None or _vietnamese_day(e) >= self._job.day - timedelta(days=1)]
        fresh = fresh[: self._sitemaps_left[source.id]]
        self._sitemaps_left[source.id] -= len(fresh)
        return [Target(e.url, source.id, "sitemap", parent_url=target.url, depth=target.depth + 1) for e in fresh]

    # pages -----------------------------------------------------------------------------------------------------------

    async def _crawl(self, source: Source) -> None:
        await self._work(source, [t for t in self._frontier.pending("page") if t.source_id == source.id], self._keep)

    async def _keep(self, source: Source, target: Target, answer: Answer) -> list[Target]:
        assert self._writer is not None and answer.received_at is not None
        size = len(answer.body)
        if answer.content_type not in _PAGE_TYPES:
            self._frontier.done(
                target.url,
                Result(
                    "not_a_page",
                    f"The answer is {loggable(answer.content_type, 80)}, not a page of text.",
                    answer.status,
                    size,
                ),
            )
            return []
        if not answer.body.strip():
            self._frontier.done(
                target.url, Result("empty", "The answer has status 200 and no content.", answer.status, size)
            )
            return []
        if target.found_by == FoundBy.SECOND_LOOK and self._frontier.known_digest(target.url) == sha1(answer.body):
            told = "The page has the content that another batch captured."
            self._frontier.done(target.url, Result("unchanged", told, answer.status, size))
            return []
        page = Page(
            target.url,
            answer.received_at,
            answer.body,
            source.id,
            200,
            answer.headers,
            final_url=answer.url,
            found_by=target.found_by,
            announced_at=target.announced_at,
        )
        capture_id, new = self._writer.add(page)
        moved = f"It redirects to {answer.url}." if answer.url != target.url else None
        same = None if new else "The batch has this page already, with the same content."
        self._frontier.done(
            target.url, Result("captured" if new else "unchanged", same or moved, answer.status, size, capture_id)
        )
        return []


def _read(source: Source, kind: str, answer: Answer) -> tuple[Reading, list[Entry]]:
    """What a feed, sitemap or list announces, and which of it are articles of the source."""
    match kind:
        case "feed":
            reading = read_feed(answer.body, answer.url)
        case "sitemap":
            reading = read_sitemap(answer.body, answer.url)
        case _:
            reading = read_list(answer.body, answer.url, source)
    return reading, [e for e in reading.entries if source.owns(e.url) and source.is_article(e.url)]


def divided(pages: Iterable[Entry], day: date) -> tuple[list[Entry], dict[str, str]]:
    """Pages that may be of the day, and by address the times (ISO 8601) of those announced for days too far off."""
    near, far_off = [], {}
    for entry in pages:
        if entry.announced_at is None or abs(_vietnamese_day(entry) - day) <= _ROWS_WITHIN:
            near.append(entry)
        else:
            far_off[entry.url] = entry.announced_at.isoformat()
    return near, far_off


def _vietnamese_day(entry: Entry) -> date:
    assert entry.announced_at is not None
    return entry.announced_at.astimezone(VIETNAM).date()


def _summary(reading: Reading, answer: Answer, pages: int, near: int, further: int) -> Result:
    """What a feed, sitemap or list gave, as its row says it."""
    status, size = answer.status, len(answer.body)
    if reading.problem:
        return Result("empty" if reading.problem == "empty" else "unreadable", reading.sentence, status, size)
    found, outcome = len(reading.entries), "parsed_in_part" if reading.faults else "parsed"
    if reading.sitemaps:
        parts = [f"An index of {len(reading.sitemaps)} sitemaps, of which {further} are read"]
    elif pages:
        parts = [f"{found} addresses, {pages} of them articles"]
    else:
        parts = [f"It announces {found} addresses and none has the shape of this source's articles (article_url)"]
        outcome = "empty"
    if near < pages:
        parts.append(f"{pages - near} of these announced for days more than a month off")
    return Result(outcome, "; ".join([*parts, *reading.faults]) + ".", status, size)


# the process ---------------------------------------------------------------------------------------------------------


def main() -> int:
    """Run the job given on standard input. Exit code 0, or 1 with the reason as last line of standard error."""
    job = Job.model_validate_json(sys.stdin.read())
    end_with(job.parent)
    try:
        _run(job)
    except Exception as error:
        _log.exception("the %s of batch %s failed", job.phase, job.batch_id)
        print(f"{type(error).__name__}: {loggable(error)}", file=sys.stderr)
        return 1
    return 0


def _run(job: Job) -> None:
    with Frontier.open(engine_for(job.database_url), job.batch_id) as frontier:
        writer = None
        if job.phase == "discover":
            if job.refresh:
                # What a killed crawl has kept is committed before: it is no part of what is fetched anew.
                SegmentWriter(Lake(job.lake), job.batch_id, job.spool)
                frontier.reset(job.sources)
            frontier.retry_doors(job.sources)
            frontier.add(_entrances(job.sources.values(), job.day))
        else:
            writer = SegmentWriter(Lake(job.lake), job.batch_id, job.spool)
            frontier.reconcile(writer.capture_ids, writer.recovered)
        process = AsyncCrawlerProcess(scrapy_settings(job.user_agent, job.sources.values(), job.politeness))
        crawler = process.create_crawler(FrontierSpider)
        process.crawl(crawler, job=job, frontier=frontier, writer=writer)
        process.start()
        spider = crawler.spider
        if not isinstance(spider, FrontierSpider):
            raise RuntimeError("Scrapy did not start; its log says why")
        if spider.failure is not None:
            raise spider.failure
        if writer is not None:
            writer.close()
        else:
            frontier.choose(job.day, job.sources)
            frontier.look_again(job.day, job.sources)


def _entrances(sources: Iterable[Source], day: date) -> list[Target]:
    return [
        Target(url, source.id, kind)
        for source in sources
        for kind, urls in (("feed", source.feeds), ("sitemap", source.sitemaps_of(day)), ("list", source.lists))
        for url in urls
    ]


def scrapy_settings(user_agent: str, sources: Iterable[Source], limits: Politeness) -> dict[str, object]:
    """Scrapy's settings for polite fetching by our own Fetcher."""
    return {
        "USER_AGENT": user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": codings.ACCEPTED,
            "Accept-Language": "vi,en;q=0.5",
        },
        "CONCURRENT_REQUESTS": 0,  # no limit but those of the sources
        "CONCURRENT_REQUESTS_PER_DOMAIN": limits.concurrent_requests,
        "DOWNLOAD_SLOTS": {
            s.id: {"concurrency": limits.concurrent_requests, "delay": s.delay_seconds, "jitter": 0} for s in sources
        },
        "DOWNLOAD_TIMEOUT": limits.timeout_seconds,
        "DOWNLOAD_MAXSIZE": limits.body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "DNS_TIMEOUT": limits.timeout_seconds,
        # The web alone: no files, no other protocols, whatever a redirect or a feed asks for.
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        # Ours is done in fetching.py, where every request meets robots.txt and a body that is cut is no answer.
        "COMPRESSION_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "STATS_DUMP": False,
    }


def end_with(parent: int) -> None:
    """End this process as soon as its parent is gone, however that died."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.3)
        os._exit(3)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


if __name__ == "__main__":
    sys.exit(main())
