"""The doors of the house: every text, address, date, file name and header from outside passes one of these.

Each takes what may be hostile and gives what Postgres, UTF-8, a URL parser and a clock can hold, or raises Refused with
one sentence. The caller charges it to that one entry, page, record or file, and adds its place. All are pure, and their
time grows with the length of what they are given. Errors of the database and of the disk are none of these: they stay ours.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

ADDRESS_CHARACTERS = 2_048
HEADER_CHARACTERS = 8_192
SLUG_CHARACTERS = 60
_LOGGED_CHARACTERS = 500
_DATE_CHARACTERS = 100

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # the web is no older
_GRACE = timedelta(days=2)  # of clocks and zones that are wrong

# Control characters but tab and line feed, lone surrogates, and what steers the direction of text (Unicode TR 9).
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NO_ADDRESS = re.compile(_STEERING.pattern[:-1] + "\ufffd]")  # a letter that was lost makes another address
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ABSOLUTE = re.compile("https?://", re.I)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class Refused(ValueError):
    """What came from outside cannot be used; the message is one sentence for an operator, fit for a log."""


def text(value: str | bytes, most: int) -> str:
    """The text without NUL, control, bidi characters and surrogates, of at most `most` characters ("…" where it was cut).

    Bytes are read as UTF-8. Tab and line feed stay; never raises.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not value.isprintable():
        value = _STEERING.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value if len(value) <= most else value[: most - 1] + "…"


def address(value: str, base: str | None = None) -> str:
    """The web address as it will be sent: absolute, in ASCII, without fragment; parsing it again gives the same parts.

    `base` is what a relative one stands on. Blanks around it and line breaks in it go, as browsers do (WHATWG URL, 4.4).
    Raises Refused.
    """
    value = re.sub(r"[\t\r\n]", "", value).strip(" ")
    if len(value) > 4 * ADDRESS_CHARACTERS:  # no parser needs to see it
        raise Refused(f"The address has {len(value):,} characters, and {ADDRESS_CHARACTERS:,} are the most.")
    if _NO_ADDRESS.search(value):
        raise Refused(f"The address {loggable(value)} holds characters that no address may hold.")
    if "\\" in value:
        raise Refused(f"The address {loggable(value)} holds a backslash.")
    try:
        sent = safe_url_string(value if base is None or _ABSOLUTE.match(value) else urljoin(base, value)).partition(
            "#"
        )[0]
        parts = urlsplit(sent)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # UnicodeError is one
        raise Refused(f"The address {loggable(value)} cannot be parsed.") from None
    if parts.scheme not in {"http", "https"}:
        raise Refused(f"The address {loggable(value)} is not one of http or https.")
    if "@" in parts.netloc:
        raise Refused("The address holds a user's name or password.")
    if not (_is_ipv6(host) if ":" in host else len(host) <= 253 and _HOST.fullmatch(host)) or port == 0:
        raise Refused(f"The address {loggable(value)} names no host that can be asked.")
    if len(sent) > ADDRESS_CHARACTERS:
        raise Refused(f"The address has {len(sent):,} characters, and {ADDRESS_CHARACTERS:,} are the most.")
    return sent


def moment(value: str | datetime, latest: datetime | None = None) -> datetime:
    """The moment in UTC, of an ISO 8601 or RFC 5322 date with a zone; between 1990 and `latest`, else two days from now.

    Raises Refused.
    """
    told = value if isinstance(value, datetime) else _parsed(value)
    if told is None:
        raise Refused(f"The date {loggable(value)} is not written as ISO 8601 or RFC 5322 has it.")
    if told.tzinfo is None:
        raise Refused(f"The date {loggable(value)} has no zone.")
    latest = latest or datetime.now(UTC) + _GRACE
    # Years alone decide first: a moment near the end of the calendar cannot be moved to another zone.
    if not _EARLIEST.year <= told.year <= latest.year + 1 or not _EARLIEST <= told.astimezone(UTC) <= latest:
        raise Refused(f"The date {loggable(value)} lies before {_EARLIEST.year} or in the future.")
    return told.astimezone(UTC)


def file_name(raw: bytes | str) -> str:
    r"""The file name in printable form: bytes that are no UTF-8, control characters and backslashes as `\xff`, `\x1b`, `\\`.

    Two names never have the same form, so that it may be a key. Never raises.
    """
    if isinstance(raw, str):
        try:
            name = raw.encode("utf-8", "surrogateescape")  # as the operating system's functions give it
        except UnicodeEncodeError:
            name = raw.encode("utf-8", "surrogatepass")
    else:
        name = raw
    # Backslashes of the name are doubled before those of escapes come in.
    shown = name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    return _HIDDEN.sub(
        lambda found: f"\\u{ord(found[0]):04x}" if found[0] > "\x7f" else f"\\x{ord(found[0]):02x}", shown
    )


def header(raw: bytes) -> str:
    """The value of an HTTP or WARC header as one line: UTF-8, else Latin-1, bounded; `�` for a control character.

    Such a character is not dropped in silence: an address that held it is to be refused.
    """
    try:
        value = raw.decode("utf-8")
    except UnicodeDecodeError:
        value = raw.decode("latin-1")
    return loggable(value, HEADER_CHARACTERS)


def slug(value: object) -> str:
    """The id itself when it is one: small letters, digits and hyphens, at most 60. Raises Refused."""
    if not isinstance(value, str) or len(value) > SLUG_CHARACTERS or not _SLUG.fullmatch(value):
        raise Refused(
            f"{loggable(value)} is no id: write small letters, digits and hyphens, at most {SLUG_CHARACTERS} of them."
        )
    return value


def loggable(value: object, most: int = _LOGGED_CHARACTERS) -> str:
    """Any value on one line for logs, XCom and map indexes; what steers a terminal or the direction of text is `�`."""
    shown = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if len(shown) > most:
        shown = shown[: most - 1] + "…"
    return shown if shown.isprintable() else _STEERING.sub("\ufffd", " ".join(shown.split()))


def _is_ipv6(host: str) -> bool:
    try:
        return IPv6Address(host).scope_id is None
    except AddressValueError:
        return False


def _parsed(value: str) -> datetime | None:
    value = value.strip()
    if len(value) > _DATE_CHARACTERS:
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(value)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
