"""Content codings of HTTP bodies undone (RFC 9110, 8.4): bounded, and checked to be whole."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
from backports import zstd

from theodoi.doors import Refused, loggable

ACCEPTED = "gzip, deflate, br, zstd"  # as Accept-Encoding names them

_MOST_CODINGS = 4
_FIRST_STEP = 1 << 10
_STEP = 1 << 16
_WINDOW_LOG = 23  # RFC 9659: 8 MB are the most that a decoder of zstd on the web must hold
_ZSTD = b"\x28\xb5\x2f\xfd"
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Unpacker(Protocol):
    """What zlib and zstd have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Broken(Refused):
    """The body is not, or not wholly, what its Content-Encoding says."""


class TooLarge(Refused):
    """The body is larger than asked for once its codings are undone."""


def decoded(body: bytes, codings: str, most: int) -> bytes:
    """The body with the codings of a Content-Encoding header undone, of at most `most` bytes.

    A body that is plain text in spite of the header is given as it is: servers and archives send such. Raises Broken for
    one that is cut or damaged or in a coding that is not known, TooLarge.
    """
    named = [name for name in (part.strip().lower() for part in codings.split(",")) if name]
    if len(named) > _MOST_CODINGS:
        raise Broken(f"The answer is encoded {len(named)} times over.")
    for name in reversed(named):
        body = _undone(body, name, most)
    if len(body) > most:
        raise TooLarge(f"The answer is larger than {most / (1 << 20):g} MB.")
    return body


def _undone(body: bytes, name: str, most: int) -> bytes:
    if name == "identity" or not body:
        return body
    undo = _CODINGS.get(name)
    try:
        if undo is not None:
            return undo(body, most)
        fault = f"The answer is encoded as {loggable(name, 40)}, which cannot be undone."
    except (zlib.error, brotli.error, zstd.ZstdError):
        fault = f"The answer is no sound {name}, as its Content-Encoding says."
    if _is_text(body):
        return body
    raise Broken(fault)


def _is_text(body: bytes) -> bool:
    """Whether bytes are plain text and so in no coding at all."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        return True
    return not body.startswith(_ZSTD) and not _BINARY.search(body[:1024])


def _gunzipped(body: bytes, most: int) -> bytes:
    """All members of a gzip file (RFC 1952); what follows the last one is padding."""
    out = bytearray()
    place = 0
    while body.startswith(b"\x1f\x8b", place) or not out:
        place = _member(body, place, zlib.decompressobj(wbits=31), out, most, "gzip")
        if place == len(body):
            break
    return bytes(out)


def _member(body: bytes, place: int, unpack: Unpacker, out: bytearray, most: int, name: str) -> int:
    """Undo one member that begins at `place` and append it to `out`; returns where the next one begins.

    The body is given piece by piece: an unpacker copies what it was given behind the member's end, so with the whole
    body at once a file of many small members takes time that grows with its square.
    """
    step = _FIRST_STEP
    while not unpack.eof and place < len(body):
        piece = body[place : place + step]
        out += unpack.decompress(piece, most + 1 - len(out))
        if len(out) > most:
            break
        place += len(piece) - len(unpack.unused_data)
        step = min(2 * step, _STEP)
    _check_whole(len(out), unpack.eof, most, name)
    return place


def _inflated(body: bytes, most: int) -> bytes:
    """Deflate with its zlib header (RFC 1950), or without, as some servers send it."""
    try:
        unzip = zlib.decompressobj()
        plain = unzip.decompress(body, most + 1)
    except zlib.error:
        unzip = zlib.decompressobj(wbits=-15)
        plain = unzip.decompress(body, most + 1)
    _check_whole(len(plain), unzip.eof, most, "deflate")
    return plain


def _unbrotlied(body: bytes, most: int) -> bytes:
    unpack = brotli.Decompressor()
    out = bytearray(unpack.process(body, output_buffer_limit=_STEP))
    while not unpack.is_finished() and len(out) <= most:
        step = unpack.process(b"", output_buffer_limit=_STEP)
        if not step:
            break
        out += step
    _check_whole(len(out), unpack.is_finished(), most, "br")
    return bytes(out)


def _unzstd(body: bytes, most: int) -> bytes:
    """All frames of a zstd body (RFC 8878)."""
    out = bytearray()
    place = 0
    while place < len(body):
        unpack = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
        place = _member(body, place, unpack, out, most, "zstd")
    return bytes(out)


def _check_whole(size: int, is_whole: bool, most: int, name: str) -> None:
    if size > most:
        raise TooLarge(f"The answer is larger than {most / (1 << 20):g} MB once it is decompressed.")
    if not is_whole:
        raise Broken(f"The answer is cut off: its {name} data end early.")


_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstd,
}
