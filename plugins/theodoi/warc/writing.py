"""Writing captures: a page as one gzip member, segments that grow record by record, and their index in the lake.

Records are written by hand, so that the same page gives the same bytes.
"""

from __future__ import annotations

import gzip
import os
import re
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from theodoi.contracts import CAPTURES, key_of
from theodoi.lake import Lake
from theodoi.rows import CaptureRow
from theodoi.warc.reading import Archive
from theodoi.warc.records import Headers, Record, header, sha1

SEGMENT_RECORDS = 200
SEGMENT_BYTES = 64 << 20
OPEN_SUFFIX = ".warc.gz.open"

# Ours, so that a segment alone is enough to write its index: what the crawler knew about the page.
_REQUESTED, _SOURCE, _FOUND_BY, _ANNOUNCED = (
    "Theodoi-Requested-URI",
    "Theodoi-Source",
    "Theodoi-Found-By",
    "Theodoi-Announced-At",
)


@dataclass(frozen=True, slots=True)
class Page:
    """One document to be kept, and how it was found."""

    url: str  # asked for
    captured_at: datetime
    payload: bytes
    source_id: str
    status: int = 200
    http_headers: Headers = ()
    content_type: str | None = None  # for a document without HTTP headers
    final_url: str | None = None
    found_by: str | None = None
    announced_at: datetime | None = None
    truncated: str | None = None  # why only a part of it was kept: length, time, disconnect, unspecified

    def capture_id(self, batch_id: str) -> str:
        """The page's key in the dataset `captures`: the same bytes from the same URL are one capture of a batch."""
        return key_of(batch_id, self.url, sha1(self.payload))


def encode(page: Page) -> bytes:
    """The page as one gzip member: a `response` record, or a `resource` when it has no HTTP headers.

    The payload is stored decoded; the encodings it came in stay readable as `X-Archive-Orig-…` headers.
    """
    digest = sha1(page.payload)
    if page.http_headers:
        kind, content_type = "response", "application/http; msgtype=response"
        block = _http_head(page) + page.payload
    else:
        kind, content_type = "resource", page.content_type or "application/octet-stream"
        block = page.payload
    uri = page.final_url or page.url
    date = page.captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = [
        ("WARC-Type", kind),
        # The same document at the same time is the same record: importing a file twice gives the same bytes.
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{date} {digest} {uri}')}>"),
        ("WARC-Date", date),
        ("WARC-Target-URI", uri),
        ("WARC-Truncated", page.truncated),
        ("WARC-Payload-Digest", f"sha1:{digest}"),
        ("WARC-Block-Digest", f"sha1:{sha1(block)}"),
        (_SOURCE, page.source_id),
        (_REQUESTED, page.url if uri != page.url else None),
        (_FOUND_BY, page.found_by),
        (_ANNOUNCED, page.announced_at.astimezone(UTC).isoformat() if page.announced_at else None),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields if value) + "\r\n"
    return gzip.compress(head.encode("utf-8", "surrogateescape") + block + b"\r\n\r\n", 6, mtime=0)


