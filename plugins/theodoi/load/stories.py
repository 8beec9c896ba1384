"""Stories of the warehouse: signatures of what was touched, judgement of their candidates, and what follows from it.

The steps are sql/resolve/stories in their order; what SQL cannot do, reading and judging texts and finding what hangs
together, stands here. The result is a function of the articles alone: neither the order of loading nor a full
resolve changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

import pyarrow as pa
from sqlalchemy import Connection, text

from theodoi.database import run_sql, sql_file
from theodoi.load.bulk import copy_table
from theodoi.stories import Told, compare, told
from theodoi.stories.signatures import SIGNATURE_VERSION, signatures

WINDOW = 60  # days between two articles of one story
MOST = 50_000  # articles that one call reads
_CHUNK = 1_000  # texts or pairs at once in memory

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one call did: articles read, pairs judged, articles whose story was told anew."""

    read: int
    judged: int
    told: int


def resolve_stories(connection: Connection, *, full: bool = False, most: int = MOST) -> Resolved:
    """Bring stories and origins up to the articles, at most `most` that are new; one call per transaction.

    With `full`, what hangs together is found anew for every article from the pairs on record.
    """
    kept = {"version": SIGNATURE_VERSION, "days": WINDOW, "most": most, "all": full}
    run_sql(connection, "resolve/stories/10_touched.sql", kept)
    read = _sign(connection)
    run_sql(connection, "resolve/stories/20_candidates.sql", kept)
    judged = _judge(connection)
    run_sql(connection, "resolve/stories/30_around.sql", kept)
    _copy(connection, "roots", _roots(connection), ("article_id", "story_id", "origin_id"))
    run_sql(connection, "resolve/stories/40_stories.sql")
    run_sql(connection, "resolve/stories/50_redirects.sql")
    return Resolved(read, judged, connection.scalar(text("SELECT count(*) FROM stand")) or 0)


def _sign(connection: Connection) -> int:
    """Read what was touched and put its signatures into new_signatures; returns the articles."""
    ids = connection.scalars(text("SELECT article_id FROM unread_articles ORDER BY article_id")).all()
    for chunk in _chunks(ids):
        texts = _texts(connection, chunk)
        rows = [
            (article_id, _key(one), _array(bands))
            for (article_id, one), bands in zip(texts.items(), signatures(list(texts.values())), strict=True)
        ]
        _copy(connection, "new_signatures", rows, ("article_id", "text_key", "bands"))
    return len(ids)


def _judge(connection: Connection) -> int:
    """Judge the candidates into new_pairs; returns how many there were."""
    pairs = connection.execute(text("SELECT * FROM candidates ORDER BY article_id, other_id")).all()
    for chunk in _chunks(pairs):
        texts = _texts(connection, sorted({end for one, other, _ in chunk for end in (one, other)}))
        rows = []
        for one, other, days in chunk:
            found = compare(texts[one], texts[other], days)
            if found.one_origin or found.label != "different":
                rows.append(
                    (one, other, found.label.value, found.one_origin, found.likeness, found.contained, found.quoted)
                )
        _copy(
            connection, "new_pairs", rows,
            ("article_id", "other_id", "label", "one_origin", "likeness", "contained", "quoted"),
        )  # fmt: skip
    return len(pairs)


def _roots(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Article, story and origin of every article that something holds to another: the smallest that each hangs together with."""
    stories, origins = _Together(), _Together()
    for one, other, joined in connection.execute(text(sql_file("resolve/stories/edges.sql"))):
        origins.join(one, other)
        if joined:
            stories.join(one, other)
    for article in origins.members():
        yield article, stories.smallest(article), origins.smallest(article)


class _Together:
    """Sets of articles that hang together, each called by its smallest member."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def smallest(self, article: str) -> str:
        above = self._above
        root = article
        while (upper := above.get(root, root)) != root:
            root = upper
        while (upper := above.get(article, root)) != root:
            above[article], article = root, upper
        return root

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.smallest(one), self.smallest(other)))
        self._above[high] = low
        self._above.setdefault(low, low)

    def members(self) -> Iterable[str]:
        return self._above


def _texts(connection: Connection, ids: Iterable[str]) -> dict[str, Told]:
    rows = connection.execute(text(sql_file("resolve/stories/texts.sql")), {"ids": list(ids)})
    return {article_id: told(body, headline or "") for article_id, headline, body in rows}


def _copy(connection: Connection, table: str, rows: Iterable[tuple[object, ...]], names: tuple[str, ...]) -> None:
    for chunk in _chunks(rows, 100_000):
        columns = [pa.array(column) for column in zip(*chunk, strict=True)]
        copy_table(connection, pa.table(columns, names=list(names)), "pg_temp", table)


def _key(one: Told) -> str:
    """The same for two articles whose headline and body are compared alike."""
    return blake2b(" ".join((*one.title, "\n", *one.keys)).encode(), digest_size=16).hexdigest()


def _chunks(rows: Iterable[_Row], size: int = _CHUNK) -> Iterator[list[_Row]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def _array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
