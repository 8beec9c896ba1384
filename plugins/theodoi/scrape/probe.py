"""Asks a site for a few addresses, outside of any batch: `ask_site` starts a process that fetches as a crawl does.

robots.txt is obeyed, and only addresses of the public internet are connected to, unless the source is local.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence

from pydantic import Base64Bytes, BaseModel, ConfigDict, TypeAdapter
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from theodoi.doors import loggable
from theodoi.registry.sources import Source
from theodoi.scrape.discovery import is_challenge
from theodoi.scrape.fetching import Fetcher
from theodoi.scrape.frontier import Result
from theodoi.scrape.job import Politeness
from theodoi.scrape.names import CheckedNames, Proxies
from theodoi.scrape.spider import end_with, scrapy_settings
from theodoi.settings import settings

_LIMIT_SECONDS = 600.0


class ProbeFailed(RuntimeError):
    """The asking process itself failed; the message is its last line."""


class Question(BaseModel):
    """What the process is told on its standard input."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Source
    urls: tuple[str, ...]
    user_agent: str
    politeness: Politeness
    parent: int


class Asked(BaseModel):
    """What one address gave; `outcome` is `answered` with a body, or a word of ops.fetches with its reason."""

    url: str
    outcome: str
    reason: str | None = None
    status: int | None = None
    final_url: str
    content_type: str = ""
    body: Base64Bytes = b""
    is_robots: bool = False


_ANSWERS = TypeAdapter(list[Asked])


def ask_site(source: Source, urls: Sequence[str], politeness: Politeness | None = None) -> list[Asked]:
    """What addresses of a source give, after its robots.txt. Raises ProbeFailed, and nothing for what the site does."""
    question = Question(
        source=source,
        urls=tuple(dict.fromkeys(urls)),
        user_agent=settings().user_agent,
        politeness=politeness or Politeness(attempts=1),
        parent=os.getpid(),
    )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "theodoi.scrape.probe"],
            input=question.model_dump_json().encode(),
            capture_output=True,
            timeout=_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProbeFailed(f"{source.id} was not asked to the end within {_LIMIT_SECONDS:.0f} seconds") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ProbeFailed(loggable(lines[-1]) if lines else f"the process ended with {done.returncode}")
    return _ANSWERS.validate_json(done.stdout)


# the process ---------------------------------------------------------------------------------------------------------


class ProbeSpider(Spider):
    """Asks one address after the other."""

    name = "probe"

    def __init__(self, question: Question, answers: list[Asked]) -> None:
        super().__init__()
        self._question, self._answers = question, answers

    async def start(self) -> AsyncIterator[None]:
        """Everything happens here; nothing is left to Scrapy's scheduler."""
        from twisted.internet import reactor

        asked, proxies = self._question, Proxies()
        names = CheckedNames(reactor.nameResolver, [asked.source], proxies)
        reactor.installNameResolver(names)
        fetcher = Fetcher(self.crawler.engine, names, proxies, asked.user_agent, asked.politeness, self._note_robots)
        for url in asked.urls:
            answer = await fetcher.get(asked.source, url, lambda: None)
            failure = answer.failure
            if failure is None and is_challenge(answer.body):
                failure = Result("challenge", "The server asks a browser to prove itself instead of answering.")
            self._answers.append(
                Asked.model_construct(
                    url=url,
                    outcome=failure.outcome if failure else "answered",
                    reason=failure.reason if failure else None,
                    status=answer.status,
                    final_url=answer.url,
                    content_type=answer.content_type,
                    body=b"" if failure else answer.body,
                )
            )
        return
        yield  # what makes this the asynchronous generator that Scrapy expects

    def _note_robots(self, source: Source, url: str, result: Result) -> None:
        self._answers.append(
            Asked(url=url, outcome=result.outcome, reason=result.reason, final_url=url, is_robots=True)
        )


def main() -> int:
    """Answer the question on standard input, as JSON on standard output."""
    question = Question.model_validate_json(sys.stdin.read())
    end_with(question.parent)
    answers: list[Asked] = []
    process = AsyncCrawlerProcess(scrapy_settings(question.user_agent, [question.source], question.politeness))
    process.crawl(process.create_crawler(ProbeSpider), question=question, answers=answers)
    process.start()
    sys.stdout.buffer.write(_ANSWERS.dump_json(answers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
