"""Search over what bi shows, for people at a terminal and for feed readers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Engine, text

from theodoi.atom import Entry, feed
from theodoi.database import sql_file


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its filters: days of publication, both included; ids of a source and an organisation; a type of document."""

    query: str
    since: date | None = None
    until: date | None = None
    source: str | None = None
    organisation: str | None = None
    doc_type: str | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found: `snippet` is a sentence of it, the words that were asked for in «»; None where its source allows no quote."""

    article_id: str
    published_on: date | None
    source_id: str
    title: str | None
    url: str
    snippet: str | None
    rank: float


def search(engine: Engine, asked: Asked) -> list[Hit]:
    """The articles that tell of what is asked for, best first (see bi.search in sql/bi/search.sql)."""
    with engine.connect() as connection:
        rows = connection.execute(text(sql_file("exports/search.sql")), asdict(asked)).all()
    return [Hit(*row) for row in rows]


def as_text(hits: Iterable[Hit]) -> Iterator[str]:
    """Three lines a hit: day, source and title; the sentence; the address."""
    for hit in hits:
        day = hit.published_on.isoformat() if hit.published_on else "không rõ ngày"
        yield f"{day}  {hit.source_id}  {hit.title or '(không có tiêu đề)'}"
        if hit.snippet:
            yield f"    {' '.join(hit.snippet.split())}"
        yield f"    {hit.url}"


def as_jsonl(hits: Iterable[Hit]) -> Iterator[str]:
    """A JSON object a hit."""
    for hit in hits:
        yield json.dumps(asdict(hit), ensure_ascii=False, default=date.isoformat)


def as_atom(asked: Asked, hits: Iterable[Hit]) -> str:
    """The hits as an Atom feed that a feed reader can watch."""
    listed = list(hits)
    newest = max((hit.published_on for hit in listed if hit.published_on), default=None)
    entries = (
        Entry(
            id=f"urn:theodoi:article:{hit.article_id}",
            title=hit.title or hit.url,
            updated=_moment(hit.published_on),
            link=hit.url,
            author=hit.source_id,
            summary=hit.snippet or None,
        )
        for hit in listed
    )
    return feed(f"urn:theodoi:search:{asked.query}", f"Theodoi: {asked.query}", _moment(newest), entries).decode()


def _moment(day: date | None) -> str:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime.fromtimestamp(0, UTC)
    return moment.isoformat()
