"""`theodoi sources`: which sources there are and how they do, whether one works, and the file of a new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape, quoteattr

import yaml
from protego import Protego
from sqlalchemy import RowMapping, text
from sqlalchemy.exc import SQLAlchemyError

from theodoi.clean import clean
from theodoi.clean.document import Outcome
from theodoi.database import engine_for, sql_file
from theodoi.doors import Refused, address, loggable, slug
from theodoi.files import replacing
from theodoi.registry.sources import Source, SourceError, chosen_sources, enabled_sources, load_sources
from theodoi.scrape.discovery import Entry, Reading, read_feed, read_list, read_sitemap
from theodoi.scrape.job import Politeness
from theodoi.scrape.markup import parse_html
from theodoi.scrape.probe import Asked, ProbeFailed, ask_site
from theodoi.settings import VIETNAM, Profile, settings

FAILURES = (SourceError, ProbeFailed, FileNotFoundError, FileExistsError, Refused)

# list ----------------------------------------------------------------------------------------------------------------


def listed(profile: Profile) -> list[str]:
    """A line for each source: state, day of its check, reach into the past, last success, pages a night."""
    sources = load_sources(settings().sources_folder(profile))
    enabled = enabled_sources(profile)
    states, note = _states(profile)
    lines = [f"{'id':<20} {'state':<5} {'checked':<10} {'past days':<15} {'last pages':<10} {'a night':>7}  name"]
    for source in sources.values():
        state = states.get(source.id)
        pages = state["pages_a_night"] if state else None
        lines.append(
            f"{source.id:<20} {'on' if source.id in enabled else 'off':<5} {(source.verified or '')!s:<10} "
            f"{source.past.replace('_', ' '):<15} {((state and state['last_success']) or '')!s:<10} "
            f"{'' if pages is None else pages:>7}  {source.name}"
        )
    return [*lines, *note]


def _states(profile: Profile) -> tuple[dict[str, RowMapping], list[str]]:
    """What the warehouse knows by source, and a sentence when it cannot be asked."""
    try:
        with engine_for(settings().database_url(profile)).connect() as connection:
            rows = connection.execute(text(sql_file("ops/source_states.sql"))).mappings()
            return {row["source_id"]: row for row in rows}, []
    except (LookupError, SQLAlchemyError):
        return {}, ["The warehouse does not answer: last pages and pages a night are not known."]


# check ---------------------------------------------------------------------------------------------------------------


@dataclass
class Checked:
    """What a check of one source found: lines for a person, and whether an article was read from end to end."""

    lines: list[str] = field(default_factory=list)
    works: bool = False


def check(source: Source, politeness: Politeness | None = None) -> Checked:
    """Ask robots.txt, feeds, sitemaps and lists of a source, then one article, and clean that. Raises ProbeFailed."""
    checked = Checked([f"{source.id} ({source.name})"])
    yesterday = datetime.now(VIETNAM).date() - timedelta(days=1)
    kinds = {url: "feed" for url in source.feeds}
    kinds |= {url: "sitemap" for url in source.sitemaps_of(yesterday)} | {url: "list" for url in source.lists}
    articles: list[Entry] = []
    children: list[Entry] = []
    for asked in ask_site(source, list(kinds), politeness):
        reading = _told(checked, source, kinds.get(asked.url, "robots.txt"), asked)
        articles += _articles(source, reading)
        children += [entry for entry in reading.sitemaps if source.owns(entry.url)]
    if not articles and children:
        for asked in ask_site(source, [_newest(children).url], politeness):
            if not asked.is_robots:
                articles += _articles(source, _told(checked, source, "sitemap", asked))
    if not articles:
        checked.lines.append("  no article: nothing that it announces has the shape of article_url")
        return checked
    sample = _newest(articles)
    [page] = [asked for asked in ask_site(source, [sample.url], politeness) if not asked.is_robots]
    checked.works = _cleaned(checked, sample, page)
    return checked


def _told(checked: Checked, source: Source, kind: str, asked: Asked) -> Reading:
    """Add the line of one answer; returns what it announces."""
    where = f"  {kind} {loggable(asked.url)}:"
    if asked.is_robots or asked.outcome != "answered":
        checked.lines.append(f"{where} {loggable(asked.reason or 'read, and obeyed')}")
        return Reading()
    reading = _read(source, kind, asked)
    told = reading.sentence or f"{len(reading.entries)} announced, {len(_articles(source, reading))} of them articles"
    if reading.sitemaps:
        told = f"an index of {len(reading.sitemaps)} sitemaps"
    checked.lines.append(f"{where} {loggable('; '.join([told, *reading.faults]))}")
    return reading


def _read(source: Source, kind: str, asked: Asked) -> Reading:
    match kind:
        case "feed":
            return read_feed(asked.body, asked.final_url)
        case "sitemap":
            return read_sitemap(asked.body, asked.final_url)
        case _:
            return read_list(asked.body, asked.final_url, source)


def _articles(source: Source, reading: Reading) -> list[Entry]:
    return [entry for entry in reading.entries if source.owns(entry.url) and source.is_article(entry.url)]


def _newest(entries: Iterable[Entry]) -> Entry:
    """The entry announced last, the first of those without a time."""
    return max(entries, key=lambda entry: entry.announced_at or datetime.min.replace(tzinfo=UTC))


def _cleaned(checked: Checked, sample: Entry, page: Asked) -> bool:
    """Add what cleaning makes of an article's page; returns whether it is an article."""
    where = f"  article {loggable(sample.url)}:"
    if page.outcome != "answered":
        checked.lines.append(f"{where} {loggable(page.reason or page.outcome)}")
        return False
    document = clean(
        page.body,
        url=page.final_url,
        content_type=page.content_type,
        status=page.status or 200,
        announced_at=sample.announced_at,
        captured_at=datetime.now(UTC),
    )[0]
    if document.outcome is not Outcome.ARTICLE:
        checked.lines.append(f"{where} cleaning calls it {document.outcome.value}: {document.reason}")
        return False
    told = (
        document.published_at.astimezone(VIETNAM).isoformat(timespec="minutes") if document.published_at else "no time"
    )
    checked.lines.append(f"{where} “{document.title}”, {len(document.text):,} characters, {told}")
    return True


