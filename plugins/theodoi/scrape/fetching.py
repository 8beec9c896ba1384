"""Polite HTTP over Scrapy's downloader: robots.txt first, bounded retries, redirects within the source's own site."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, exceptions
from scrapy.core.engine import ExecutionEngine

from theodoi.registry.sources import Source
from theodoi.scrape.frontier import Result
from theodoi.scrape.job import Politeness
from theodoi.warc import Headers, header

_REDIRECTS = {301, 302, 303, 307, 308}
_RETRIED = {408, 429, 500, 502, 503, 504, 522, 524}
_ROBOTS_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read
_ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: a response, or the reason why there is none."""

    url: str  # that answered or failed, after redirects
    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    received_at: datetime | None = None
    failure: Result | None = None  # set for everything but a response with status 200

    @property
    def content_type(self) -> str:
        return (header(self.headers, "content-type") or "").partition(";")[0].strip().lower()


class Fetcher:
    """Fetches addresses of registered sources; one for the life of a crawling process."""

    def __init__(
        self,
        engine: ExecutionEngine,
        user_agent: str,
        politeness: Politeness,
        on_robots: Callable[[Source, str, Answer], None],
    ) -> None:
        self._engine, self._politeness = engine, politeness
        self._agent = user_agent.partition("/")[0]
        self._on_robots = on_robots
        self._robots: dict[str, asyncio.Task[_Rules]] = {}

    async def get(self, source: Source, url: str, on_request: Callable[[], None]) -> Answer:
        """Fetch an address if robots.txt allows it. `on_request` is called before each request; never raises for the network."""
        chain = [url]
        while True:
            if refusal := await self._refused(source, chain[-1]):
                return Answer(chain[-1], failure=refusal)
            answer = await self._ask(source, chain[-1], on_request)
            target = _location(answer)
            if target is None:
                return answer
            if not source.owns(target):
                return _failed(
                    answer, "redirected_away", f"It redirects to {target}, which is not a page of this source."
                )
            if target in chain:
                return _failed(answer, "redirect_loop", f"It redirects in a loop: {target} was asked before.")
            if len(chain) > self._politeness.redirects:
                return _failed(
                    answer,
                    "redirect_loop",
                    f"It redirects more than {self._politeness.redirects} times, the last time to {target}.",
                )
            chain.append(target)

    async def _ask(self, source: Source, url: str, on_request: Callable[[], None]) -> Answer:
        """One address, tried again after a while when the fault may pass."""
        wait = self._politeness.backoff_seconds
        for attempt in range(1, self._politeness.attempts + 1):
            on_request()
            answer = await self._once(source, url)
            passing = answer.status in _RETRIED or (
                answer.failure is not None and answer.failure.outcome in {"timeout", "unreachable"}
            )
            if not passing or attempt == self._politeness.attempts:
                break
            asked = _retry_after(answer)
            if asked is not None and asked > self._politeness.longest_wait_seconds:
                return _failed(
                    answer,
                    "http_error",
                    f"The server answered {answer.status} and asks to come back in {asked:.0f} seconds.",
                )
            await asyncio.sleep(max(wait, asked or 0))
            wait *= 2
        if answer.failure is not None and attempt > 1:
            return replace(
                answer, failure=replace(answer.failure, reason=f"{answer.failure.reason} ({attempt} attempts)")
            )
        return answer

    async def _once(self, source: Source, url: str) -> Answer:
        request = Request(url, dont_filter=True, meta={"download_slot": source.id})
        try:
            response = await self._engine.download_async(request)
        except Exception as error:  # whatever a remote server makes of the connection is its fault, not ours
            return Answer(url, failure=_describe(error, url, self._politeness))
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        answer = Answer(url, response.status, headers, response.body, datetime.now(UTC).replace(microsecond=0))
        if response.status == 200 or (response.status in _REDIRECTS and header(headers, "location")):
            return answer
        return _failed(answer, "http_error", f"The server answered {response.status}.")

    # robots.txt ------------------------------------------------------------------------------------------------------

    async def _refused(self, source: Source, url: str) -> Result | None:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._robots:
            # One download for all who wait: nobody passes before the answer is there.
            self._robots[origin] = asyncio.ensure_future(self._rules(source, origin))
        rules = await asyncio.shield(self._robots[origin])
        if rules.parser is None:
            return rules.refusal
        if rules.parser.can_fetch(url, self._agent):
            return None
        return Result("robots_disallowed", f"robots.txt of {origin} asks {self._agent} to stay away from it.")

    async def _rules(self, source: Source, origin: str) -> _Rules:
        """RFC 9309: no robots.txt (4xx) allows everything, an unreachable one nothing."""
        url = f"{origin}/robots.txt"
        for _ in range(_ROBOTS_REDIRECTS + 1):
            answer = await self._ask(source, url, lambda: None)
            target = _location(answer)
            if target is None:
                break
            url = target
        self._on_robots(source, f"{origin}/robots.txt", answer)
        if answer.failure is not None and (answer.status is None or answer.status >= 500):
            return _Rules(
                None,
                Result(
                    "robots_unreachable",
                    f"robots.txt of {origin} cannot be had, so nothing may be fetched: {answer.failure.reason}",
                ),
            )
        if answer.status != 200:
            return _Rules(None, None)
        parser = Protego.parse(answer.body[:_ROBOTS_BYTES].decode("utf-8", "replace"))
        asked = min(parser.crawl_delay(self._agent) or 0.0, self._politeness.crawl_delay_cap_seconds)
        if asked > source.delay_seconds:
            self._slow_down(source, asked)
        return _Rules(parser, None)

    def _slow_down(self, source: Source, delay: float) -> None:
        """Raise the source's delay: in the slot in use, and for the one made anew after a pause."""
        downloader = self._engine.downloader
        downloader.per_slot_settings[source.id]["delay"] = delay
        if slot := downloader.slots.get(source.id):
            slot.delay = delay


