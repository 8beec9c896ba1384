"""A checked reader of WARC files of any maker, plain or gzip, by ranges: nothing is held but the record in hand.

Readers such as fastwarc and warcio return a truncated record without an error and stop at a wrong Content-Length;
this one checks every length and digest (ISO 28500:2017) and goes on with the next record where it can.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from theodoi.codings import Broken, TooLarge, decoded
from theodoi.doors import loggable
from theodoi.lake import Lake
from theodoi.warc.records import Headers, Other, Problem, Record, clause, content_type, header

Found = Record | Problem | Other

MOST_BYTES = 64 << 20

_GZIP = b"\x1f\x8b\x08"
_BAD_GZIP = ("bad_gzip", "the bytes from {offset} on are no sound gzip data")
_IS_ARC = (
    "this is an ARC file, the format before WARC, which is not read: make it a WARC file first (warcio recompress)"
)
_TRUNCATED = ("truncated", "the file ends at byte {end} in the middle of the record that begins at byte {offset}")
_CHUNK = 1 << 18
_WINDOW = 1 << 20
_OUTPUT = 1 << 20  # bytes inflated in one go, so that a few bytes cannot become all of the memory
_HEADS = (1 << 12, 1 << 16)  # bytes in which a header ends, mostly, and at most
_CUT_WITHIN = 16 << 20  # bytes searched for a place to cut a file at
_MARK = re.compile(rb"\r?\n\r?\nWARC/1\.\d\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_DOCUMENTS = {"response", "resource", "conversion"}


class Archive:
    """One WARC file, read by ranges from any file that pyarrow can open: a local one, or one in an object store.

    No record of more than `most_bytes` (stored, or decoded) is held in memory: it is a Problem `too_large`.
    """

    def __init__(self, stream: pa.NativeFile, most_bytes: int = MOST_BYTES) -> None:
        self._file, self._most = _File(stream), most_bytes
        self.size = self._file.size
        self.position = 0  # where a scan that is over has stopped: the offset of the record behind its last one

    def scan(self, begin: int = 0, end: int | None = None) -> Iterator[Found]:
        """The records that begin at `begin` or later and before `end`, and what is wrong between them.

        `begin` is 0 or the offset of a record (or of the gzip member that holds it). A scan that begins at the offset
        of a record gives what one from the beginning gives there. Raises OSError when the file cannot be read.
        """
        stop = self.size if end is None else end
        self.position = begin
        if not self.size:
            yield Problem("empty", "the file is empty", 0, 0)
        elif begin == 0 and self._is_arc():
            yield Problem("arc", _IS_ARC, 0, self.size)
            self.position = self.size
        elif self._is_gzip():
            yield from self._members(begin, stop)
        else:
            self.position = yield from _records(self._file, begin, stop, self._most)

    def cuts(self, every: int) -> list[int]:
        """Offsets of records at which the file falls into parts of about `every` bytes; none where none is found nearby.

        A record inside another one (an archive in an archive) may be taken for a real one: a scan of the part before
        stops at the true place, which is then not the one given here.
        """
        gzip = self._is_gzip()
        places: list[int] = []
        for near in range(every, self.size, every):
            within = min(near + min(every, _CUT_WITHIN), self.size)
            found = self._next_member(near, within) if gzip else self._file.find(_MARK, near, within)
            if found is not None:
                place = found if gzip else _skip_space(self._file, found)
                if not places or place > places[-1]:
                    places.append(place)
        return places

    def _is_arc(self) -> bool:
        """Whether this is an archive of the format before WARC, which begins with its own name."""
        first = self._file.read(0, _HEADS[0])
        if first[:2] == _GZIP[:2]:
            try:
                first = zlib.decompressobj(wbits=31).decompress(first, 16)
            except zlib.error:
                return False
        return first.startswith(b"filedesc:")

    def _is_gzip(self) -> bool:
        first = self._file.read(0, 5)
        return first[:2] == _GZIP[:2] or (first != b"WARC/" and self._next_member(0, self.size) is not None)

    def _members(self, begin: int, stop: int) -> Iterator[Found]:
        """Records of a gzip file: usually one a member; a file compressed as a whole works too."""
        offset = begin
        while offset < min(stop, self.size):
            member = _Member(self._file, offset)
            # The last record is held back until the member has ended well.
            held: Found | None = None
            count = 0
            for found in _records(member, 0, sys.maxsize, self._most):
                if held is not None:
                    yield replace(held, offset=offset, length=0)
                held, count = found, count + 1
            if member.fault is None:
                if held is not None:
                    yield replace(held, offset=offset, length=member.end - offset if count == 1 else 0)
                offset = self._skip_nul(member.end)
                continue
            kind, sentence = member.fault
            after = self._next_member(offset + 1, self.size)
            if kind == "truncated" and after is not None:  # bytes are missing in the middle of the file, not at its end
                kind, sentence = _BAD_GZIP
            if count > 1 and held is not None and not isinstance(held, Problem):
                yield replace(held, offset=offset, length=0)
            stretch = (self.size if after is None else after) - offset
            yield Problem(kind, sentence.format(offset=offset, end=self.size), offset, stretch)
            offset += stretch
        self.position = offset

    def _next_member(self, start: int, within: int) -> int | None:
        """The next gzip member that begins with a WARC record, and before `within`."""
        while (found := self._file.find(_MAGIC, start, within)) is not None:
            try:
                if zlib.decompressobj(wbits=31).decompress(self._file.read(found, 4096), 5) == b"WARC/":
                    return found
            except zlib.error:
                pass
            start = found + 1
        return None

    def _skip_nul(self, offset: int) -> int:
        """Some makers pad between members with zero bytes."""
        while (chunk := self._file.read(offset, _HEADS[0])) and chunk[0] == 0:
            rest = chunk.lstrip(b"\0")
            offset += len(chunk) - len(rest)
        return offset


_MAGIC = re.compile(re.escape(_GZIP))


def iterate(path: Path) -> Iterator[Record | Problem]:
    """The documents of a local WARC file, and what is wrong with the rest of it.

    Yields `response`, `resource` and `conversion` records; others (warcinfo, request, metadata, revisit, DNS answers)
    are checked and passed over. Raises OSError when the file cannot be read at all.
    """
    with pa.OSFile(str(path)) as stream:
        for found in Archive(stream).scan():
            if not isinstance(found, Other):
                yield found


def read_record(lake: Lake, path: str, offset: int, length: int) -> Record:
    """One record of a committed segment. Raises FileNotFoundError, or ValueError when the bytes are no sound record."""
    with pa.BufferReader(lake.read_bytes(path, offset, length)) as stream:
        found = list(Archive(stream, most_bytes=sys.maxsize).scan())
    if len(found) == 1 and isinstance(found[0], Record):
        return found[0]
    problem = next((f for f in found if isinstance(f, Problem)), None)
    raise ValueError(
        f"{path} at byte {offset}: {problem.sentence if problem else f'{len(found)} records where one should be'}"
    )


# bytes by offset -----------------------------------------------------------------------------------------------------


class _Bytes:
    """Bytes that are looked at by offset, forwards for the most part."""

    size: int  # as far as it is known

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; fewer, or none, at the end."""
        raise NotImplementedError

    def forget(self, offset: int) -> None:
        """Nothing before `offset` will be asked for soon."""

    def find(self, pattern: re.Pattern[bytes], start: int, within: int = sys.maxsize) -> int | None:
        """Offset of the first match in [start, within), for patterns that match up to 64 bytes."""
        while chunk := self.read(start, min(_CHUNK, within + 64 - start)):
            if match := pattern.search(chunk):
                return start + match.start() if start + match.start() < within else None
            if len(chunk) <= 64:
                return None
            start += len(chunk) - 64
            self.forget(start)
        return None