def check_all(profile: Profile, names: Sequence[str]) -> tuple[list[str], bool]:
    """Check sources by id (those that are on when none is named) and write `verified` into the files of those that work.

    Returns the lines, and whether all work. Raises SourceError, ProbeFailed.
    """
    folder, lines, well = settings().sources_folder(profile), [], True
    sources = chosen_sources(profile, names)
    if not sources:
        return ["No source is switched on: name those to check."], False
    for source in sources.values():
        checked = check(source)
        lines += checked.lines
        if checked.works:
            write_verified(folder / f"{source.id}.yaml", datetime.now(VIETNAM).date())
        lines.append("  works; `verified` is written" if checked.works else "  does not work; its file is as it was")
        well = well and checked.works
    return lines, well


def write_verified(path: Path, on: date) -> None:
    """Write the day into a source's file; all else stays as it is, comments too."""
    written = path.read_text(encoding="utf-8")
    changed, number = re.subn(r"(?m)^verified:.*$", f"verified: {on}", written, count=1)
    if not number:
        changed = re.sub(r"(?m)^(name:.*)$", rf"\1\nverified: {on}", written, count=1)
    _write(path, changed)


def _write(path: Path, content: str) -> None:
    with replacing(path) as stream:
        stream.write(content.encode())


# new -----------------------------------------------------------------------------------------------------------------

