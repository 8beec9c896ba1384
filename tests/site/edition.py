"""What a demo site is made of: article files, the edition that dates them relative to one day, and the pages to serve."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ARTICLES_DIR = Path(__file__).parent / "articles"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

_PLACEHOLDER = re.compile(r"\{\{(?:d(?P<shift>[+-]\d+)\|)?(?P<shape>[^{}]+)\}\}")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article's body. `rows` is filled for a table, `text` for everything else."""

    kind: str  # paragraph | heading | item | box | figure | table
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article file. `day` counts from the day of the run (0); dates in the texts are still placeholders.

    `flags`: `nfd` (text served decomposed), `lost_marks` (two paragraphs lost the last mark of each letter), `day_only` (the page shows no time), `two_urls` (also under a second URL),
    `redirected` (a short URL redirects to it), `unsteady` (answers 503 once), `own_photos` (by-line "Bài và ảnh: …"). `kind` is `article` except for
    the few pages that look like one: `english`, `photo`. `reprint_of` names the article whose body this one repeats. `edits` are
    words of the body and what stands there once somebody has asked for the page: its paper changes it without a word.
    """

    slug: str
    site: str
    day: int
    time: time
    section: str
    title: str
    lead: str
    body: str
    author: str | None = None
    credit: str | None = None
    tags: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    kind: str = "article"
    modified_after_minutes: int | None = None
    reprint_of: str | None = None
    edits: tuple[tuple[str, str], ...] = ()

    @property
    def edited(self) -> Article:
        """This article as its paper changes it later. Raises ValueError when it has no such words."""
        body = self.body
        for old, new in self.edits:
            if old not in body:
                raise ValueError(f"{self.slug} has no {old!r}")
            body = body.replace(old, new)
        return replace(self, body=body)

    def dated(self, day: date) -> Piece:
        """This article as published in an edition whose day 0 is `day`."""
        own = day + timedelta(days=self.day)
        published = datetime.combine(own, self.time, VIETNAM)
        modified = self.modified_after_minutes
        return Piece(
            article=self,
            published_at=published,
            modified_at=None if modified is None else published + timedelta(minutes=modified),
            title=fill_dates(self.title, own),
            lead=fill_dates(self.lead, own),
            blocks=tuple(parse_blocks(fill_dates(self.body, own))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article with its dates filled in."""

    article: Article
    published_at: datetime
    modified_at: datetime | None
    title: str
    lead: str
    blocks: tuple[Block, ...]

    @property
    def stamp(self) -> str:
        """Year to minute in ten digits, for ids in URLs: an article of another day is another article."""
        return self.published_at.strftime("%y%m%d%H%M")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The main text as it is after cleaning: lead, paragraphs, sub-headings, list items and editorial boxes.

        Without **marks**, in NFC, with the look-alike letter U+00D0 repaired.
        """
        texts = [self.lead, *(b.text for b in self.blocks if b.kind in ("paragraph", "heading", "item", "box"))]
        return tuple(unicodedata.normalize("NFC", t.replace("**", "").replace("Ð", "Đ")) for t in texts if t)

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(b.text for b in self.blocks if b.kind == "figure")

    @property
    def tables(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        return tuple(b.rows for b in self.blocks if b.kind == "table")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a site. `outcome` is set for what a crawler may take for an article, and says what it truly is.

    `once` answers the first request with that status instead, `later` is the body from the second request on. `canonical` is the path of the URL that the page belongs to.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    once: int | None = None
    later: bytes | None = None
    outcome: str | None = None
    why: str = ""
    piece: Piece | None = None
    author: str | None = None
    canonical: str | None = None
    precision: str = "minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A demo site's identity, as its source file and its footer state it."""

    id: str
    name: str
    publisher: str
    kind: str
    port: int
    article_url: str
    exclude_url: str | None = None
    province: str | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def source(self, base: str) -> dict[str, object]:
        """The source file's content for this site served at `base` (without a slash at its end)."""
        source: dict[str, object] = {
            "id": self.id,
            "name": self.name,
            "publisher": self.publisher,
            "home": f"{base}/",
            "kind": self.kind,
            "language": "vi",
            "province": self.province,
            "enabled": True,
            "local": True,
            "feeds": [base + path for path in self.feeds],
            "sitemaps": [base + path for path in self.sitemaps],
            "lists": [base + path for path in self.lists],
            "article_url": self.article_url,
        }
        if self.exclude_url:
            source["exclude_url"] = self.exclude_url
        return source | {"delay_seconds": 0, "max_pages": 500}


