"""What the crawling process is told: the order for one phase of one batch, and the limits of polite fetching."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from theodoi.registry.sources import Source


class Politeness(BaseModel):
    """Limits that hold for every source; each source adds its own delay and number of pages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timeout_seconds: float = 30.0
    attempts: int = 3  # requests for one address, redirects not counted
    backoff_seconds: float = 2.0  # before the second attempt, doubled before each further one
    longest_wait_seconds: float = 60.0  # a Retry-After beyond it ends the attempts
    crawl_delay_cap_seconds: float = 30.0  # of robots.txt
    concurrent_requests: int = 2  # per source
    redirects: int = 5
    body_bytes: int = 10 << 20
    list_pages: int = 3  # of one list
    sitemaps: int = 50  # read per source
    sitemap_depth: int = 3
    phase_seconds: float = 4 * 3600.0  # afterwards no further request is sent


class Job(BaseModel):
    """The order for one phase of one batch; travels on the process's standard input, since it holds the database's password."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phase: Literal["discover", "crawl"]
    batch_id: str
    day: date
    refresh: bool
    database_url: str
    lake: str
    spool: Path
    user_agent: str
    sources: dict[str, Source]
    politeness: Politeness
    parent: int  # process id; the crawl ends with it