class _File(_Bytes):
    """A file, read a window at a time: in an object store every read is a request."""

    def __init__(self, stream: pa.NativeFile) -> None:
        self._stream, self.size = stream, stream.size()
        self._begin, self._window = 0, b""

    def read(self, offset: int, length: int) -> bytes:
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        if length >= _WINDOW:
            read: bytes = self._stream.read_at(length, offset)
            return read
        place = offset - self._begin
        if place < 0 or place + length > len(self._window):
            self._begin, self._window, place = offset, self._stream.read_at(_WINDOW, offset), 0
        return self._window[place : place + length]


class _Member(_Bytes):
    """The plain bytes of one gzip member, inflated as they are read; to go back before what is held begins anew."""

    def __init__(self, file: _File, offset: int) -> None:
        self._file, self._offset = file, offset
        self._start_over()

    def _start_over(self) -> None:
        self._unzip = zlib.decompressobj(wbits=31)
        self._held, self._begin = bytearray(), 0
        self.end = self._offset  # in the file: as far as it is read, and where the member ends when that is known
        self.fault: tuple[str, str] | None = None

    @property
    def size(self) -> int:  # type: ignore[override]  # grows by itself; nobody sets it
        """Plain bytes so far."""
        return self._begin + len(self._held)

    def read(self, offset: int, length: int) -> bytes:
        if offset < self._begin:
            self._start_over()
        while self.size < offset + length and self._inflate():
            if self.size <= offset:
                self.forget(self.size)
        return bytes(self._held[max(0, offset - self._begin) : max(0, offset + length - self._begin)])

    def forget(self, offset: int) -> None:
        if offset > self._begin:
            del self._held[: offset - self._begin]
            self._begin = offset

    def _inflate(self) -> bool:
        """Inflate some more; False at the end of the member or of what is sound of it."""
        if self._unzip.eof or self.fault is not None:
            return False
        packed = self._unzip.unconsumed_tail
        if not packed:
            packed = self._file.read(self.end, 1 << 14 if self.end == self._offset else 1 << 17)
            self.end += len(packed)
        try:
            plain = self._unzip.decompress(packed, _OUTPUT)
        except zlib.error:
            self.fault = _BAD_GZIP
            return False
        self._held += plain
        if self._unzip.eof:
            self.end -= len(self._unzip.unused_data)
        elif not packed and not plain:
            self.fault = _TRUNCATED
            return False
        return True


