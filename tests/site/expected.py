"""What a right crawl and cleaning make of every article-like URL of the demo sites, for one day: the tests' answer sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType

from tests.site.edition import Article, Edition, Page, Site
from tests.site.layouts import agency, daily, government, provincial

LAYOUTS: tuple[ModuleType, ...] = (government, daily, provincial, agency)
UNREACHABLE = Site(
    id="demo-khong-ket-noi",
    name="Báo Không Kết Nối (minh hoạ)",
    publisher="Văn phòng Minh hoạ",
    kind="newspaper",
    port=18085,
    article_url=r"\.html$",
    feeds=("/rss.xml",),
    lists=("/tin-moi/",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is to be found at one URL.

    `outcome` is a value of theodoi.clean.document.Outcome, or `robots_disallowed` for a URL that must never be asked for.
    `canonical` is the URL that the article belongs to: of the URLs that share one, one becomes the article and the others duplicates.
    `paragraphs` is the main text after repair (lead first, sub-headings and editorial boxes included); cells of `tables` may be in the
    text or not; `captions` and `boilerplate` must not. `published_at` carries +07:00; where `precision` is `day` its time is midnight.
    `status` is what the first request gets.
    """

    site: str
    url: str
    outcome: str
    status: int
    why: str = ""
    day: int | None = None
    canonical: str | None = None
    slug: str | None = None
    title: str | None = None
    author: str | None = None
    credit: str | None = None
    section: str | None = None
    published_at: datetime | None = None
    precision: str = "minute"
    paragraphs: tuple[str, ...] = ()
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    captions: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The main text in the form of `articles.text`: one paragraph a line."""
        return "\n".join(self.paragraphs)


def expected(day: date, bases: Mapping[str, str], articles: list[Article]) -> dict[str, dict[str, Expected]]:
    """Per site, what is at each article-like URL. `bases` gives each site's URL, `articles` what is published."""
    sheet: dict[str, dict[str, Expected]] = {}
    for layout in LAYOUTS:
        site: Site = layout.SITE
        base = bases[site.id].rstrip("/")
        edition = Edition.of(site, base, day, [a for a in articles if a.site == site.id])
        pages: dict[str, Page] = layout.build(edition)
        sheet[site.id] = {
            base + path: _expected(layout, base + path, base, page) for path, page in pages.items() if page.outcome
        }
    return sheet


def _expected(layout: ModuleType, url: str, base: str, page: Page) -> Expected:
    facts = {
        "site": layout.SITE.id,
        "url": url,
        "outcome": page.outcome,
        "status": page.once or page.status,
        "why": page.why,
    }
    piece = page.piece
    if piece is None:
        return Expected(**facts, boilerplate=layout.BOILERPLATE)
    facts |= {"slug": piece.article.slug, "day": piece.article.day, "title": unicodedata.normalize("NFC", piece.title)}
    if page.outcome != "article":
        return Expected(**facts, boilerplate=layout.BOILERPLATE)
    published = piece.published_at
    return Expected(
        **facts,
        canonical=base + page.canonical,
        author=page.author,
        credit=piece.article.credit,
        section=piece.article.section,
        published_at=published if page.precision == "minute" else published.replace(hour=0, minute=0),
        precision=page.precision,
        paragraphs=_marked(layout, piece.paragraphs),
        tables=piece.tables,
        captions=piece.captions,
        boilerplate=layout.BOILERPLATE,
    )


def _marked(layout: ModuleType, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """The paragraphs with the agency mark that a site prints before its leads."""
    mark = getattr(layout, "MARK", "")
    return (mark + paragraphs[0], *paragraphs[1:]) if paragraphs else ()


def of_day(sheet: Mapping[str, Mapping[str, Expected]], day: int) -> list[Expected]:
    """The articles of one day (0 is the run's), each once, under its canonical URL."""
    return [
        e
        for site in sheet.values()
        for e in site.values()
        if e.outcome == "article" and e.day == day and e.url == e.canonical
    ]
