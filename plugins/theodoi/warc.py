"""WARC/1.1 in and out: append-only segments for captures, and a checked reader that says what is wrong with a file.

Segments hold one gzip member per record and are written by hand, so that the same record gives the same bytes.
Readers such as fastwarc and warcio return a truncated record without an error and stop at a wrong Content-Length;
this one checks every length and digest (ISO 28500:2017) and goes on with the next record where it can.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from theodoi.contracts import CAPTURES, key_of
from theodoi.lake import Lake

Headers = tuple[tuple[str, str], ...]

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
class Record:
    """One document of a WARC file, its transfer and content encodings undone."""

    kind: str  # response, resource or conversion
    url: str  # WARC-Target-URI
    captured_at: datetime  # WARC-Date, with zone
    status: int  # HTTP status; 200 for a resource
    headers: Headers  # of the WARC record
    http_headers: Headers  # as sent; empty for a resource
    payload: bytes
    offset: int = 0  # of the record in its file: bytes as they lie there, compressed or not
    length: int = 0

    @property
    def content_type(self) -> str | None:
        """Content-Type of the HTTP response, or of the record when there was no HTTP."""
        return header(self.http_headers, "content-type") if self.http_headers else header(self.headers, "content-type")

    @property
    def digest(self) -> str:
        """SHA-1 of the payload in base32, as WARC-Payload-Digest has it, without its prefix."""
        return sha1(self.payload)


@dataclass(frozen=True, slots=True)
class Problem:
    """A stretch of a file that is no sound record."""

    kind: str  # not_a_warc, truncated, wrong_length, wrong_digest, not_http, bad_header, bad_gzip, bad_encoding, empty
    sentence: str
    offset: int
    length: int


def sha1(data: bytes) -> str:
    """SHA-1 in base32, the form that WARC digests have."""
    return base64.b32encode(hashlib.sha1(data).digest()).decode()


def header(headers: Headers, name: str) -> str | None:
    """The first value of a header, whatever its case."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


# writing -------------------------------------------------------------------------------------------------------------


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
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 6, mtime=0)


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


class SegmentWriter:
    """Appends pages of one batch to small segments: open ones in a local spool, full ones committed to the lake.

    A segment and its index (`captures` at stage raw, file of the segment's name) are written when it is full, and by
    `close`; the caller writes the manifest. Pages that the batch already has (same URL and digest) are refused.
    """

    def __init__(self, lake: Lake, batch_id: str, spool: Path) -> None:
        self._lake, self._batch_id, self._spool = lake, batch_id, spool
        spool.mkdir(parents=True, exist_ok=True)
        self._stream: BinaryIO | None = None
        self._records = 0
        self.capture_ids: set[str] = set()
        self.recovered: list[dict] = []  # rows of captures that a killed process had kept and not committed
        for path in sorted(spool.glob(f"*{OPEN_SUFFIX}")):  # left by a killed process
            self.recovered += self._commit(path)
        for name in index_files(lake, batch_id):
            self.capture_ids.update(
                lake.read_shard(CAPTURES, batch_id, name, columns=["capture_id"])["capture_id"].to_pylist()
            )
        self._number = max((int(name[4:9]) for name in index_files(lake, batch_id)), default=0)

    def add(self, page: Page) -> tuple[str, bool]:
        """Keep a page; returns its capture_id and whether it is new. Raises OSError when the disk does not take it."""
        capture_id = key_of(self._batch_id, page.url, sha1(page.payload))
        if capture_id in self.capture_ids:
            return capture_id, False
        if self._stream is None:
            self._number += 1
            self._stream = (self._spool / f"seg-{self._number:05d}{OPEN_SUFFIX}").open("wb")
            self._records = 0
        self._stream.write(encode(page))
        self._stream.flush()
        self.capture_ids.add(capture_id)
        self._records += 1
        if self._records >= SEGMENT_RECORDS or self._stream.tell() >= SEGMENT_BYTES:
            self.close()
        return capture_id, True

    def close(self) -> None:
        """Commit the open segment, if there is one."""
        if self._stream is None:
            return
        os.fsync(self._stream.fileno())
        path = Path(self._stream.name)
        self._stream.close()
        self._stream = None
        self._commit(path)

    def _commit(self, path: Path) -> list[dict]:
        """Place a segment and then its index in the lake; returns the index. Doing it twice gives the same files."""
        kept, records = recover(path)
        rows: list[dict] = []
        if records:
            name = path.name.removesuffix(OPEN_SUFFIX)
            warc = segment_path(self._batch_id, name)
            self._lake.write_bytes(warc, kept)
            rows = [capture_row(record, self._batch_id, warc) for record in records]
            self._lake.write_shard(CAPTURES, self._batch_id, name, CAPTURES.table(rows))
        path.unlink()
        return rows