# records -------------------------------------------------------------------------------------------------------------


def _records(data: _Bytes, begin: int, stop: int, most: int) -> Generator[Found, None, int]:
    """Records of plain bytes, each checked; after a fault the search for the next record begins behind its header.

    Returns the offset behind the last one.
    """
    found: Found
    offset = _skip_space(data, begin)
    while offset < stop:
        data.forget(offset)
        head = data.read(offset, _HEADS[0])
        if not head:
            break
        if not (end := _HEAD_END.search(head)):
            head = data.read(offset, _HEADS[1])
            end = _HEAD_END.search(head)
        if not head.startswith((b"WARC/1.", b"WARC/0.")):
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
            found, after = _record(data, offset, offset + end.end(), fields, most)
        if isinstance(found, Problem) and found.kind != "too_large":
            following = data.find(_MARK, after)
            if found.kind == "truncated" and following is not None and end is not None:
                found = replace(found, kind="wrong_length", sentence=_TOO_LONG)
            after = data.size if following is None else following
            found = replace(found, length=after - offset)
        yield found
        offset = _skip_space(data, after)
    return offset


_TOO_LONG = "the record states more bytes than it has: another one begins before that"


def _skip_space(data: _Bytes, offset: int) -> int:
    while chunk := data.read(offset, 64):
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


def _record(data: _Bytes, offset: int, start: int, headers: Headers, most: int) -> tuple[Found, int]:
    """The record whose block begins at `start`, and where to go on (after a fault: from where to search)."""
    stated = header(headers, "content-length") or ""
    if not re.fullmatch(r"[0-9]{1,18}", stated):
        return Problem(
            "bad_header", f'the record\'s Content-Length is "{loggable(stated, 40)}", not a number', offset, 0
        ), start - 4
    length = int(stated)
    digest = _Digest(headers, "warc-block-digest")
    block = data.read(start, length if length <= most else _HEADS[1])
    have = len(block)
    digest.update(block)
    while have < length and (chunk := data.read(start + have, min(_WINDOW, length - have))):
        data.forget(start + have)
        digest.update(chunk)
        have += len(chunk)
    if have < length:
        return Problem(
            "truncated", f"the record states {length} bytes and the file ends after {have} of them", offset, 0
        ), start
    end = start + length
    tail = data.read(end, 16)
    if tail and (tail.strip(b"\r\n")[:5] not in (b"", b"WARC/") or not tail.startswith((b"\r\n", b"\n"))):
        return Problem("wrong_length", f"the record states {length} bytes and does not end there", offset, 0), start
    if digest.is_wrong:
        return Problem("wrong_digest", digest.fault, offset, 0), end
    kind = (header(headers, "warc-type") or "").lower()
    url = (header(headers, "warc-target-uri") or "").strip("<>")
    if url.startswith("dns:"):
        kind = "dns"
    if kind not in _DOCUMENTS:
        return Other(kind or "untyped", url, header(headers, "warc-refers-to-target-uri"), offset, end - offset), end
    if length > most:
        return _too_large(kind, url, headers, block[: _HEADS[1]], offset, end - offset, most), end
    return _document(kind, url, headers, block, offset, end - offset, most), end


