"""Reading one unit of an import: each file of it, record by record, into what is kept and what is noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

import pyarrow as pa

from theodoi.contracts import DUMP, key_of
from theodoi.doors import Refused, loggable, moment
from theodoi.lake import Lake
from theodoi.registry.sources import Source
from theodoi.scrape.imports.files import ARCHIVE, LEFT_OUT, UNKNOWN, name_of, open_file
from theodoi.scrape.imports.keeping import Keeper
from theodoi.scrape.imports.ledger import Entry, UnitReport, read_report
from theodoi.scrape.imports.plan import REPLAY, Piece, read_plan
from theodoi.warc import MOST_BYTES, Archive, Found, Other, Page, Problem, Record, clause, header, inadmissible, sha1

_PAGE_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain"}
_KEPT_BYTES = 10 << 20  # of a rejected stretch


def import_unit(
    lake: Lake,
    batch_id: str,
    unit_id: str,
    *,
    sources: Mapping[str, Source],
    spool: Path,
    most_bytes: int = MOST_BYTES,
) -> UnitReport:
    """Read a unit of a plan, or what a killed process left of it; a unit that is done is not read again.

    A WARC page belongs to the source in `sources` whose site its URL is on, else to its host. A record of more than
    `most_bytes` is rejected. Raises LookupError when there is no such plan, and OSError when our own disk or a store
    fails; nothing that is wrong with a file raises.
    """
    if unit_id == REPLAY:
        return UnitReport(unit_id=unit_id)
    done = read_report(lake, batch_id, unit_id)
    if done is not None:
        return done
    plan_id, _, number = unit_id.rpartition("-")
    plan = read_plan(lake, batch_id, plan_id)
    if plan is None:
        raise LookupError(f"batch {batch_id} has no plan {plan_id} in {lake.root}: plan the import again")
    pieces = plan.units[int(number) - 1]
    return read_pieces(lake, batch_id, unit_id, pieces, plan.source_id, sources, spool, most_bytes)


def read_pieces(
    lake: Lake,
    batch_id: str,
    unit_id: str,
    pieces: Sequence[Piece],
    source_id: str,
    sources: Mapping[str, Source],
    spool: Path,
    most_bytes: int,
) -> UnitReport:
    """Read pieces as the unit of that id; what the lake has of the unit is written anew."""
    with closing(Keeper(lake, batch_id, unit_id, pieces, spool / unit_id)) as keeper:
        work = _Unit(lake, batch_id, source_id, sources, most_bytes, keeper)
        for piece in pieces[keeper.at.piece :]:
            keeper.next_piece(work.read(piece))
        return keeper.finish()


class _Unit:
    """The work on one unit."""

    def __init__(
        self,
        lake: Lake,
        batch_id: str,
        source_id: str,
        sources: Mapping[str, Source],
        most_bytes: int,
        keeper: Keeper,
    ) -> None:
        self._lake, self._batch_id, self._source_id, self._sources = lake, batch_id, source_id, sources
        self._most, self._keeper = most_bytes, keeper

    def read(self, piece: Piece) -> int | None:
        """Read a piece to its end; returns where the scan of an archive stopped."""
        if why := LEFT_OUT.get(piece.kind):
            self._reject(piece, Problem(*why, 0, 0))
            return None
        try:
            with open_file(piece.place, piece.within) as stream:
                return self._file(piece, stream)
        except FileNotFoundError:
            self._reject(piece, Problem("missing", "the file is gone since the import was planned", 0, 0))
        except PermissionError:
            self._reject(piece, Problem("unreadable", "this user may not read the file", 0, 0))
        return None

    def _file(self, piece: Piece, stream: pa.NativeFile) -> int | None:
        if stream.size() != piece.size:
            sentence = "the file has changed since the import was planned: import it again"
            self._reject(piece, Problem("changed", sentence, 0, 0))
            return None
        if piece.kind == ARCHIVE or (piece.kind == UNKNOWN and stream.read_at(5, 0) == b"WARC/"):
            return self._archive(piece, stream)
        problem = self._document(piece, stream)
        self._keeper.progress.tell(self._keeper.at.piece, piece.size)
        if problem:
            self._reject(piece, problem, stream)
        return None

    def _archive(self, piece: Piece, stream: pa.NativeFile) -> int:
        archive, at = Archive(stream, self._most), self._keeper.at
        before = (at.offset, at.nth)
        offset, nth = -1, 0
        for found in archive.scan(max(piece.begin, at.offset), piece.end):
            nth = nth + 1 if found.offset == offset else 1
            offset = found.offset
            if (offset, nth) > before:  # else dealt with by a process that was killed
                self._found(piece, stream, found, nth)
                self._keeper.passed(offset, nth)
                self._keeper.progress.tell(at.piece, offset)
        return archive.position

    def _found(self, piece: Piece, stream: pa.NativeFile, found: Found, nth: int) -> None:
        """Keep a page, or write into the ledger why not."""
        note = partial(Entry, piece=self._keeper.at.piece, offset=found.offset, nth=nth, length=found.length)
        match found:
            case Other(kind="revisit"):
                self._keeper.note(note(what="revisit", detail=found.target or "", url=found.url))
            case Other():
                self._keeper.note(note(what="other", detail=found.kind, url=found.url))
            case Record() | Problem(kind="too_large") if why := _no_page(found):
                self._keeper.note(note(what="no_page", detail=why, url=found.url or ""))
            case Problem():
                self._reject(piece, found, stream, nth)
            case Record() if not found.payload.strip():
                sentence = f"the record of {loggable(found.url)} is empty"
                self._reject(piece, Problem("empty", sentence, found.offset, found.length), stream, nth)
            case Record() if problem := inadmissible(found):
                self._reject(piece, problem, stream, nth)
            case Record():
                if not self._keeper.keep(self._page(found)):
                    self._keeper.note(note(what="duplicate", url=found.url))

    def _page(self, record: Record) -> Page:
        host = urlsplit(record.url).hostname or self._source_id
        source = next((s.id for s in self._sources.values() if s.owns(record.url)), host.removeprefix("www."))
        return Page(
            record.url,
            record.captured_at,
            record.payload,
            source,
            record.status,
            record.http_headers,
            content_type=header(record.headers, "content-type"),
            found_by="import",
            truncated=record.truncated,
        )

    def _document(self, piece: Piece, stream: pa.NativeFile) -> Problem | None:
        """Keep a file as one page, or say what is wrong with it."""
        if piece.kind == UNKNOWN:
            suffix = PurePosixPath(name_of(piece.place)).suffix
            named = f"named *{suffix}" if suffix else "without an ending"
            return Problem("unknown_kind", f"a file {named} is neither WARC, text nor HTML", 0, piece.size)
        if piece.size > self._most:
            sentence = f"the file has more than {self._most >> 20} MB, the most that is read of one"
            return Problem("too_large", sentence, 0, piece.size)
        payload = stream.read()
        if not payload.strip():
            return Problem("empty", "the file is empty", 0, len(payload))
        if b"\0" in payload[:4096] and not payload.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Problem("not_text", "the file is not text, whatever its name says", 0, len(payload))
        try:
            captured_at = _changed_at(piece)
        except Refused as refused:
            return Problem("bad_date", f"{clause(refused)} (the time of the file's last change)", 0, len(payload))
        url = f"{DUMP}{self._source_id}/{quote(PurePosixPath(name_of(piece.place)).stem)}"
        page = Page(url, captured_at, payload, self._source_id, content_type=piece.kind, found_by="import")
        if not self._keeper.keep(page):
            self._keeper.note(Entry(what="duplicate", piece=self._keeper.at.piece, url=url))
        return None

    def _reject(self, piece: Piece, problem: Problem, stream: pa.NativeFile | None = None, nth: int = 1) -> None:
        """Write what cannot be loaded into the ledger, and its bytes (10 MB of them at most) into the lake."""
        kept, content_hash = None, key_of(piece.place, problem.kind)
        if problem.length and stream is not None:
            data = stream.read_at(min(problem.length, _KEPT_BYTES), problem.offset)
            content_hash = key_of(sha1(data))
            kept = f"rejected/batch={self._batch_id}/{content_hash}.bin"
            self._lake.write_bytes(kept, data)
        self._keeper.note(
            Entry(
                what="rejected",
                detail=problem.kind,
                piece=self._keeper.at.piece,
                offset=problem.offset,
                nth=nth,
                length=problem.length,
                url=problem.url or "",
                reason=problem.sentence,
                kept=kept,
                content_hash=content_hash,
            )
        )


def _changed_at(piece: Piece) -> datetime:
    """When a file was last changed, to the second as WARC-Date has it: it has no other time of capture. Raises Refused."""
    try:
        changed_at = datetime.fromtimestamp(piece.changed_at, UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused(f"The second {piece.changed_at} of the epoch is in no year of the calendar.") from None
    # Archivers leave the beginning of their own epochs: 1970, 1980.
    return changed_at if changed_at.year < 1990 else moment(changed_at)


def _no_page(found: Record | Problem) -> str:
    """Why a record holds no page, in a word or two; empty for a page."""
    if isinstance(found, Record) and found.status != 200:
        return f"HTTP {found.status}"
    kind = (found.content_type or "").partition(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        return kind[:60]
    return "robots.txt" if (found.url or "").endswith("/robots.txt") else ""