def segment_path(batch_id: str, name: str) -> str:
    """Where a segment lies in the lake."""
    return f"warc/batch={batch_id}/{name}.warc.gz"


def index_files(lake: Lake, batch_id: str) -> list[str]:
    """Index files of the batch's committed segments, named by a manifest or not yet."""
    return [n for n in lake.names(lake.folder(CAPTURES.name, batch_id)) if re.fullmatch(r"seg-\d{5}\.parquet", n)]


def recover(open_segment: Path) -> tuple[bytes, list[Record]]:
    """The sound records of a segment, complete or interrupted: their bytes as a file, and their offsets in that file."""
    kept, records = bytearray(), []
    with open_segment.open("rb") as stream:
        for record in iterate(open_segment):
            if isinstance(record, Problem):
                continue
            stream.seek(record.offset)
            raw = stream.read(record.length)
            records.append(_moved(record, len(kept)))
            kept += raw
    return bytes(kept), records


def _moved(record: Record, offset: int) -> Record:
    return Record(
        record.kind,
        record.url,
        record.captured_at,
        record.status,
        record.headers,
        record.http_headers,
        record.payload,
        offset,
        record.length,
    )


def capture_row(record: Record, batch_id: str, warc: str) -> dict:
    """The record's row in the dataset `captures`, from nothing but the record."""
    url = header(record.headers, _REQUESTED) or record.url
    announced = header(record.headers, _ANNOUNCED)
    return {
        "capture_id": key_of(batch_id, url, record.digest),
        "batch_id": batch_id,
        "source_id": header(record.headers, _SOURCE) or "unknown",
        "url": url,
        "final_url": None if record.kind == "resource" else record.url,
        "captured_at": record.captured_at,
        "status": record.status,
        "content_type": record.content_type,
        "digest": record.digest,
        "warc": warc,
        "warc_offset": record.offset,
        "warc_length": record.length,
        "payload_bytes": len(record.payload),
        "found_by": header(record.headers, _FOUND_BY),
        "announced_at": datetime.fromisoformat(announced) if announced else None,
    }


# reading -------------------------------------------------------------------------------------------------------------


def read_record(lake: Lake, path: str, offset: int, length: int) -> Record:
    """One record of a committed segment. Raises FileNotFoundError, or ValueError when the bytes are no sound record."""
    found = list(_members(_Bytes(lake.read_bytes(path, offset, length))))
    if len(found) != 1 or isinstance(found[0], Problem):
        why = (
            found[0].sentence
            if found and isinstance(found[0], Problem)
            else f"{len(found)} records where one should be"
        )
        raise ValueError(f"{path} at byte {offset}: {why}")
    return found[0]


