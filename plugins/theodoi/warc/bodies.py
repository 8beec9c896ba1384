"""Bodies of HTTP responses as they were sent: chunks joined, gzip, deflate, Brotli and Zstandard undone.

Some makers store the decoded body beside the original headers: a body that is not encoded at all stays as it is. One that
ends before its encoding does is a broken answer, never half a page.
"""

from __future__ import annotations

import codecs
import re
import sys
import zlib

import pyarrow as pa

from theodoi.warc.records import Headers, header

GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_TEXT_BYTES = 4_096  # that tell whether a body is text
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


class BrokenBody(ValueError):
    """The body cannot be decoded; the message goes on where "the body of <address>" stops."""


def decoded_body(body: bytes, headers: Headers, most: int) -> bytes:
    """The body with transfer and content encodings undone (RFC 9110, 8.4; RFC 9112, 7.1). It ends soon after `most` bytes.

    Raises BrokenBody.
    """
    if (header(headers, "transfer-encoding") or "").lower() == "chunked":
        joined = unchunked(body)
        if joined is None and _CHUNK_SIZE.match(body):
            raise BrokenBody("ends before its last chunk")
        body = body if joined is None else joined
    for encoding in reversed((header(headers, "content-encoding") or "").lower().split(",")):
        body = _undone(body, encoding.strip(), most)
    return body


def unchunked(body: bytes) -> bytes | None:
    """The body without chunked transfer encoding, or None when it has none or is cut."""
    out, position = bytearray(), 0
    while match := _CHUNK_SIZE.match(body, position):
        size = int(match[1], 16)
        if not size:
            return bytes(out)
        out += body[match.end() : match.end() + size]
        position = match.end() + size + 2
    return None


def _undone(body: bytes, encoding: str, most: int) -> bytes:
    """The body without one encoding; as it is when it has not got it."""
    if encoding in {"gzip", "x-gzip"}:
        return _inflated(body, 31, "gzip", most) if body.startswith(GZIP) else body
    if encoding == "zstd":
        return _unpacked(body, encoding, most) if body.startswith(_ZSTD) else body
    try:  # the others have no mark of their own
        if encoding == "br":
            return _unpacked(body, "brotli", most)
        if encoding == "deflate":
            return _undeflated(body, most)
    except BrokenBody:
        if not _is_text(body):
            raise
    return body


def _undeflated(body: bytes, most: int) -> bytes:
    """With the header of zlib, as the standard has it, or without, as some servers send it."""
    has_header = body[:1] and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflated(body, 15 if has_header else -15, "deflate", most)


def _inflated(body: bytes, wbits: int, name: str, most: int) -> bytes:
    """All members one after the other; what is no member behind the last one is left out, as browsers do."""
    out = bytearray()
    limit = min(most, sys.maxsize - 1) + 1
    while True:
        unzip = zlib.decompressobj(wbits=wbits)
        try:
            out += unzip.decompress(body, limit - len(out))
        except zlib.error:
            raise BrokenBody(f"is not encoded as its headers say ({name})") from None
        if len(out) >= limit:
            return bytes(out)
        if not unzip.eof:
            raise BrokenBody(f"ends before its {name} encoding does")
        body = unzip.unused_data
        if wbits != 31 or not body.startswith(GZIP):
            return bytes(out)


def _unpacked(body: bytes, codec: str, most: int) -> bytes:
    try:
        with pa.CompressedInputStream(pa.BufferReader(body), codec) as stream:
            return stream.read(min(most, sys.maxsize - 1) + 1)
    except OSError as error:  # of the bytes: they are in memory
        cut = "runcated" in str(error)
        what = f"ends before its {codec} encoding does" if cut else f"is not encoded as its headers say ({codec})"
        raise BrokenBody(what) from None


def _is_text(body: bytes) -> bool:
    """Whether a body that is called encoded is not: markup, or clean UTF-8, without control characters."""
    head = body[:_TEXT_BYTES]
    if _CONTROL.search(head):
        return False
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
