"""Polite HTTP over Scrapy's downloader: robots.txt first, bounded retries, redirects within the source's own site."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request, exceptions
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from theodoi import codings, doors
from theodoi.doors import Refused
from theodoi.registry.sources import Source
from theodoi.scrape.frontier import Result
from theodoi.scrape.job import Politeness
from theodoi.scrape.names import CheckedNames, Proxies
from theodoi.scrape.robots import Rules, read_robots
from theodoi.warc import Headers, header

_REDIRECTS = {301, 302, 303, 307, 308}
_RETRIED = {408, 429, 500, 502, 503, 504, 522, 524}
_PASSING = {"timeout", "unreachable", "broken_answer"}
_NOT_NOW = {408, 429}  # of robots.txt: no answer about its rules, unlike other errors of the client
_ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2
_LONGEST_RETRY_SECONDS = 10_000_000.0  # what is asked beyond it makes no difference


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
        names: CheckedNames,
        proxies: Proxies,
        user_agent: str,
        politeness: Politeness,
        on_robots: Callable[[Source, str, Result], None],
    ) -> None:
        self._engine, self._names, self._proxies, self._politeness = engine, names, proxies, politeness
        self._agent = user_agent.partition("/")[0]
        self._on_robots = on_robots
        self._robots: dict[str, asyncio.Task[_Verdict]] = {}

    async def get(self, source: Source, url: str, on_request: Callable[[], None]) -> Answer:
        """Fetch an address if robots.txt allows it. `on_request` is called before each request; never raises for the network."""
        chain = [url]
        while True:
            if refusal := await self._refused(source, chain[-1]):
                return Answer(chain[-1], failure=refusal)
            answer = await self._ask(source, chain[-1], on_request)
            if answer.status not in _REDIRECTS or answer.failure is not None:
                return answer
            try:
                target = _location(answer)
            except Refused as refused:
                return _failed(answer, "http_error", _useless(answer, refused))
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
            passing = answer.status in _RETRIED or (answer.failure is not None and answer.failure.outcome in _PASSING)
            if not passing:
                break
            asked = _retry_after(answer)
            if asked is not None and asked > self._politeness.longest_wait_seconds:
                return _failed(
                    answer,
                    "http_error",
                    f"The server answered {answer.status} and asks to come back in {asked:,.0f} seconds.",
                )
            if attempt == self._politeness.attempts:
                break
            await asyncio.sleep(max(wait, asked or 0))
            wait *= 2
        if answer.failure is not None and attempt > 1:
            return replace(
                answer, failure=replace(answer.failure, reason=f"{answer.failure.reason} ({attempt} attempts)")
            )
        return answer

    async def _once(self, source: Source, url: str) -> Answer:
        request = Request(url, dont_filter=True, meta={"download_slot": source.id, "proxy": self._proxies.of(url)})
        if request.meta["proxy"] is not None and (refusal := await self._refusal_behind_proxy(url)):
            return Answer(url, failure=Result("unreachable", refusal))
        try:
            response = await self._engine.download_async(request)
        except Exception as error:  # whatever a remote server makes of the connection is its fault, not ours
            return Answer(url, failure=self._describe(error, url))
        return self._answer(url, response)

    async def _refusal_behind_proxy(self, url: str) -> str | None:
        parts = urlsplit(url)
        return await self._names.refusal_behind_proxy(
            parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        )

    def _answer(self, url: str, response: Response) -> Answer:
        """The response with its body decoded, or what is wrong with it."""
        headers = tuple(
            (doors.header(name), doors.header(value)) for name, values in response.headers.items() for value in values
        )
        answer = Answer(url, response.status, headers, b"", datetime.now(UTC).replace(microsecond=0))
        if not 100 <= response.status <= 999:
            return Answer(url, failure=Result("broken_answer", f"{urlsplit(url).netloc} answers no status of HTTP."))
        if response.status in _REDIRECTS:
            return answer
        if response.status != 200:
            return _failed(answer, "http_error", f"The server answered {response.status}.")
        encoding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
        try:
            return replace(answer, body=codings.decoded(response.body, encoding, self._politeness.body_bytes))
        except codings.TooLarge as refused:
            return _failed(answer, "too_large", str(refused))
        except Refused as refused:
            return _failed(answer, "broken_answer", str(refused))

    # robots.txt ------------------------------------------------------------------------------------------------------

    async def _refused(self, source: Source, url: str) -> Result | None:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if origin not in self._robots:
            # One download for all who wait: nobody passes before the answer is there.
            self._robots[origin] = asyncio.ensure_future(self._verdict(source, origin))
        verdict = await asyncio.shield(self._robots[origin])
        if verdict.refusal is not None:
            return verdict.refusal
        if verdict.rules is None or verdict.rules.allow(url):
            return None
        return Result("robots_disallowed", f"robots.txt of {origin} asks {self._agent} to stay away from it.")

    async def _verdict(self, source: Source, origin: str) -> _Verdict:
        """RFC 9309: no robots.txt (4xx) allows everything, an unreachable one nothing."""
        answer = await self._robots_answer(source, f"{origin}/robots.txt")
        status, size = answer.status, len(answer.body)
        if answer.failure is None:
            rules = await asyncio.to_thread(read_robots, answer.body, self._agent)
            self._on_robots(source, f"{origin}/robots.txt", Result("parsed", None, status, size))
            asked = min(rules.delay_seconds, self._politeness.crawl_delay_cap_seconds)
            if asked > source.delay_seconds:
                self._slow_down(source, asked)
            return _Verdict(rules)
        reason = answer.failure.reason or ""
        if status is not None and 300 <= status < 500 and status not in _NOT_NOW:
            told = f"{reason.removesuffix('.')}: without a robots.txt everything is allowed."
            self._on_robots(source, f"{origin}/robots.txt", replace(answer.failure, reason=told))
            return _Verdict()
        self._on_robots(source, f"{origin}/robots.txt", answer.failure)
        told = f"robots.txt of {origin} cannot be had, so nothing may be fetched: {reason}"
        return _Verdict(refusal=Result("robots_unreachable", told))

    async def _robots_answer(self, source: Source, url: str) -> Answer:
        """The answer to a request for robots.txt, after redirects within the source's site."""
        for _ in range(_ROBOTS_REDIRECTS + 1):
            answer = await self._ask(source, url, lambda: None)
            if answer.status not in _REDIRECTS or answer.failure is not None:
                return answer
            try:
                url = _location(answer)
            except Refused as refused:
                return _failed(answer, "http_error", _useless(answer, refused))
            if not source.owns(url):
                told = f"It redirects to {url}, which is not of this source."
                return replace(answer, status=None, failure=Result("redirected_away", told))
        return _failed(answer, "redirect_loop", f"It redirects more than {_ROBOTS_REDIRECTS} times.")

    def _slow_down(self, source: Source, delay: float) -> None:
        """Raise the source's delay: in the slot in use, and for the one made anew after a pause."""
        downloader = self._engine.downloader
        downloader.per_slot_settings[source.id]["delay"] = delay
        if slot := downloader.slots.get(source.id):
            slot.delay = delay

    def _describe(self, error: Exception, url: str) -> Result:
        """A network fault as an outcome and a sentence."""
        host, name = urlsplit(url).netloc, urlsplit(url).hostname or ""
        causes = list(_causes(error))
        text = " ".join(str(cause) for cause in causes)
        match error:
            case exceptions.DownloadTimeoutError():
                return Result("timeout", f"{host} did not answer within {self._politeness.timeout_seconds:g} seconds.")
            case exceptions.DownloadConnectionRefusedError():
                return Result("unreachable", f"{host} refuses connections.")
            case exceptions.CannotResolveHostError():
                return Result("unreachable", self._names.refusal(name) or f"The host name {host} cannot be resolved.")
            case exceptions.DownloadCancelledError() | exceptions.IgnoreRequest():
                return Result("too_large", f"The answer is larger than {self._politeness.body_bytes / (1 << 20):g} MB.")
            case exceptions.ResponseDataLossError():
                return Result("broken_answer", f"{host} broke off in the middle of its answer.")
            case TunnelError():
                return Result("unreachable", f"The proxy opens no way to {host}.")
            case _ if "certificate verify failed" in text or "VerificationError" in text:
                return Result("unreachable", f"The TLS certificate of {host} is not valid.")
        if any(isinstance(cause, ParseError | ValueError) for cause in causes):
            return Result("broken_answer", f"{host} answers something that is not HTTP.")
        if any(isinstance(cause, ConnectionClosed) for cause in causes):
            return Result("unreachable", f"{host} closed the connection before it had answered.")
        if any(isinstance(cause, ConnectError) for cause in causes):
            return Result("unreachable", f"No connection to {host} can be made.")
        kinds = ", ".join(dict.fromkeys(type(cause).__name__ for cause in causes))
        return Result("unreachable", f"{host} cannot be reached ({kinds}).")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """On one origin: rules, or one answer for everything (none: allowed)."""

    rules: Rules | None = None
    refusal: Result | None = None


def _location(answer: Answer) -> str:
    """Where a redirect leads, as it will be sent. Raises Refused."""
    target = header(answer.headers, "location")
    if not target:
        raise Refused("It names none.")
    return doors.address(target, answer.url)


def _useless(answer: Answer, refused: Refused) -> str:
    return f"The server answered {answer.status} with no address that can be used: {refused}"


def _failed(answer: Answer, outcome: str, sentence: str) -> Answer:
    return replace(answer, failure=Result(outcome, sentence, status=answer.status))


def _retry_after(answer: Answer) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3)."""
    value = (header(answer.headers, "retry-after") or "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value[:12]), _LONGEST_RETRY_SECONDS)
    try:
        seconds = (parsedate_to_datetime(value[:100]) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(0.0, seconds), _LONGEST_RETRY_SECONDS)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those that it stands for: Twisted and Scrapy wrap them."""
    yield error
    for reason in getattr(error, "reasons", ()):
        if isinstance(reason, Failure) and reason.value is not None:
            yield from _causes(reason.value)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
