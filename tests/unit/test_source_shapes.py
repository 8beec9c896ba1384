"""Each source has a feed, a sitemap or a list in its shape, and its articles are found there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from theodoi.paths import data_dir
from theodoi.registry.sources import DatedSitemap, Past, Source, load_sources
from theodoi.scrape.discovery import Reading, read_feed, read_list, read_sitemap

SHAPES = Path(__file__).resolve().parents[1] / "sources"
SOURCES = load_sources(data_dir("registry") / "sources")


def reading_of(source: Source) -> Reading:
    """What the source's file in tests/sources announces."""
    [path] = SHAPES.glob(f"{source.id}.*")
    body, url = path.read_bytes(), source.home
    match path.name.removeprefix(f"{source.id}."):
        case "feed.xml":
            return read_feed(body, url)
        case "sitemap.xml":
            return read_sitemap(body, url)
        case _:
            return read_list(body, url, source)


def test_there_are_sources_enough() -> None:
    assert len(SOURCES) >= 24


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_articles_are_found_in_the_shape_of_a_source(source: Source) -> None:
    reading = reading_of(source)
    articles = [e for e in reading.entries if source.owns(e.url) and source.is_article(e.url)]
    assert reading.problem is None and not reading.faults
    assert len(articles) >= 2
    if not list(SHAPES.glob(f"{source.id}.list.html")):
        assert len(reading.entries) > len(articles)  # a section is announced too, and is no article
        assert all(e.announced_at and e.announced_at.date() == date(2026, 11, 20) for e in articles)


def with_sitemap(url: str) -> DatedSitemap:
    return DatedSitemap.model_validate({"url": url})


@pytest.mark.parametrize(
    ("template", "on", "address"),
    [
        ("{year}-{month}.xml", date(2024, 7, 3), "2024-7.xml"),
        ("{year}/{month2}/{day2}.xml", date(2024, 7, 3), "2024/07/03.xml"),
        ("{year}-{month}-{day}.xml.gz", date(2024, 12, 31), "2024-12-31.xml.gz"),
        ("{year}-{month}-{five_first}-{five_last}.xml", date(2026, 7, 16), "2026-7-16-20.xml"),
        ("{year}-{month}-{five_first}-{five_last}.xml", date(2026, 7, 5), "2026-7-1-5.xml"),
        ("{year}-{month}-{five_first}-{five_last}.xml", date(2026, 7, 31), "2026-7-26-31.xml"),
        ("{year}-{month}-{five_first}-{five_last}.xml", date(2026, 2, 28), "2026-2-26-28.xml"),
    ],
)
def test_a_dated_sitemap_has_an_address_for_each_day(template: str, on: date, address: str) -> None:
    assert with_sitemap(f"https://bao.example/{template}").address(on) == f"https://bao.example/{address}"


@pytest.mark.parametrize("template", ["{week}.xml", "all.xml", "{year", "{}.xml"])
def test_a_template_that_names_no_part_of_a_day_is_refused(template: str) -> None:
    with pytest.raises(ValidationError, match=r"braces|template"):
        with_sitemap(f"https://bao.example/{template}")


def test_a_dated_sitemap_is_read_in_its_period_alone() -> None:
    source = SOURCES["tuoitre"]
    [old], [new] = source.sitemaps_of(date(2025, 12, 31)), source.sitemaps_of(date(2026, 1, 1))
    assert old.endswith("sitemaps-2025-12.xml") and new.endswith("sitemaps-2026-1-1-5.xml")


def test_what_a_source_gives_for_past_days_follows_from_what_it_announces() -> None:
    base = {"id": "bao-thu", "name": "Báo Thử", "home": "https://bao.example/", "kind": "newspaper", "article_url": "x"}
    offers: list[tuple[dict[str, object], Past]] = [
        ({"feeds": ["https://bao.example/rss"]}, Past.NONE),
        ({"sitemaps": ["https://bao.example/s.xml"]}, Past.SITEMAPS),
        ({"paging": "https://bao.example/tin/{page}.htm"}, Past.PAGED_LISTS),
        ({"dated_sitemaps": [{"url": "https://bao.example/{year}.xml"}]}, Past.DATED_SITEMAPS),
    ]
    for offer, past in offers:
        source = Source.model_validate(base | offer)
        assert source.past is past
    assert Source.model_validate(base | offers[2][0]).list_page(3) == "https://bao.example/tin/3.htm"
