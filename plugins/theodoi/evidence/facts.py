"""What proves a finding, read from the warehouse.

A finding is asked for by its own key, by the id of what it speaks of (a document, an organisation, a system), or by its
address, `<article>.<hash of kind and quote>`. The address stays when rules change, as long as the words are found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, text

from theodoi.contracts import FINDINGS, Kind, key_of
from theodoi.database import sql_file, sql_of_kinds
from theodoi.rows import CapturedPage

MOST = 20  # of one document or organisation
_AROUND = 300  # characters before and after a quote, of the same paragraph
_KINDS = {kind.name: kind for kind in FINDINGS}
_ADDRESS = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{10})")


class NoEvidence(LookupError):
    """Nothing of that id is in the warehouse."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding with its proof. `values` are the finding's own columns that are told, each with its words."""

    kind: Kind
    key: str
    article_id: str
    title: str | None
    author: str | None
    url: str
    part: int
    source_id: str
    source: str
    published_on: date | None
    text: str
    start: int
    end: int
    quote: str
    values: tuple[tuple[str, object, str], ...]
    method: str
    confidence: float
    repaired: bool
    rules_version: str
    capture: CapturedPage
    rights: str = "quote"

    @property
    def quotable(self) -> bool:
        """Whether words of the article may be shown (docs/rights.md)."""
        return self.rights == "quote"

    @property
    def address(self) -> str:
        """The id that stays: of the article, the kind and the words."""
        return address(self.kind.name, self.article_id, self.quote)

    @property
    def before(self) -> str:
        """What stands before the quote in its paragraph, at most 300 characters."""
        first = max(self.text.rfind("\n", 0, self.start) + 1, self.start - _AROUND)
        return ("…" if first > 0 and self.text[first - 1] != "\n" else "") + self.text[first : self.start]

    @property
    def after(self) -> str:
        """What stands behind the quote in its paragraph, at most 300 characters."""
        stop = self.text.find("\n", self.end)
        stop = len(self.text) if stop < 0 else stop
        last = min(stop, self.end + _AROUND)
        return self.text[self.end : last] + ("…" if last < stop else "")

    @property
    def citation(self) -> str:
        """How to cite it: title, author, source, day, address of the article, day of the capture, id."""
        day = self.published_on.isoformat() if self.published_on else "không rõ ngày"
        who = f"{self.author}. " if self.author else ""
        seen = self.capture["captured_at"].date().isoformat()
        title = self.url if self.rights == "none" else self.title or self.url
        return f"{who}“{title}”. {self.source}, {day}. {self.url} (bản lưu {seen}; Theodoi {self.address})"


def address(kind: str, article_id: str, quote: str) -> str:
    """The address of a finding: `<article>.<hash of kind and quote>`."""
    return f"{article_id}.{key_of(kind, ' '.join(quote.split()))[:10]}"


def find(connection: Connection, asked: str) -> list[Evidence]:
    """The findings of an id or address, in the order of their articles. Raises NoEvidence.

    An id that ended, of a document or an organisation, is asked for by the one that took its place.
    """
    if met := _ADDRESS.fullmatch(asked):
        found = [e for e in _asked(connection, article=met[1]) if e.address == asked]
    else:
        found = _asked(connection, key=asked)
        if not found:
            now = connection.scalar(text(sql_file("exports/redirected.sql")), {"id": asked})
            found = _asked(connection, entity=now or asked)
    if not found:
        raise NoEvidence(
            f"nothing with the id {asked} is in this warehouse: it may stand in the other profile, or was withdrawn"
        )
    return found[:MOST]


def _asked(
    connection: Connection, *, article: str | None = None, key: str | None = None, entity: str | None = None
) -> list[Evidence]:
    parameters = {"article": article, "key": key, "entity": entity, "most": MOST * 10}
    rows = connection.execute(text(sql_of_kinds("exports/evidence.sql")), parameters)
    return [_evidence(_KINDS[row["kind"]], dict(row)) for row in rows.mappings()]


def _evidence(kind: Kind, row: Mapping[str, Any]) -> Evidence:
    finding = row["finding"]
    values = tuple(
        (c.name, finding[c.name], c.description)
        for c in kind.own
        if finding.get(c.name) not in (None, False)
        and c.name not in ("sentence", "title")
        and (row["rights"] == "quote" or not c.of_others)
    )
    capture = cast("CapturedPage", {name: row[name] for name in CapturedPage.__annotations__})
    return Evidence(
        kind=kind,
        key=finding[kind.key],
        article_id=finding["article_id"],
        title=row["title"],
        author=row["author"],
        url=row["article_url"],
        part=row["part"],
        source_id=row["source_id"],
        source=row["source"] or row["source_id"],
        published_on=row["published_on"],
        text=row["text"],
        start=finding["start_char"],
        end=finding["end_char"],
        quote=finding["quote"],
        values=values,
        method=finding["method"],
        confidence=float(finding["confidence"]),
        repaired=finding["repaired"],
        rules_version=finding["rules_version"],
        capture=capture,
        rights=row["rights"],
    )