def iterate(path: Path) -> Iterator[Record | Problem]:
    """The documents of a WARC file of any maker, plain or gzip, and what is wrong with the rest of it.

    Yields `response`, `resource` and `conversion` records; others (warcinfo, request, metadata, revisit, DNS answers)
    are checked and passed over. Raises OSError when the file cannot be read at all.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        file = _File(stream, size)
        if not size:
            yield Problem("empty", "the file is empty", 0, 0)
        elif file.read(0, 2) == _GZIP[:2] or (file.read(0, 5) != b"WARC/" and _next_member(file, 0) is not None):
            yield from _members(file)
        else:
            yield from _records(file)


_GZIP = b"\x1f\x8b\x08"
_BAD_GZIP = ("bad_gzip", "the bytes from {offset} on are no sound gzip data")
_CHUNK = 1 << 18
_HEAD_LIMIT = 1 << 16
_MARK = re.compile(rb"\r?\n\r?\nWARC/1\.\d\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_DOCUMENTS = {"response", "resource", "conversion"}


@dataclass(frozen=True, slots=True)
class _File:
    """Bytes that are looked at by offset."""

    stream: BinaryIO
    size: int

    def read(self, offset: int, length: int) -> bytes:
        self.stream.seek(offset)
        return self.stream.read(max(0, min(length, self.size - offset)))

    def find(self, pattern: re.Pattern[bytes], start: int) -> int | None:
        """Offset of the first match at or after `start`, for patterns that match up to 64 bytes."""
        while start < self.size:
            chunk = self.read(start, _CHUNK)
            if match := pattern.search(chunk):
                return start + match.start()
            if start + len(chunk) >= self.size:
                return None
            start += len(chunk) - 64
        return None


class _Bytes(_File):
    def __init__(self, data: bytes) -> None:
        import io

        super().__init__(io.BytesIO(data), len(data))


def _members(file: _File) -> Iterator[Record | Problem]:
    """Records of a gzip file: usually one a member; a file compressed as a whole works too."""
    offset = 0
    while offset < file.size:
        with SpooledTemporaryFile(max_size=SEGMENT_BYTES) as plain:
            end, why = _inflate(file, offset, plain)
            inner = _File(plain, plain.tell())
            if why is None:
                yield from _placed(inner, offset, end - offset)
                offset = _skip_nul(file, end)
                continue
            kind, sentence = why
            after = _next_member(file, offset + 1)
            if kind == "truncated" and after is not None:  # bytes are missing in the middle of the file, not at its end
                kind, sentence = _BAD_GZIP
            # A file compressed as a whole still gives its records before the damage.
            whole = [found for found in _records(inner) if isinstance(found, Record)]
            if len(whole) > 1:
                yield from (_moved_to(found, offset, 0) for found in whole)
            stretch = (after or file.size) - offset
            yield Problem(kind, sentence.format(offset=offset, end=file.size), offset, stretch)
            if after is None:
                return
            offset = after


def _inflate(file: _File, offset: int, plain: BinaryIO) -> tuple[int, tuple[str, str] | None]:
    """Decompress the member at `offset` into `plain`; returns where it ends, or what is wrong with it."""
    unzip = zlib.decompressobj(wbits=31)
    position = offset
    while not unzip.eof:
        chunk = file.read(position, _CHUNK)
        if not chunk:
            return position, (
                "truncated",
                "the file ends at byte {end} in the middle of the record that begins at byte {offset}",
            )
        position += len(chunk)
        try:
            plain.write(unzip.decompress(chunk))
        except zlib.error:
            return position, _BAD_GZIP
    return position - len(unzip.unused_data), None


def _next_member(file: _File, start: int) -> int | None:
    """The next gzip member that begins with a WARC record."""
    magic = re.compile(re.escape(_GZIP))
    while (found := file.find(magic, start)) is not None:
        try:
            if zlib.decompressobj(wbits=31).decompress(file.read(found, 4096), 5) == b"WARC/":
                return found
        except zlib.error:
            pass
        start = found + 1
    return None


def _skip_nul(file: _File, offset: int) -> int:
    """Some makers pad between members with zero bytes."""
    while offset < file.size and file.read(offset, 1) == b"\0":
        offset += 1
    return offset


def _placed(inner: _File, offset: int, length: int) -> Iterator[Record | Problem]:
    """The member's records, at the place that the member has in the file."""
    for found in _records(inner):
        yield _moved_to(found, offset, length)


def _moved_to(found: Record | Problem, offset: int, length: int) -> Record | Problem:
    if isinstance(found, Problem):
        return Problem(found.kind, found.sentence, offset, length)
    return Record(
        found.kind,
        found.url,
        found.captured_at,
        found.status,
        found.headers,
        found.http_headers,
        found.payload,
        offset,
        length,
    )


def _records(file: _File) -> Iterator[Record | Problem]:
    """Records of plain bytes, each checked; after a fault the search for the next record begins behind its header."""
    offset = _skip_space(file, 0)
    while offset < file.size:
        head = file.read(offset, _HEAD_LIMIT)
        end = _HEAD_END.search(head)
        if not head.startswith(b"WARC/1.") and not head.startswith(b"WARC/0."):
            kind, what = (
                ("not_a_warc", "this is no WARC file: it does not begin with WARC/1")
                if offset == 0
                else ("wrong_length", "there is no record where the one before says that it ends")
            )
            found, after = Problem(kind, what, offset, 0), offset
        elif end is None:
            found, after = Problem("truncated", "the file ends inside a record's header", offset, 0), offset + 1
        else:
            fields = _fields(head[: end.start()])
            found, after = _record(file, offset, offset + end.end(), fields)
        if isinstance(found, Problem):
            following = file.find(_MARK, after)
            stop = file.size if following is None else following
            yield Problem(found.kind, found.sentence, offset, stop - offset)
            offset = _skip_space(file, stop)
            continue
        if found is not None:
            yield found
        offset = _skip_space(file, after)


def _skip_space(file: _File, offset: int) -> int:
    while offset < file.size:
        chunk = file.read(offset, 64)
        rest = chunk.lstrip(b"\r\n")
        offset += len(chunk) - len(rest)
        if rest:
            break
    return offset


