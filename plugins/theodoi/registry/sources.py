"""The sources to crawl: one YAML file each in registry/sources, read strictly."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from theodoi.doors import Refused, address, loggable, slug
from theodoi.registry.layouts import Layout, check_periods
from theodoi.registry.places import load_places
from theodoi.registry.reading import RegistryError, covers, read_file
from theodoi.settings import Profile, settings


class SourceError(RegistryError):
    """A source file is wrong; the message names the file, the field and the cure."""


def _web_address(value: str) -> str:
    try:
        return address(value)
    except Refused as refused:
        raise ValueError(f"write a whole address, such as https://example.org/. {refused}") from None


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


Slug = Annotated[str, AfterValidator(slug)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Expression = Annotated[str, Field(min_length=1), AfterValidator(_expression)]

# What a template of addresses may name: parts of a day (five_first and five_last: of its five days), or a list's page.
_DAY_PARTS = frozenset({"year", "month", "month2", "day", "day2", "five_first", "five_last"})
_PAGE_PARTS = frozenset({"page"})


def _template(value: str, known: frozenset[str]) -> str:
    try:
        named = {name for _, name, _, _ in Formatter().parse(value) if name is not None}
    except ValueError as error:
        raise ValueError(f"not a template of addresses: {error}") from None
    if not named or named - known:
        raise ValueError(f"name parts in braces, of {', '.join(sorted(known))}")
    _web_address(value.format_map(dict.fromkeys(known, "1")))
    return value


def _day_template(value: str) -> str:
    return _template(value, _DAY_PARTS)


def _page_template(value: str) -> str:
    return _template(value, _PAGE_PARTS)


class DatedSitemap(BaseModel):
    """Sitemaps that hold the pages of past days: a template of their addresses, and the days that it is good for."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    url: Annotated[str, AfterValidator(_day_template)]
    valid_from: date | None = None
    valid_until: date | None = None

    def address(self, on: date) -> str:
        """The address of the sitemap that holds a day; months and days without a leading zero, but for month2 and day2."""
        first = min((on.day - 1) // 5 * 5 + 1, 26)
        last = monthrange(on.year, on.month)[1] if first == 26 else first + 4
        return self.url.format(
            year=on.year,
            month=on.month,
            month2=f"{on.month:02}",
            day=on.day,
            day2=f"{on.day:02}",
            five_first=first,
            five_last=last,
        )


class Past(StrEnum):
    """How a source can give pages of past days, the farthest reach first."""

    DATED_SITEMAPS = "dated_sitemaps"
    PAGED_LISTS = "paged_lists"
    SITEMAPS = "sitemaps"
    NONE = "none"


class Source(BaseModel):
    """One newspaper, portal or agency: where its pages are announced and which addresses are articles."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Slug
    name: Annotated[str, Field(min_length=1)]
    publisher: str | None = None
    coverage: str | None = None  # what it writes about, in a few words
    verified: date | None = None  # day of the last `theodoi sources check` that found articles
    home: WebAddress
    kind: Literal["newspaper", "government", "agency"]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "vi"
    province: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = None
    enabled: bool = False
    local: bool = False  # its site may lie on this machine or in a private network
    feeds: list[WebAddress] = []
    sitemaps: list[WebAddress] = []
    dated_sitemaps: list[DatedSitemap] = []
    lists: list[WebAddress] = []
    paging: Annotated[str, AfterValidator(_page_template)] | None = None  # addresses of a list's further pages
    article_url: Expression
    exclude_url: Expression | None = None
    delay_seconds: Annotated[float, Field(ge=0, le=60)] = 1.0
    max_pages: Annotated[int, Field(ge=1, le=20_000)] = 500
    second_looks: list[Annotated[int, Field(ge=1, le=60)]] = [1, 3, 7]  # days after which its articles are asked again
    second_look_pages: Annotated[int, Field(ge=0, le=20_000)] = 100  # of them in one batch, within max_pages
    rights: Literal["quote", "facts_only", "none"] = "quote"  # what may be shown of its words (docs/rights.md)
    expected_daily: Annotated[int, Field(ge=1, le=20_000)] | None = None  # articles, where a fact tells it
    failures: list[Annotated[str, Field(min_length=1)]] = []  # seen, each with its day
    page_rules: list[Layout] = []

    @field_validator("delay_seconds", mode="before")
    @classmethod
    def _whole_seconds(cls, value: object) -> object:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("page_rules")
    @classmethod
    def _one_layout_a_day(cls, value: list[Layout]) -> list[Layout]:
        check_periods(value)
        return value

    def is_article(self, url: str) -> bool:
        """Whether an address has the shape of this source's articles."""
        return bool(re.search(self.article_url, url)) and not (self.exclude_url and re.search(self.exclude_url, url))

    def sitemaps_of(self, on: date) -> list[str]:
        """Addresses of the sitemaps to read for a day: the standing ones, and the dated ones that are good for it."""
        dated = [d.address(on) for d in self.dated_sitemaps if covers(d.valid_from, d.valid_until, on)]
        return [*self.sitemaps, *dated]

    def list_page(self, number: int) -> str | None:
        """The address of a page of its list, where `paging` tells it."""
        return self.paging.format(page=number) if self.paging else None

    @property
    def past(self) -> Past:
        """The best that it offers for past days."""
        if self.dated_sitemaps:
            return Past.DATED_SITEMAPS
        if self.paging:
            return Past.PAGED_LISTS
        return Past.SITEMAPS if self.sitemaps else Past.NONE

    def owns(self, url: str) -> bool:
        """Whether an address lies on this source's site: the host of `home` without www., or below it.

        A `home` with a port of its own (a local site) owns that port alone.
        """
        try:
            mine, other = urlsplit(self.home), urlsplit(url)
            host, port = other.hostname or "", other.port
        except ValueError:
            return False
        site = (mine.hostname or "").removeprefix("www.")
        return (
            other.scheme in {"http", "https"}
            and (host == site or host.endswith(f".{site}"))
            and (mine.port is None or mine.port == port)
        )


def load_sources(folder: Path) -> dict[str, Source]:
    """All sources of a folder by id, in the order of their ids. Raises SourceError, FileNotFoundError."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder of source files at {folder}")
    sources = [_load(path) for path in sorted(folder.glob("*.yaml"))]
    return {source.id: source for source in sources}


def _load(path: Path) -> Source:
    try:
        source, _ = read_file(path, Source, str(path))
    except RegistryError as error:
        raise SourceError(str(error)) from None
    if source.id != path.stem:
        raise SourceError(f"{path}: field id: is {source.id!r}, the file's name says {path.stem!r}")
    return source


def province_of(source_id: str, on: date | None = None) -> str | None:
    """The province that a source writes about, in full as of a day ("tỉnh Phú Thọ"); None for the whole country or an unknown source."""
    for profile in ("live", "demo"):
        folder = settings().sources_folder(profile)
        if folder.is_dir() and (iso := _provinces(folder).get(source_id)):
            province = load_places().of_iso(iso, on)
            return province.full_name if province else None
    return None


@lru_cache(maxsize=4)
def _provinces(folder: Path) -> Mapping[str, str]:
    return {source.id: source.province for source in load_sources(folder).values() if source.province}


def enabled_sources(profile: Profile) -> dict[str, Source]:
    """The sources that a profile crawls: those that say `enabled`, and live ones that THEODOI_SOURCES names.

    Raises SourceError when the setting names a source that has no file.
    """
    folder = settings().sources_folder(profile)
    sources = load_sources(folder)
    asked = {name.strip() for name in settings().sources.split(",") if name.strip()} if profile == "live" else set()
    if unknown := asked - {"all"} - sources.keys():
        raise SourceError(f"THEODOI_SOURCES: no source file for {loggable(', '.join(sorted(unknown)))} in {folder}")
    return {id: s for id, s in sources.items() if s.enabled or "all" in asked or id in asked}


def chosen_sources(profile: Profile, names: Collection[str]) -> dict[str, Source]:
    """The sources named, switched on or not; those that the profile crawls when none is named.

    Raises SourceError for a name that has no file.
    """
    if not names:
        return enabled_sources(profile)
    known = load_sources(settings().sources_folder(profile))
    if unknown := [name for name in names if name not in known]:
        raise SourceError(f"there is no source {loggable(', '.join(unknown))}; the sources are {', '.join(known)}")
    return {name: known[name] for name in names}
