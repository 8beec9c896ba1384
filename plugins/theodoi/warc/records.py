"""What a WARC file holds: documents, records of other kinds, and stretches that are no sound record."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from theodoi.contracts import DUMP
from theodoi.doors import ADDRESS_CHARACTERS, HEADER_CHARACTERS, Refused, address, moment, text

Headers = tuple[tuple[str, str], ...]
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})\s*$", re.I)


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
    offset: int = 0  # of the record in its file, or of the gzip member that holds it
    length: int = 0  # bytes there, compressed or not; 0 for one of several records in a member

    @property
    def content_type(self) -> str | None:
        """Content-Type of the HTTP response, or of the record when there was no HTTP."""
        return content_type(self.headers, self.http_headers)

    @property
    def truncated(self) -> str | None:
        """Why only a part of the document is here: what the archive's maker says (WARC-Truncated), or the status 206.

        A part that holds all bytes (`bytes 0-99/100`) is whole.
        """
        if said := header(self.headers, "warc-truncated"):
            return text(said, 40) or "unspecified"
        if self.status != 206:
            return None
        part = _RANGE.match(header(self.http_headers, "content-range") or "")
        return None if part and int(part[1]) == 0 and int(part[3]) == int(part[2]) + 1 else "status 206"

    @property
    def digest(self) -> str:
        """SHA-1 of the payload in base32, as WARC-Payload-Digest has it, without its prefix."""
        return sha1(self.payload)


@dataclass(frozen=True, slots=True)
class Other:
    """A sound record that holds no document."""

    kind: str  # WARC-Type: warcinfo, request, metadata, revisit, …; dns for an answer of a name server
    url: str
    target: str | None  # URL that a revisit refers to
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A stretch of a file that is no sound record, or a record that is too large to be read."""

    kind: str  # not_a_warc, truncated, wrong_length, wrong_digest, not_http, bad_header, bad_gzip, bad_encoding, too_large, …
    sentence: str
    offset: int
    length: int
    url: str | None = None  # for one that is too large: what it is of, and which type its headers name
    content_type: str | None = None


def inadmissible(record: Record) -> Problem | None:
    """What is wrong with the address or the date of a record that others wrote; None for one that may come in.

    The address stays as it is written, since it names the record. Our own records of files have another form of it, and
    the file's date, which is older than the web where an archiver left the beginning of its epoch.
    """
    try:
        if len(record.url) > ADDRESS_CHARACTERS:
            raise Refused(f"The address has {len(record.url):,} characters, and {ADDRESS_CHARACTERS:,} are the most.")
        if not (record.url.startswith(DUMP) and record.url.isprintable()):
            address(record.url)
    except Refused as refused:
        return Problem("bad_address", f"{clause(refused)} (WARC-Target-URI)", record.offset, record.length)
    try:
        if record.captured_at.year >= 1990 or not record.url.startswith(DUMP):
            moment(record.captured_at)
    except Refused as refused:
        return Problem("bad_date", f"{clause(refused)} (WARC-Date)", record.offset, record.length)
    return None


def clause(refused: Refused) -> str:
    """The sentence of a refusal as the end of another one."""
    told = str(refused).rstrip(".")
    return told[:1].lower() + told[1:]


def sha1(data: bytes) -> str:
    """SHA-1 in base32, the form that WARC digests have."""
    return base64.b32encode(hashlib.sha1(data).digest()).decode()


def header(headers: Headers, name: str) -> str | None:
    """The first value of a header, whatever its case."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


def content_type(headers: Headers, http_headers: Headers) -> str | None:
    """Content-Type of the HTTP message, or of the record when it holds none; as it may be shown and stored."""
    value = header(http_headers or headers, "content-type")
    return value and text(value, HEADER_CHARACTERS)