def _http_head(page: Page) -> bytes:
    lines = [f"HTTP/1.1 {page.status}"]
    for name, value in page.http_headers:
        if name.lower() in {"content-encoding", "transfer-encoding", "content-length"}:
            name = f"X-Archive-Orig-{name}"
        lines.append(f"{name}: {_one_line(value)}")
    lines.append(f"Content-Length: {len(page.payload)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def _one_line(value: str) -> str:
    return re.sub(r"[\r\n]+", " ", value)


class OpenSegment:
    """A segment on its way: a local file that grows record by record until it is committed to the lake."""

    def __init__(self, spool: Path, name: str, keep_bytes: int = 0) -> None:
        """Begin the segment, or go on behind the first `keep_bytes` of it, which must end with a whole record."""
        self.path = spool / f"{name}{OPEN_SUFFIX}"
        self._stream = self.path.open("r+b" if keep_bytes else "wb", buffering=0)
        self._stream.truncate(keep_bytes)
        self.size = self._stream.seek(0, os.SEEK_END)

    def append(self, page: Page) -> None:
        """Write a page so that a killed process has kept it. Raises OSError when the disk does not take it: no part of it stays."""
        rest = memoryview(encode(page))
        try:
            while rest:
                rest = rest[self._stream.write(rest) :]
        except BaseException:
            self._stream.truncate(self.size)
            self._stream.seek(self.size)
            raise
        self.size = self._stream.tell()

    def capture_ids(self, batch_id: str) -> list[str]:
        """Keys of the pages in it, in their order."""
        return [row["capture_id"] for row in _sound_rows(self.path, batch_id, "")]

    def commit(self, lake: Lake, batch_id: str, stage: str = "raw") -> list[CaptureRow]:
        """Place the segment and its index in the lake; returns the rows of the index. The local file stays."""
        os.fsync(self._stream.fileno())
        self._stream.close()
        return commit_segment(lake, batch_id, self.path, stage)


def _sound_rows(path: Path, batch_id: str, warc: str) -> list[CaptureRow]:
    """Index rows of the records of a local segment, up to the first that is not sound."""
    rows = []
    with pa.OSFile(str(path)) as stream:
        for record in Archive(stream, most_bytes=sys.maxsize).scan():
            if not isinstance(record, Record):
                break
            rows.append(capture_row(record, batch_id, warc))
    return rows


def commit_segment(lake: Lake, batch_id: str, path: Path, stage: str = "raw") -> list[CaptureRow]:
    """Place the sound records of a local segment and then their index in the lake; returns the rows of the index.

    The index has the segment's name and goes to the dataset `captures` at `stage`. What a killed process wrote last
    may be half a record: all before it is kept. Doing it twice gives the same files.
    """
    name = path.name.removesuffix(OPEN_SUFFIX)
    warc = segment_path(batch_id, name)
    rows = _sound_rows(path, batch_id, warc)
    if rows:
        lake.write_file(warc, path, rows[-1]["warc_offset"] + rows[-1]["warc_length"])
        lake.write_shard(CAPTURES, batch_id, name, CAPTURES.table(rows), stage)
    return rows


class SegmentWriter:
    """Keeps the pages of one crawl in small segments: the open one in a local spool, full ones committed to the lake.

    The caller writes the manifest. Pages that the batch already has (same URL and digest) are refused.
    """

    def __init__(self, lake: Lake, batch_id: str, spool: Path) -> None:
        self._lake, self._batch_id, self._spool = lake, batch_id, spool
        spool.mkdir(parents=True, exist_ok=True)
        self._segment: OpenSegment | None = None
        self._records = 0
        self.capture_ids: set[str] = set()
        self.recovered: list[CaptureRow] = []  # rows of captures that a killed process had kept and not committed
        for path in sorted(spool.glob(f"*{OPEN_SUFFIX}")):  # left by a killed process
            self.recovered += commit_segment(lake, batch_id, path)
            path.unlink()
        for name in index_files(lake, batch_id):
            self.capture_ids.update(
                lake.read_shard(CAPTURES, batch_id, name, columns=["capture_id"])["capture_id"].to_pylist()
            )
        self._number = max((int(name[4:9]) for name in index_files(lake, batch_id)), default=0)

    def add(self, page: Page) -> tuple[str, bool]:
        """Keep a page; returns its capture_id and whether it is new. Raises OSError when the disk does not take it."""
        capture_id = page.capture_id(self._batch_id)
        if capture_id in self.capture_ids:
            return capture_id, False
        if self._segment is None:
            self._number += 1
            self._segment, self._records = OpenSegment(self._spool, f"seg-{self._number:05d}"), 0
        self._segment.append(page)
        self.capture_ids.add(capture_id)
        self._records += 1
        if self._records >= SEGMENT_RECORDS or self._segment.size >= SEGMENT_BYTES:
            self.close()
        return capture_id, True

    def close(self) -> None:
        """Commit the open segment, if there is one."""
        if self._segment is None:
            return
        self._segment.commit(self._lake, self._batch_id)
        self._segment.path.unlink()
        self._segment = None


def segment_path(batch_id: str, name: str) -> str:
    """Where a segment lies in the lake."""
    return f"warc/batch={batch_id}/{name}.warc.gz"


def index_files(lake: Lake, batch_id: str) -> list[str]:
    """Index files of a crawl's committed segments, named by a manifest or not yet."""
    return [n for n in lake.names(lake.folder(CAPTURES.name, batch_id)) if re.fullmatch(r"seg-\d{5}\.parquet", n)]


def capture_row(record: Record, batch_id: str, warc: str) -> CaptureRow:
    """The record's row in the dataset `captures`, from nothing but the record."""
    url = header(record.headers, _REQUESTED) or record.url
    announced = header(record.headers, _ANNOUNCED)
    digest = record.digest
    return {
        "capture_id": key_of(batch_id, url, digest),
        "batch_id": batch_id,
        "source_id": header(record.headers, _SOURCE) or "unknown",
        "url": url,
        "final_url": None if record.kind == "resource" else record.url,
        "captured_at": record.captured_at,
        "status": record.status,
        "content_type": record.content_type,
        "digest": digest,
        "warc": warc,
        "warc_offset": record.offset,
        "warc_length": record.length,
        "payload_bytes": len(record.payload),
        "found_by": header(record.headers, _FOUND_BY),
        "announced_at": datetime.fromisoformat(announced) if announced else None,
    }