# Where sites keep what announces their pages, when neither home page nor robots.txt tells.
_USUAL = {
    "feed": ("rss/home.rss", "rss", "home.rss", "feed"),
    "sitemap": ("sitemaps/google-news.xml", "google-news-sitemap.xml", "sitemap-news.xml", "sitemap.xml"),
}
_NUMBERED = re.compile(r"-(?:(?P<mark>[a-z]{1,4})?(?P<number>\d{4,}))(?P<ending>\.[a-z]{2,5}|/)?$")
_MANY_WORDS = re.compile(r"/(?:[a-z0-9]+-){5,}[a-z0-9]+(?P<ending>\.[a-z]{2,5}|/)?$")
_LEAST_SHARE = 0.3  # of announced addresses that have the shape of articles


@dataclass
class Scaffold:
    """The files of a new source, and sentences about what was found."""

    source_id: str
    source_file: str
    shape_name: str
    shape_file: str
    lines: list[str]


def new(url: str, *, local: bool = False, politeness: Politeness | None = None) -> Scaffold:
    """Find feeds and sitemaps of a site; returns the file of a source, and what it announces in its shape, for its test.

    Raises Refused for no address, SourceError when nothing is found, ProbeFailed.
    """
    home = urljoin(address(url), "/")
    host = (urlsplit(home).hostname or "").removeprefix("www.")
    source = Source(
        id=slug(re.sub(r"[^a-z0-9]+", "-", host.split(".")[0] if not host[:1].isdigit() else host)),
        name=host,
        home=home,
        kind="newspaper",
        local=local,
        article_url=".",
        delay_seconds=0.0 if local else 1.0,
    )
    doors = {urljoin(home, path): kind for kind, paths in _USUAL.items() for path in paths}
    first = [asked for asked in ask_site(source, [home, urljoin(home, "/robots.txt"), *doors], politeness)]
    answered = {a.url: a for a in first if a.outcome == "answered" and not a.is_robots}
    if home not in answered:
        reasons = [a.reason for a in first if a.url == home and a.reason]
        raise SourceError(f"{home} cannot be read: {reasons[0] if reasons else 'it does not answer'}")
    named = {u: kind for u, kind in _named(home, answered).items() if source.owns(u)}
    rest = [u for u in named if u not in answered]
    answered |= {a.url: a for a in (ask_site(source, rest, politeness) if rest else []) if a.outcome == "answered"}
    readings = {u: (kind, _read(source, kind, answered[u])) for u, kind in (named | doors).items() if u in answered}
    found = {u: (k, r) for u, (k, r) in readings.items() if r.entries or r.sitemaps}
    announced = [e.url for _, r in found.values() for e in r.entries if source.owns(e.url)]
    if not announced:
        found[home] = ("list", read_list(answered[home].body, home, source))
        announced = [e.url for e in found[home][1].entries]
    shape = _shape(host, announced)
    if shape is None:
        raise SourceError(f"{home}: no feed, sitemap or link shows addresses that have the shape of articles")
    name = _site_name(answered[home]) or host
    articles = [u for u in announced if re.search(shape, u)][:2]
    kind = next(k for k, r in found.values() if k == "list" or any(e.url in articles for e in r.entries))
    by_kind = {k: [u for u, (other, _) in found.items() if other == k] for k in ("feed", "sitemap", "list")}
    lines = [f"found {k} {u}" for k, urls in by_kind.items() for u in urls] + [f"articles look like {shape}"]
    return Scaffold(
        source.id,
        _source_file(source, name, by_kind, shape),
        f"{source.id}.{kind}.{'html' if kind == 'list' else 'xml'}",
        _shape_file(kind, name, home, articles),
        lines,
    )


def _named(home: str, answered: dict[str, Asked]) -> dict[str, str]:
    """Feeds that the home page names, and sitemaps that robots.txt names, by address."""
    named: dict[str, str] = {}
    root = parse_html(answered[home].body)
    for node in root.iter("link") if root is not None else ():
        if re.search(r"\b(?:rss|atom)\+xml", node.get("type") or "") and node.get("href"):
            named[address(node.get("href") or "", home)] = "feed"
    robots = answered.get(urljoin(home, "/robots.txt"))
    for place in Protego.parse(robots.body.decode("utf-8", "replace")).sitemaps if robots else ():
        named[address(place, home)] = "sitemap"
    return named