def _too_large(kind: str, url: str, headers: Headers, first: bytes, offset: int, length: int, most: int) -> Problem:
    http_end = _HEAD_END.search(first) if kind == "response" else None
    http_headers = _fields(first[: http_end.start()]) if http_end else ()
    sentence = f"the record of {loggable(url)} has more than {most >> 20} MB, the most that is read of one"
    return Problem("too_large", sentence, offset, length, url, content_type(headers, http_headers))


def _document(
    kind: str, url: str, headers: Headers, block: bytes, offset: int, length: int, most: int
) -> Record | Problem:
    try:
        stated = datetime.fromisoformat(header(headers, "warc-date") or "")
        captured_at = stated.astimezone(UTC) if stated.tzinfo else stated.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the last hours of the calendar have no place in another zone
        return Problem("bad_header", "the record has no readable WARC-Date", offset, 0)
    if not url:
        return Problem("bad_header", "the record has no WARC-Target-URI", offset, 0)
    http_headers: Headers = ()
    status, payload = 200, block
    if kind == "response":
        first = re.match(rb"HTTP/\d(?:\.\d)? (\d{3})", block)
        end = _HEAD_END.search(block)
        if not first or not end:
            return Problem(
                "not_http", f"the record of {loggable(url)} is called a response and holds no HTTP message", offset, 0
            )
        status, http_headers = int(first[1]), _fields(block[: end.start()])
        sent = block[end.end() :]
        try:
            plain = _decoded(sent, http_headers, most)
        except TooLarge:
            return _too_large(kind, url, headers, block[: _HEADS[1]], offset, length, most)
        except Broken as broken:
            return Problem("bad_encoding", f"the body of {loggable(url)} is broken: {clause(broken)}", offset, 0)
        # Makers disagree on whether a payload digest covers the body as sent or with its transfer encoding undone.
        makers: tuple[Callable[[], bytes], ...] = (lambda: sent, lambda: plain, lambda: _unchunked(sent) or b"")
        candidates = (make() for make in makers)
        digest = _Digest(headers, "warc-payload-digest")
        if digest.is_stated and all(_Digest(headers, digest.name).update(c).is_wrong for c in candidates):
            return Problem("wrong_digest", digest.fault, offset, 0)
        payload = plain
    return Record(kind, url, captured_at, status, headers, http_headers, payload, offset, length)


_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha-1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha-256": hashlib.sha256,
    "md5": hashlib.md5,
}


class _Digest:
    """A digest that a record states, compared with that of the bytes it is fed; nothing stated is never wrong."""

    def __init__(self, headers: Headers, name: str) -> None:
        algorithm, _, self._stated = (header(headers, name) or "").partition(":")
        make = _ALGORITHMS.get(algorithm.lower())
        self.name, self._hash = name, make() if make and self._stated else None

    def update(self, data: bytes) -> _Digest:
        if self._hash is not None:
            self._hash.update(data)
        return self

    @property
    def is_stated(self) -> bool:
        return self._hash is not None

    @property
    def is_wrong(self) -> bool:
        if self._hash is None:
            return False
        base32 = base64.b32encode(self._hash.digest()).decode().rstrip("=")
        return self._stated.lower() != self._hash.hexdigest() and self._stated.rstrip("=").upper() != base32

    @property
    def fault(self) -> str:
        name = self.name.title().replace("Warc", "WARC")
        return f"the record's bytes do not have the digest that its {name} states"


def _decoded(body: bytes, headers: Headers, most: int) -> bytes:
    """The body with transfer and content encodings undone (RFC 9112, 7.1; RFC 9110, 8.4).

    Some makers store the decoded body beside the original headers: bytes that are not encoded at all stay as they are.
    Raises Broken for a body that is cut, TooLarge.
    """
    if (header(headers, "transfer-encoding") or "").lower() == "chunked":
        joined = _unchunked(body)
        if joined is None and _CHUNK_SIZE.match(body):
            raise Broken("The answer is cut off: it ends before its last chunk.")
        body = body if joined is None else joined
    return decoded(body, header(headers, "content-encoding") or "", min(most, sys.maxsize - 1))


def _unchunked(body: bytes) -> bytes | None:
    """The body without chunked transfer encoding, or None when it has none or is cut."""
    out, position = bytearray(), 0
    while match := _CHUNK_SIZE.match(body, position):
        size = int(match[1], 16)
        if not size:
            return bytes(out)
        out += body[match.end() : match.end() + size]
        position = match.end() + size + 2
    return None