def _fields(head: bytes) -> Headers:
    """Name and value of each line after the first; folded lines are joined."""
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()[1:]
    pairs = (line.decode("utf-8", "surrogateescape").partition(":") for line in lines)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _record(file: _File, offset: int, start: int, headers: Headers) -> tuple[Record | Problem | None, int]:
    """The record whose block begins at `start` (None for one that holds no document), and where to go on."""
    stated = header(headers, "content-length") or ""
    if not stated.isdecimal():
        return Problem("bad_header", f"the record's Content-Length is {stated!r}, not a number", offset, 0), start - 4
    end = start + int(stated)
    tail = file.read(end, 16)
    if end > file.size:
        if file.find(_MARK, start) is not None:
            return Problem(
                "wrong_length", f"the record states {stated} bytes and another one begins before that", offset, 0
            ), start
        have = file.size - start
        return Problem(
            "truncated", f"the record states {stated} bytes and the file ends after {have} of them", offset, 0
        ), start
    if end < file.size and (tail.strip(b"\r\n")[:5] not in (b"", b"WARC/") or not tail.startswith((b"\r\n", b"\n"))):
        return Problem("wrong_length", f"the record states {stated} bytes and does not end there", offset, 0), start
    kind = (header(headers, "warc-type") or "").lower()
    block = file.read(start, end - start)
    if fault := _digest_fault(headers, "warc-block-digest", (block,)):
        return Problem("wrong_digest", fault, offset, 0), end
    url = (header(headers, "warc-target-uri") or "").strip("<>")
    if kind not in _DOCUMENTS or url.startswith("dns:"):
        return None, end
    found = _document(kind, url, headers, block, offset, end - offset)
    return found, end


def _document(kind: str, url: str, headers: Headers, block: bytes, offset: int, length: int) -> Record | Problem:
    try:
        captured_at = datetime.fromisoformat(header(headers, "warc-date") or "")
    except ValueError:
        return Problem("bad_header", "the record has no readable WARC-Date", offset, 0)
    if captured_at.tzinfo is None:
        captured_at = captured_at.replace(tzinfo=UTC)
    if not url:
        return Problem("bad_header", "the record has no WARC-Target-URI", offset, 0)
    status, http_headers, payload = 200, (), block
    if kind == "response":
        first = re.match(rb"HTTP/\d(?:\.\d)? (\d{3})", block)
        end = _HEAD_END.search(block)
        if not first or not end:
            return Problem("not_http", f"the record of {url} is called a response and holds no HTTP message", offset, 0)
        status, http_headers = int(first[1]), _fields(block[: end.start()])
        sent = block[end.end() :]
        decoded = _decoded(sent, http_headers)
        if decoded is None:
            return Problem("bad_encoding", f"the body of {url} is not encoded as its headers say", offset, 0)
        # Makers disagree on whether a payload digest covers the body as sent or with its transfer encoding undone.
        if fault := _digest_fault(headers, "warc-payload-digest", (sent, _unchunked(sent) or sent, decoded)):
            return Problem("wrong_digest", fault, offset, 0)
        payload = decoded
    return Record(kind, url, captured_at.astimezone(UTC), status, headers, http_headers, payload, offset, length)


_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha-1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha-256": hashlib.sha256,
    "md5": hashlib.md5,
}


def _digest_fault(headers: Headers, name: str, candidates: Iterable[bytes]) -> str | None:
    """A sentence when the record states a digest that none of the candidates has."""
    algorithm, _, stated = (header(headers, name) or "").partition(":")
    make = _ALGORITHMS.get(algorithm.lower())
    if make is None or not stated:
        return None
    for candidate in candidates:
        digest = make(candidate)
        if stated.lower() == digest.hexdigest() or stated.rstrip("=").upper() == base64.b32encode(
            digest.digest()
        ).decode().rstrip("="):
            return None
    return f"the record's bytes do not have the digest that its {name.title().replace('Warc', 'WARC')} states"


def _decoded(body: bytes, headers: Headers) -> bytes | None:
    """The body with transfer and content encodings undone; None when they do not fit it.

    Some makers store the decoded body beside the original headers: bytes that are not encoded at all stay as they are.
    """
    if (header(headers, "transfer-encoding") or "").lower() == "chunked":
        body = _unchunked(body) or body
    encoding = (header(headers, "content-encoding") or "").lower()
    if encoding in {"gzip", "x-gzip"} and body.startswith(_GZIP):
        return _unzipped(body, 31)
    if encoding == "deflate":
        return _unzipped(body, 15) or _unzipped(body, -15) or body
    return body


def _unzipped(body: bytes, wbits: int) -> bytes | None:
    try:
        return zlib.decompressobj(wbits=wbits).decompress(body)
    except zlib.error:
        return None


def _unchunked(body: bytes) -> bytes | None:
    """The body without chunked transfer encoding (RFC 9112, 7.1), or None when it has none."""
    out, position = bytearray(), 0
    while match := re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n").match(body, position):
        size = int(match[1], 16)
        if not size:
            return bytes(out)
        out += body[match.end() : match.end() + size]
        position = match.end() + size + 2
    return None