def _shape(host: str, urls: Sequence[str]) -> str | None:
    """A regular expression for the articles among addresses: the number that most end with, or else many words."""
    numbered = [m for m in (_NUMBERED.search(urlsplit(u).path) for u in urls) if m]
    site = rf"^https?://(?:[\w-]+\.)*{re.escape(host)}(?::\d+)?"
    if numbered and len(numbered) >= _LEAST_SHARE * len(urls):
        (mark, ending), _ = Counter((m["mark"] or "", m["ending"] or "") for m in numbered).most_common(1)[0]
        digits = min(len(m["number"]) for m in numbered if (m["mark"] or "", m["ending"] or "") == (mark, ending))
        return rf"{site}/[^?]+-{mark}\d{{{digits},}}{re.escape(ending)}$"
    worded = [m for m in (_MANY_WORDS.search(urlsplit(u).path) for u in urls) if m]
    if worded and len(worded) >= _LEAST_SHARE * len(urls):
        ending = Counter(m["ending"] or "" for m in worded).most_common(1)[0][0]
        return rf"{site}/(?:[^/?]+/)*(?:[a-z0-9]+-){{5,}}[a-z0-9]+{re.escape(ending)}$"
    return None


def _site_name(home: Asked) -> str | None:
    """The name that a home page gives its site: og:site_name, or the page's title."""
    root = parse_html(home.body)
    if root is None:
        return None
    told = root.xpath("//meta[@property='og:site_name']/@content") or root.xpath("//title/text()")
    return " ".join(str(told[0]).split())[:100] or None if told else None


def _source_file(source: Source, name: str, by_kind: dict[str, list[str]], shape: str) -> str:
    fields: dict[str, object] = {
        "id": source.id,
        "name": name,
        "verified": None,
        "home": source.home,
        "kind": source.kind,
        "language": "vi",
        "province": None,
        "enabled": False,
        **({"local": True} if source.local else {}),
        "feeds": by_kind["feed"],
        "sitemaps": by_kind["sitemap"],
        "lists": by_kind["list"],
        "article_url": shape,
        "delay_seconds": source.delay_seconds,
        "max_pages": 500,
    }
    body = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000)
    return f"# yaml-language-server: $schema=../schemas/sources.json\n# Made by `theodoi sources new`: read it, then try `theodoi sources check {source.id}`.\n{body}"


def _shape_file(kind: str, name: str, home: str, articles: Sequence[str]) -> str:
    """A feed, sitemap or list with a site's addresses and texts of our own."""
    titles = [(f"Mẫu tin số {number}", url) for number, url in enumerate(articles, 1)]
    if kind == "feed":
        items = "".join(
            f"<item><title>{title}</title><link>{escape(url)}</link><pubDate>Fri, 20 Nov 2026 08:15:00 +0700</pubDate></item>\n"
            for title, url in [*titles, ("Trang chủ", home)]
        )
        return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(name)}</title>\n{items}</channel></rss>\n'
    if kind == "sitemap":
        rows = "".join(
            f"<url><loc>{escape(url)}</loc><lastmod>2026-11-20T08:15:00+07:00</lastmod></url>\n"
            for url in [*articles, home]
        )
        return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    links = "".join(f"<p><a href={quoteattr(url)}>{title}</a></p>\n" for title, url in titles)
    return f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(name)}</title></head><body>\n{links}</body></html>\n'


def write_new(scaffold: Scaffold, folder: Path, shapes: Path | None) -> list[str]:
    """Write the files of a new source; returns the lines. Raises FileExistsError, FileNotFoundError for a missing folder."""
    files = [(folder / f"{scaffold.source_id}.yaml", scaffold.source_file)]
    files += [(shapes / scaffold.shape_name, scaffold.shape_file)] if shapes else []
    for path, _ in files:
        if not path.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {path.parent}")
        if path.exists():
            raise FileExistsError(f"{path} is there already")
    for path, content in files:
        _write(path, content)
    return [*scaffold.lines, *(f"wrote {path}" for path, _ in files)]
