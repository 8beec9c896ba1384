"""Reading one unit of an import: archives and documents into segments and a ledger of the unit's own, record by record.

A killed process loses the record in hand and no other: the cursor says how far the open segment and the ledger go.
The cursor lies on this machine; on another one the unit begins anew and gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
import logging
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from theodoi.contracts import CAPTURES, DUMP, key_of
from theodoi.lake import Lake
from theodoi.registry.sources import Source
from theodoi.scrape.imports.files import ARCHIVE, MISSING, UNKNOWN, name_of, open_file
from theodoi.scrape.imports.plan import REPLAY, Piece, read_plan, unit_path
from theodoi.warc import MOST_BYTES, Archive, Found, OpenSegment, Other, Page, Problem, Record, header, sha1

PARTS = "parts"  # the lake stage of the units' indexes, before they are committed together

_log = logging.getLogger("theodoi.import")

_PAGE_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain"}
_SEGMENT_RECORDS = 2000
_SEGMENT_BYTES = 64 << 20
_KEPT_BYTES = 10 << 20  # of a rejected stretch
_CURSOR_BYTES = 1 << 20
_SECONDS_BETWEEN_LINES = 5.0


class Entry(BaseModel):
    """A line of the ledger: a record that was not kept (or a file that was read), and why."""

    model_config = ConfigDict(frozen=True)

    what: str  # rejected, duplicate, revisit, no_page, other; file for the end of a piece
    detail: str = ""  # kind of problem, content type or status, type of record, URL that a revisit refers to
    piece: int
    offset: int = 0
    nth: int = 1  # of several records at one offset
    length: int = 0
    url: str = ""
    reason: str = ""  # of a rejected one: a sentence
    kept: str | None = None  # where its bytes lie in the lake
    content_hash: str = ""
    captured: int = 0  # of a file: pages kept
    stopped_at: int | None = None  # of an archive: where the record behind the last one begins


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
    work = _Unit(lake, batch_id, unit_id, pieces, source_id, sources, spool / unit_id, most_bytes)
    with work:
        return work.read()


def read_report(lake: Lake, batch_id: str, unit_id: str) -> UnitReport | None:
    """The report of a unit that is done, else None."""
    path = unit_path(batch_id, unit_id, "json")
    return UnitReport.model_validate_json(lake.read_bytes(path)) if lake.exists(path) else None


def read_ledger(lake: Lake, batch_id: str, unit_id: str) -> Iterator[Entry]:
    """The ledger of a unit that is done, line by line."""
    packed = io.BytesIO(lake.read_bytes(unit_path(batch_id, unit_id, "jsonl.gz")))
    with gzip.open(packed) as lines:
        for line in lines:
            yield Entry.model_validate_json(line)


@dataclass(slots=True)
class _Cursor:
    """How far a unit is: the last record dealt with, and how much of the local files belongs to what was dealt with."""

    piece: int = 0
    offset: int = -1
    nth: int = 0
    captured: int = 0  # of this piece
    segment: int = 1
    segment_bytes: int = 0
    ledger_bytes: int = 0


class _Unit:
    """The work on one unit, in a folder of its own on this machine."""

    def __init__(
        self,
        lake: Lake,
        batch_id: str,
        unit_id: str,
        pieces: Sequence[Piece],
        source_id: str,
        sources: Mapping[str, Source],
        folder: Path,
        most_bytes: int,
    ) -> None:
        self._lake, self._batch_id, self._unit_id, self._pieces = lake, batch_id, unit_id, pieces
        self._source_id, self._sources, self._folder, self._most = source_id, sources, folder, most_bytes
        self._stream: pa.NativeFile | None = None  # the file in hand
        self._progress = _Progress(pieces)

    def __enter__(self) -> _Unit:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._restore()
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self._ledger, self._cursor):
            stream.close()

    def read(self) -> UnitReport:
        for number in range(self._at.piece, len(self._pieces)):
            piece = self._pieces[number]
            stopped_at = None
            try:
                if piece.kind == MISSING:
                    raise FileNotFoundError
                if piece.kind == UNKNOWN and not piece.size:
                    self._reject(Problem("unknown_kind", _UNKNOWN.format(piece.place), 0, 0))
                else:
                    with open_file(piece.place) as self._stream:
                        stopped_at = self._file(piece)
            except FileNotFoundError:
                self._reject(Problem("missing", "there is no such file", 0, 0))
            except PermissionError:
                self._reject(Problem("unreadable", "this user may not read the file", 0, 0))
            self._note(Entry(what="file", piece=number, captured=self._at.captured, stopped_at=stopped_at))
            self._at.piece, self._at.offset, self._at.nth, self._at.captured = number + 1, -1, 0, 0
            self._save()
        return self._finish()

    # files and records -----------------------------------------------------------------------------------------------

    def _file(self, piece: Piece) -> int | None:
        """Read the file in hand; returns where an archive's scan stopped."""
        if self._stream.size() != piece.size:
            self._reject(Problem("changed", "the file has changed since the import was planned: import it again", 0, 0))
        elif piece.kind == ARCHIVE or (piece.kind == UNKNOWN and self._stream.read_at(5, 0) == b"WARC/"):
            return self._archive(piece)
        elif piece.kind == UNKNOWN:
            self._reject(Problem("unknown_kind", _UNKNOWN.format(name_of(piece.place)), 0, piece.size))
        else:
            self._document(piece)
        return None

    def _archive(self, piece: Piece) -> int:
        archive = Archive(self._stream, self._most)
        before = (self._at.offset, self._at.nth)
        offset, nth = -1, 0
        for found in archive.scan(max(piece.begin, self._at.offset), piece.end):
            nth = nth + 1 if found.offset == offset else 1
            offset = found.offset
            if (offset, nth) <= before:  # dealt with before the process was killed
                continue
            full = self._found(found, nth)
            self._at.offset, self._at.nth = offset, nth
            self._save(anew=full)
            self._progress.tell(self._at.piece, offset)
        return archive.position

    def _found(self, found: Found, nth: int) -> bool:
        """Keep a page, or write into the ledger why not; returns whether a segment has become full."""
        place = {"piece": self._at.piece, "offset": found.offset, "nth": nth, "length": found.length}
        match found:
            case Other(kind="revisit"):
                self._note(Entry(what="revisit", detail=found.target or "", url=found.url, **place))
            case Other():
                self._note(Entry(what="other", detail=found.kind, url=found.url, **place))
            case Problem(kind="too_large") if _no_page(200, found.content_type, found.url or ""):
                detail = _no_page(200, found.content_type, found.url or "")
                self._note(Entry(what="no_page", detail=detail, url=found.url or "", **place))
            case Problem():
                self._reject(found, nth)
            case Record() if detail := _no_page(found.status, found.content_type, found.url):
                self._note(Entry(what="no_page", detail=detail, url=found.url, **place))
            case Record() if not found.payload.strip():
                sentence = f"the record of {found.url} is empty"
                self._reject(Problem("empty", sentence, found.offset, found.length), nth)
            case Record():
                return self._keep(self._page(found), **place)
        return False

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
        )

    def _document(self, piece: Piece) -> None:
        if self._at.offset == 0:  # dealt with before the process was killed
            return
        if piece.size > self._most:
            sentence = f"the file has more than {self._most >> 20} MB, the most that is read of one"
            self._reject(Problem("too_large", sentence, 0, piece.size))
            return
        payload = self._stream.read()
        if not payload.strip():
            self._reject(Problem("empty", "the file is empty", 0, len(payload)))
        elif b"\0" in payload[:4096] and not payload.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._reject(Problem("not_text", "the file is not text, whatever its name says", 0, len(payload)))
        else:
            # A file has no time of capture but that of its last change; whole seconds, as WARC-Date has them.
            captured_at = datetime.fromtimestamp(piece.changed_at, UTC)
            url = f"{DUMP}{self._source_id}/{quote(PurePosixPath(name_of(piece.place)).stem)}"
            page = Page(url, captured_at, payload, self._source_id, content_type=piece.kind, found_by="import")
            full = self._keep(page, piece=self._at.piece)
            self._at.offset, self._at.nth = 0, 1
            self._save(anew=full)
        self._progress.tell(self._at.piece, piece.size)

    # what is kept ----------------------------------------------------------------------------------------------------

    def _keep(self, page: Page, **place: int) -> bool:
        capture_id = page.capture_id(self._batch_id)
        if capture_id in self._ids:
            self._note(Entry(what="duplicate", url=page.url, **place))
            return False
        if self._segment is None:
            self._segment = OpenSegment(self._folder, self._segment_name(self._at.segment))
        self._segment.append(page)
        self._ids.add(capture_id)
        self._records += 1
        self._at.captured += 1
        self._at.segment_bytes = self._segment.size
        self._progress.counts["captured"] += 1
        full = self._records >= _SEGMENT_RECORDS or self._segment.size >= _SEGMENT_BYTES
        if full:
            self._commit_segment()
        return full

    def _reject(self, problem: Problem, nth: int = 1) -> None:
        """Write what cannot be loaded into the ledger, and its bytes (10 MB of them at most) into the lake."""
        kept, piece = None, self._pieces[self._at.piece]
        content_hash = key_of(piece.place, problem.kind)
        if problem.length:
            data = self._stream.read_at(min(problem.length, _KEPT_BYTES), problem.offset)
            content_hash = key_of(sha1(data))
            kept = f"rejected/batch={self._batch_id}/{content_hash}.bin"
            self._lake.write_bytes(kept, data)
        self._note(
            Entry(
                what="rejected",
                detail=problem.kind,
                piece=self._at.piece,
                offset=problem.offset,
                nth=nth,
                length=problem.length,
                url=problem.url or "",
                reason=problem.sentence,
                kept=kept,
                content_hash=content_hash,
            )
        )

    def _note(self, entry: Entry) -> None:
        self._ledger.write(entry.model_dump_json(exclude_defaults=True).encode() + b"\n")
        self._ledger.flush()
        self._at.ledger_bytes = self._ledger.tell()
        self._progress.counts[entry.what] += 1

    def _segment_name(self, number: int) -> str:
        return f"seg-{self._unit_id}-{number:05d}"

    def _commit_segment(self) -> None:
        """Place the open segment in the lake. Its local file stays until the cursor has moved on."""
        self._segment.commit(self._lake, self._batch_id, PARTS)
        self._segment, self._records = None, 0
        self._at.segment += 1
        self._at.segment_bytes = 0

    # how far it is ---------------------------------------------------------------------------------------------------

    def _save(self, *, anew: bool = False) -> None:
        """Append the cursor to its file: the last whole line counts. `anew` when files that it named are done with."""
        line = json.dumps(asdict(self._at)).encode() + b"\n"
        if anew or self._cursor.tell() > _CURSOR_BYTES:
            self._cursor.close()
            path = self._folder / "cursor.jsonl"
            path.with_suffix(".new").write_bytes(line)
            os.replace(path.with_suffix(".new"), path)
            self._cursor = path.open("ab")
            for old in self._folder.glob("seg-*"):
                if self._segment is None or old != self._segment.path:
                    old.unlink()
        else:
            self._cursor.write(line)
            self._cursor.flush()

    def _restore(self) -> None:
        """Go on where the cursor says; without one, or when the lake has lost the unit's segments, begin anew."""
        path = self._folder / "cursor.jsonl"
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        self._at = _Cursor(**json.loads(lines[-1])) if lines else _Cursor()
        self._segment: OpenSegment | None = None
        try:
            kept = [self._index(n) for n in range(1, self._at.segment)]
            if self._at.segment_bytes:
                name = self._segment_name(self._at.segment)
                self._segment = OpenSegment(self._folder, name, keep_bytes=self._at.segment_bytes)
        except FileNotFoundError:
            kept, self._at = [], _Cursor()
        self._cursor = path.open("ab" if self._at != _Cursor() else "wb")
        ledger = self._folder / "ledger.jsonl"
        ledger.touch()
        self._ledger = ledger.open("r+b")
        self._ledger.truncate(self._at.ledger_bytes)
        for line in self._ledger:
            self._progress.counts[Entry.model_validate_json(line).what] += 1
        kept.append(self._segment.capture_ids(self._batch_id) if self._segment else [])
        self._records = len(kept[-1])
        self._ids = self._committed().union(*kept)
        self._progress.counts["captured"] = sum(map(len, kept))
        if lines:
            _log.info("going on behind record %d", sum(self._progress.counts.values()))

    def _index(self, number: int) -> list[str]:
        """Capture ids of a segment that this unit has committed."""
        file = f"{self._segment_name(number)}.parquet"
        return self._lake.read_shard(CAPTURES, self._batch_id, file, PARTS, ["capture_id"])["capture_id"].to_pylist()

    def _committed(self) -> set[str]:
        """Capture ids that the batch had before this import."""
        manifest = self._lake.manifest(CAPTURES.name, self._batch_id)
        plan_id = self._unit_id.rpartition("-")[0]
        ids: set[str] = set()
        for file in manifest.files if manifest else ():
            if not file.startswith(f"seg-{plan_id}-"):  # else this very import, committed by another run
                table = self._lake.read_shard(CAPTURES, self._batch_id, file, columns=["capture_id"])
                ids.update(table["capture_id"].to_pylist())
        return ids

    def _finish(self) -> UnitReport:
        """Commit what is open, and write ledger and report to the lake: then the unit is done."""
        if self._segment is not None:
            self._commit_segment()
            self._save(anew=True)
        report = self._report()
        packed = self._folder / "ledger.jsonl.gz"
        with packed.open("wb") as target, gzip.GzipFile("", "wb", fileobj=target, mtime=0) as stream:
            self._ledger.seek(0)
            shutil.copyfileobj(self._ledger, stream)
        self._lake.write_file(unit_path(self._batch_id, self._unit_id, "jsonl.gz"), packed, packed.stat().st_size)
        self._lake.write_bytes(unit_path(self._batch_id, self._unit_id, "json"), report.model_dump_json().encode())
        self._progress.tell(len(self._pieces), 0, last=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        return report

    def _report(self) -> UnitReport:
        counts: dict[str, Counter[str]] = {}
        of_piece = [Counter() for _ in self._pieces]
        first: dict[int, Entry] = {}
        stopped: dict[int, int | None] = {}
        self._ledger.seek(0)
        for line in self._ledger:
            entry = Entry.model_validate_json(line)
            if entry.what == "file":
                of_piece[entry.piece]["captured"] = entry.captured
                stopped[entry.piece] = entry.stopped_at
                continue
            # A revisit's detail is a URL: counted as one kind.
            detail = "" if entry.what == "revisit" else entry.detail
            counts.setdefault(entry.what, Counter())[detail] += 1
            of_piece[entry.piece][entry.what] += 1
            if entry.what == "rejected":
                first.setdefault(entry.piece, entry)
        files = tuple(
            FileReport(
                piece=piece,
                captured=of_piece[n]["captured"],
                duplicates=of_piece[n]["duplicate"],
                rejected=of_piece[n]["rejected"],
                reason=first[n].reason if n in first else "",
                problem=first[n].detail if n in first else "",
                stopped_at=stopped.get(n),
            )
            for n, piece in enumerate(self._pieces)
        )
        segments = {f"{self._segment_name(n)}.parquet": len(self._index(n)) for n in range(1, self._at.segment)}
        return UnitReport(
            unit_id=self._unit_id,
            segments=segments,
            files=files,
            counts={what: dict(sorted(c.items())) for what, c in sorted(counts.items())},
        )


_UNKNOWN = "{}: neither WARC, text nor HTML by its name"


def _no_page(status: int, content_type: str | None, url: str) -> str:
    """Why a record holds no page, in a word or two; empty for a page."""
    if status != 200:
        return f"HTTP {status}"
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        return kind[:60]
    return "robots.txt" if url.endswith("/robots.txt") else ""


class _Progress:
    """Says in the log every few seconds how far a unit is."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._starts = [0]
        for piece in pieces:
            self._starts.append(self._starts[-1] + piece.end - piece.begin)
        self.counts: Counter[str] = Counter()
        self._begun = self._told = time.monotonic()
        self._first: int | None = None  # records at the beginning: those of a killed process do not count for the rate

    def tell(self, piece: int, offset: int, *, last: bool = False) -> None:
        """Log a line when it is time; `offset` is the place in the piece's file."""
        now = time.monotonic()
        records = sum(self.counts.values()) - self.counts["file"]
        if self._first is None:
            self._first = records
        if not last and now - self._told < _SECONDS_BETWEEN_LINES:
            return
        self._told = now
        done, total = self._starts[min(piece, len(self._pieces))], self._starts[-1]
        if piece < len(self._pieces):
            done += max(0, offset - self._pieces[piece].begin)
        told = ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in sorted(self.counts.items()) if what != "file")
        _log.info(
            "%s records, %.1f of %.1f MB (%.0f%%), %.0f records/s: %s",
            f"{records:,}",
            done / 1e6,
            total / 1e6,
            100 * done / total if total else 100,
            (records - self._first) / max(now - self._begun, 1e-3),
            told or "nothing yet",
        )
