"""What one unit of an import has kept so far: segments, a ledger, and a cursor that says how far both go.

A killed process loses the record in hand and no other. The cursor lies on this machine; on another one the unit
begins anew and gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from theodoi.contracts import CAPTURES
from theodoi.files import replacing
from theodoi.lake import Lake
from theodoi.scrape.imports.ledger import Entry, UnitReport, report_of
from theodoi.scrape.imports.plan import Piece, unit_path
from theodoi.scrape.imports.progress import Progress
from theodoi.warc import OpenSegment, Page

PARTS = "parts"  # the lake stage of the units' indexes, before they are committed together

_SEGMENT_RECORDS = 2000
_SEGMENT_BYTES = 64 << 20
_CURSOR_BYTES = 1 << 20


@dataclass(slots=True)
class Cursor:
    """The last record dealt with, and how much of the local files belongs to what was dealt with."""

    piece: int = 0
    offset: int = -1
    nth: int = 0  # of the records at that offset
    captured: int = 0  # of this piece
    segment: int = 1
    segment_bytes: int = 0
    ledger_bytes: int = 0


class Keeper:
    """The local folder of a unit and its place in the lake.

    After each record comes `passed`, or `next_piece` at the end of a piece: what happened before that is kept, and
    what was done since the last one is undone when the process is killed. Raises OSError when disk or lake fails.
    """

    def __init__(self, lake: Lake, batch_id: str, unit_id: str, pieces: Sequence[Piece], folder: Path) -> None:
        self._lake, self._batch_id, self._unit_id, self._pieces = lake, batch_id, unit_id, pieces
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "cursor.jsonl"
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        self.at = Cursor(**json.loads(lines[-1])) if lines else Cursor()
        self._segment: OpenSegment | None = None
        try:
            kept = [self._index(n) for n in range(1, self.at.segment)]
            if self.at.segment_bytes:
                self._segment = OpenSegment(folder, self._name(self.at.segment), keep_bytes=self.at.segment_bytes)
        except FileNotFoundError:  # the lake or the spool was emptied meanwhile
            kept, self.at = [], Cursor()
        kept.append(self._segment.capture_ids(batch_id) if self._segment else [])
        self._records = len(kept[-1])
        self._ids = self._committed().union(*kept)
        (folder / "ledger.jsonl").touch()
        self._ledger = (folder / "ledger.jsonl").open("r+b")
        self._ledger.truncate(self.at.ledger_bytes)
        before = Counter(entry.what for entry in map(Entry.model_validate_json, self._ledger) if entry.what != "file")
        before["captured"] = sum(map(len, kept))
        self.progress = Progress(pieces, +before)
        self._cursor = path.open("ab")
        self._renew_cursor()

    def close(self) -> None:
        """Close the local files; they stay for who goes on."""
        self._ledger.close()
        self._cursor.close()

    def keep(self, page: Page) -> bool:
        """Append a page to the open segment; False when the batch has it already (same URL and bytes)."""
        capture_id = page.capture_id(self._batch_id)
        if capture_id in self._ids:
            return False
        if self._segment is None:
            self._segment, self._records = OpenSegment(self._folder, self._name(self.at.segment)), 0
        self._segment.append(page)
        self._ids.add(capture_id)
        self._records += 1
        self.at.captured += 1
        self.at.segment_bytes = self._segment.size
        self.progress.count("captured")
        return True

    def note(self, entry: Entry) -> None:
        """Append a line to the ledger."""
        self._ledger.write(entry.model_dump_json(exclude_defaults=True).encode() + b"\n")
        self._ledger.flush()
        self.at.ledger_bytes = self._ledger.tell()
        if entry.what != "file":
            self.progress.count(entry.what)

    def passed(self, offset: int, nth: int) -> None:
        """The `nth` record at `offset` is dealt with."""
        self.at.offset, self.at.nth = offset, nth
        self._save()

    def next_piece(self, stopped_at: int | None) -> None:
        """The piece is read to its end."""
        self.note(Entry(what="file", piece=self.at.piece, captured=self.at.captured, stopped_at=stopped_at))
        self.at.piece, self.at.offset, self.at.nth, self.at.captured = self.at.piece + 1, -1, 0, 0
        self._save()

    def finish(self) -> UnitReport:
        """Commit the open segment, and write ledger and report to the lake: then the unit is done, and its folder goes."""
        if self._segment is not None:
            self._commit_segment()
        segments = {f"{self._name(n)}.parquet": len(self._index(n)) for n in range(1, self.at.segment)}
        self._ledger.seek(0)
        report = report_of(self._unit_id, self._pieces, segments, map(Entry.model_validate_json, self._ledger))
        packed = self._folder / "ledger.jsonl.gz"
        with packed.open("wb") as target, gzip.GzipFile("", "wb", fileobj=target, mtime=0) as stream:
            self._ledger.seek(0)
            shutil.copyfileobj(self._ledger, stream)
        self._lake.write_file(unit_path(self._batch_id, self._unit_id, "jsonl.gz"), packed, packed.stat().st_size)
        self._lake.write_bytes(unit_path(self._batch_id, self._unit_id, "json"), report.model_dump_json().encode())
        self.progress.tell(len(self._pieces), last=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        return report

    # how it works ----------------------------------------------------------------------------------------------------

    def _name(self, segment: int) -> str:
        return f"seg-{self._unit_id}-{segment:05d}"

    def _commit_segment(self) -> None:
        """Place the open segment in the lake. Its local file goes when the cursor has moved on."""
        segment, self._segment = self._segment, None
        assert segment is not None  # it is called with one open
        segment.commit(self._lake, self._batch_id, PARTS)
        self.at.segment, self.at.segment_bytes = self.at.segment + 1, 0
        self._renew_cursor()
        segment.path.unlink()

    def _save(self) -> None:
        """Append the cursor to its file, whose last whole line counts; a segment that is full goes to the lake."""
        if self._segment and (self._records >= _SEGMENT_RECORDS or self._segment.size >= _SEGMENT_BYTES):
            self._commit_segment()
        elif self._cursor.tell() > _CURSOR_BYTES:
            self._renew_cursor()
        else:
            self._cursor.write(json.dumps(asdict(self.at)).encode() + b"\n")
            self._cursor.flush()

    def _renew_cursor(self) -> None:
        """Write the cursor's file anew, without half a line that a killed process may have left."""
        self._cursor.close()
        path = self._folder / "cursor.jsonl"
        with replacing(path) as stream:
            stream.write(json.dumps(asdict(self.at)).encode() + b"\n")
        self._cursor = path.open("ab")

    def _index(self, segment: int) -> list[str]:
        """Capture ids of a segment that this unit has committed."""
        return self._capture_ids(f"{self._name(segment)}.parquet", PARTS)

    def _committed(self) -> set[str]:
        """Capture ids that the batch had before this import."""
        manifest = self._lake.manifest(CAPTURES.name, self._batch_id)
        plan_id = self._unit_id.rpartition("-")[0]
        # Segments of this very plan are there when another run of it was the first to commit.
        files = [f for f in manifest.files if not f.startswith(f"seg-{plan_id}-")] if manifest else []
        return {capture_id for file in files for capture_id in self._capture_ids(file, "raw")}

    def _capture_ids(self, file: str, stage: str) -> list[str]:
        table = self._lake.read_shard(CAPTURES, self._batch_id, file, stage, ["capture_id"])
        ids: list[str] = table["capture_id"].to_pylist()
        return ids
