"""What an import writes about each record that it did not keep, and about each unit."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from theodoi.doors import ADDRESS_CHARACTERS, text
from theodoi.lake import Lake
from theodoi.scrape.imports.plan import Piece, unit_path

# What an archive says, in a form that a file, a log and the database can hold.
_Said = Annotated[str, BeforeValidator(lambda value: text(value, ADDRESS_CHARACTERS))]


_MOST_DETAILS = 100  # kinds of one sort that are counted apart: an archive may name a new one in each record


class Entry(BaseModel):
    """A line of the ledger: a record that was not kept (or a piece that is read to its end), and why."""

    model_config = ConfigDict(frozen=True)

    what: str  # rejected, duplicate, revisit, no_page, other; file for the end of a piece
    detail: _Said = ""  # kind of problem, content type or status, type of record, URL that a revisit refers to
    piece: int
    offset: int = 0
    nth: int = 1  # of several records at one offset
    length: int = 0
    url: _Said = ""
    reason: _Said = ""  # of a rejected one: a sentence
    kept: str | None = None  # where its bytes lie in the lake
    content_hash: str = ""
    captured: int = 0  # of a piece: pages kept
    stopped_at: int | None = None  # of a piece of an archive: where the record behind the last one begins


class FileReport(BaseModel):
    """What one piece of a unit gave."""

    model_config = ConfigDict(frozen=True)

    piece: Piece
    captured: int = 0
    duplicates: int = 0
    rejected: int = 0
    reason: str = ""  # of the first rejected record
    problem: str = ""  # its kind
    stopped_at: int | None = None


class UnitReport(BaseModel):
    """What a unit gave; `counts` holds numbers of records by what became of them and, inside that, by detail."""

    model_config = ConfigDict(frozen=True)

    unit_id: str
    segments: dict[str, int] = {}  # index file -> rows
    files: tuple[FileReport, ...] = ()
    counts: dict[str, dict[str, int]] = {}

    @property
    def captures(self) -> int:
        """Pages kept."""
        return sum(self.segments.values())

    @property
    def records(self) -> int:
        """Records looked at, sound or not."""
        return self.captures + sum(sum(details.values()) for details in self.counts.values())

    @property
    def sentence(self) -> str:
        """The counts in words."""
        left_out = (f", {sum(details.values()):,} {what.replace('_', ' ')}" for what, details in self.counts.items())
        return f"{self.captures:,} captures from {self.records:,} records{''.join(left_out)}"


def read_ledger(lake: Lake, batch_id: str, unit_id: str, what: str) -> Iterator[Entry]:
    """The lines of one sort in the ledger of a unit that is done."""
    packed = io.BytesIO(lake.read_bytes(unit_path(batch_id, unit_id, "jsonl.gz")))
    with gzip.open(packed) as lines:
        yield from (entry for entry in map(Entry.model_validate_json, lines) if entry.what == what)


def read_report(lake: Lake, batch_id: str, unit_id: str) -> UnitReport | None:
    """The report of a unit that is done, else None."""
    path = unit_path(batch_id, unit_id, "json")
    return UnitReport.model_validate_json(lake.read_bytes(path)) if lake.exists(path) else None


def report_of(unit_id: str, pieces: Sequence[Piece], segments: dict[str, int], entries: Iterable[Entry]) -> UnitReport:
    """The report that a whole ledger comes to."""
    counts: dict[str, Counter[str]] = {}
    of_piece: list[Counter[str]] = [Counter() for _ in pieces]
    first: dict[int, Entry] = {}
    ends: dict[int, Entry] = {}
    for entry in entries:
        if entry.what == "file":
            ends[entry.piece] = entry
            continue
        # The detail of a revisit is a URL: all are counted as one.
        detail = "" if entry.what == "revisit" else entry.detail
        seen = counts.setdefault(entry.what, Counter())
        seen[detail if detail in seen or len(seen) < _MOST_DETAILS else "more kinds"] += 1
        of_piece[entry.piece][entry.what] += 1
        if entry.what == "rejected":
            first.setdefault(entry.piece, entry)
    files = tuple(
        FileReport(
            piece=piece,
            captured=ends[n].captured,
            duplicates=of_piece[n]["duplicate"],
            rejected=of_piece[n]["rejected"],
            reason=first[n].reason if n in first else "",
            problem=first[n].detail if n in first else "",
            stopped_at=ends[n].stopped_at,
        )
        for n, piece in enumerate(pieces)
    )
    sorted_counts = {what: dict(sorted(details.items())) for what, details in sorted(counts.items())}
    return UnitReport(unit_id=unit_id, segments=segments, files=files, counts=sorted_counts)