@dataclass(frozen=True, slots=True)
class Edition:
    """One site on one day, newest piece first; `base` is its URL without a slash at its end."""

    site: Site
    base: str
    day: date
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, site: Site, base: str, day: date, articles: Iterable[Article]) -> Edition:
        pieces = [article.dated(day) for article in articles]
        return cls(site, base, day, tuple(sorted(pieces, key=lambda p: (p.published_at, p.article.slug), reverse=True)))

    @property
    def articles(self) -> list[Piece]:
        return [p for p in self.pieces if p.article.kind == "article"]

    def others(self, piece: Piece, count: int) -> list[Piece]:
        """Pieces to link to beside `piece`: those that follow it in time, round the corner."""
        pieces = self.articles
        at = next((i for i, p in enumerate(pieces) if p.article.slug == piece.article.slug), 0)
        return [p for p in (pieces[at + 1 :] + pieces[:at])[:count] if p is not piece]


def read_article(slug: str, content: str) -> Article:
    """An article from its file's content: YAML front matter between lines of `---`, then the body."""
    _, head, body = re.split(r"(?m)^---\s*$", content, maxsplit=2)
    meta = yaml.safe_load(head)
    hour, minute = str(meta.pop("time")).split(":")
    return Article(
        slug=slug,
        body=body.strip(),
        time=time(int(hour), int(minute)),
        tags=tuple(meta.pop("tags", None) or ()),
        flags=frozenset(meta.pop("flags", None) or ()),
        edits=tuple((meta.pop("edits", None) or {}).items()),
        **meta,
    )


def all_articles() -> list[Article]:
    """Every article file of the demo, in the order of their names."""
    articles = {
        path.stem: read_article(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(ARTICLES_DIR.glob("*.md"))
    }
    return [replace(a, body=articles[a.reprint_of].body) if a.reprint_of else a for a in articles.values()]


def fill_dates(text: str, own: date) -> str:
    """Replace `{{d/m}}`, `{{d-1|dd/mm/yyyy}}`, `{{d+2|W}}` by the article's own day, moved by so many days.

    Letters: d, dd, m, mm, yyyy, W (Thứ Hai … Chủ Nhật), w (the same in lower case).
    """

    def fill(match: re.Match[str]) -> str:
        day = own + timedelta(days=int(match["shift"] or 0))
        parts = {
            "yyyy": str(day.year),
            "dd": f"{day.day:02}",
            "mm": f"{day.month:02}",
            "d": str(day.day),
            "m": str(day.month),
            "W": WEEKDAYS[day.weekday()],
            "w": WEEKDAYS[day.weekday()].lower(),
        }
        return re.sub("yyyy|dd|mm|d|m|W|w", lambda m: parts[m[0]], match["shape"])

    return _PLACEHOLDER.sub(fill, text)


def parse_blocks(body: str) -> Iterable[Block]:
    """The blocks of a body: `## heading`, `- item`, `> box`, `| table |`, `![caption]`, and paragraphs."""
    for part in re.split(r"\n\s*\n", body.strip()):
        if part.startswith("|"):
            rows = [tuple(cell.strip() for cell in line.strip("| \n").split("|")) for line in part.splitlines()]
            yield Block("table", rows=tuple(rows))
            continue
        for prefix, kind in (("## ", "heading"), ("- ", "item"), ("> ", "box"), ("![", "figure")):
            if part.startswith(prefix):
                for line in part.splitlines():
                    yield Block(kind, line.removeprefix(prefix).removesuffix("]" if kind == "figure" else "").strip())
                break
        else:
            if part:
                yield Block("paragraph", " ".join(part.split()))


def escaped(text: str) -> str:
    """Text as HTML, with **strong** marks."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))


def attribute(text: str) -> str:
    """Text inside a double-quoted HTML attribute."""
    return html.escape(text.replace("**", ""), quote=True)


def picture(name: str) -> Page:
    """A drawing that stands for a photograph: two hills under a sky, coloured by the name."""
    hue = sum(name.encode()) % 360
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">'
        f'<rect width="640" height="360" fill="hsl({hue},45%,82%)"/>'
        f'<circle cx="500" cy="90" r="42" fill="hsl({(hue + 40) % 360},70%,70%)"/>'
        f'<path d="M0 300 Q160 150 330 290 T640 240 V360 H0Z" fill="hsl({(hue + 90) % 360},30%,48%)"/>'
        f'<path d="M0 340 Q220 230 420 330 T640 310 V360 H0Z" fill="hsl({(hue + 110) % 360},35%,35%)"/></svg>'
    )
    return Page(body=drawing.encode(), content_type="image/svg+xml")