@dataclass(frozen=True, slots=True)
class _Rules:
    """Of one origin: a parser, or one answer for everything (None: allowed)."""

    parser: Protego | None
    refusal: Result | None


def _location(answer: Answer) -> str | None:
    """Where a redirect leads, absolute and without fragment."""
    target = header(answer.headers, "location") if answer.status in _REDIRECTS else None
    if not target:
        return None
    try:
        return urljoin(answer.url, target.encode("latin-1").decode("utf-8", "replace")).partition("#")[0]
    except ValueError:
        return None


def _failed(answer: Answer, outcome: str, sentence: str) -> Answer:
    return replace(answer, failure=Result(outcome, sentence, status=answer.status))


def _retry_after(answer: Answer) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3)."""
    value = header(answer.headers, "retry-after")
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _describe(error: Exception, url: str, politeness: Politeness) -> Result:
    """A network fault as an outcome and a sentence."""
    host = urlsplit(url).netloc
    text = str(error)
    match error:
        case exceptions.DownloadTimeoutError():
            return Result("timeout", f"{host} did not answer within {politeness.timeout_seconds:g} seconds.")
        case exceptions.DownloadConnectionRefusedError():
            return Result("unreachable", f"{host} refuses connections.")
        case exceptions.CannotResolveHostError():
            return Result("unreachable", f"The host name {host} cannot be resolved.")
        case exceptions.DownloadCancelledError() | exceptions.IgnoreRequest():
            return Result("too_large", f"The answer is larger than {politeness.body_bytes / (1 << 20):g} MB.")
        case exceptions.ResponseDataLossError():
            return Result("unreachable", f"{host} broke off in the middle of its answer.")
        case OSError() | EOFError() | zlib.error():
            return Result("unreachable", f"The answer of {host} cannot be decompressed.")
        case _ if "certificate verify failed" in text or "VerificationError" in text:
            return Result("unreachable", f"The TLS certificate of {host} is not valid.")
        case _:
            return Result(
                "unreachable", f"{host} cannot be reached: {' '.join(text.split())[:200] or type(error).__name__}."
            )
