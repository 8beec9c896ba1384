"""Characters: which encoding bytes are in, and the repair of what encodings, editors and browsers left in a text."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections import Counter
from html.entities import html5

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{3,20})""", re.I)
_HEAD_BYTES = 4096
# A page that says UTF-8 and has a few broken bytes (a cut teaser) is UTF-8; one with many is something else.
_MAX_BROKEN = 0.02


def decode(payload: bytes, content_type: str | None = None) -> str:
    """The text of the bytes: by byte-order mark, as UTF-8, as declared (header, then meta), at last as windows-1258.

    Never raises; bytes that fit nowhere become U+FFFD.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return payload[len(bom) :].decode(encoding, "replace")
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = payload.decode("utf-8", "replace")
    high = sum(1 for c in lenient if c > "\x7f")
    if lenient.count("�") <= _MAX_BROKEN * high:
        return lenient
    for declared in _declared(payload, content_type):
        try:
            if codecs.lookup(declared).name != "utf-8":
                return payload.decode(declared, "replace")
        except (LookupError, UnicodeError):
            continue
    return payload.decode("cp1258", "replace")


def _declared(payload: bytes, content_type: str | None) -> list[str]:
    found = [_CHARSET.search((content_type or "").encode()), _CHARSET.search(payload[:_HEAD_BYTES])]
    return [match[1].decode("ascii", "replace") for match in found if match]


# What a clean Vietnamese text never holds; one search tells whether there is anything to do.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\u0085\u000b\u000c"
_INVISIBLE = "\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\u180e"
_CONTROL = "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff\ud800-\udfff"
_MOJIBAKE = re.compile(
    "á[º»][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]|Ã[\u00a0-\u00bf]|Ä[\u0090\u2018‘]|Æ[°¡]|â€"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SUSPECT = re.compile(
    f"[{_SPACES}{_INVISIBLE}{_CONTROL}\u00ad\ufeff\u00d0\u0189\u0256\u00f0]|{_MOJIBAKE.pattern}|{_ENTITY.pattern}"
)

# (kind, pattern, replacement), in the order of application
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("bom", re.compile("\ufeff"), ""),
    ("control", re.compile(f"[{_CONTROL}]"), ""),
    ("zero_width", re.compile(f"[{_INVISIBLE}]"), ""),
    ("soft_hyphen", re.compile("\u00ad"), ""),
    ("space", re.compile(f"[{_SPACES}]"), " "),
    # Icelandic and African letters that look like Đ; lower-case eth is real inside foreign names, never at their start.
    ("lookalike", re.compile("[\u00d0\u0189]"), "Đ"),
    ("lookalike", re.compile(r"\b[\u00f0\u0256](?=\w)"), "đ"),
)


def repair(text: str) -> tuple[str, Counter[str]]:
    """The text with its characters repaired, in NFC, and what was changed, counted by kind.

    Kinds: mojibake, entity, bom, control, zero_width, soft_hyphen, space, lookalike, nfc. Spelling
    variants (`uỷ`, `ủy`) stay as printed.
    """
    counts: Counter[str] = Counter()
    if _SUSPECT.search(text):
        text = _unescape(text, counts)
        text = _unscramble(text, counts)
        for kind, pattern, replacement in _RULES:
            text, n = pattern.subn(replacement, text)
            if n:
                counts[kind] += n
    if not unicodedata.is_normalized("NFC", text):
        composed = unicodedata.normalize("NFC", text)
        counts["nfc"] += max(1, len(text) - len(composed))
        text = composed
    # Lost diacritics, once there is a rule for them, are restored here and counted as `diacritics`.
    return text, counts


def _unescape(text: str, counts: Counter[str]) -> str:
    """Entities that were escaped once too often (`&amp;aacute;`)."""

    def plain(match: re.Match[str]) -> str:
        entity = match[0]
        if entity[1] != "#" and entity[1:] not in html5:
            return entity
        counts["entity"] += 1
        return html.unescape(entity)

    return _ENTITY.sub(plain, text)


def _unscramble(text: str, counts: Counter[str]) -> str:
    """UTF-8 that was read as a Western encoding. Lines without its tell-tale pairs are left alone."""
    if not _MOJIBAKE.search(text):
        return text
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(restore_byte_a0=True, replace_lossy_sequences=False, uncurl_quotes=False)
    lines = text.split("\n")
    for i, line in enumerate(lines):
        pairs = len(_MOJIBAKE.findall(line))
        if pairs:
            fixed = fix_encoding(line, config)
            if len(_MOJIBAKE.findall(fixed)) < pairs and "�" not in fixed:
                lines[i] = fixed
                counts["mojibake"] += pairs
    return "\n".join(lines)


_BLANK = re.compile(r"[ \t\r\n]+")


def squeeze(text: str) -> str:
    """The text on one line, with single spaces."""
    return _BLANK.sub(" ", text).strip()


_NOT_LETTERS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and digits alone, composed and lower-cased: for telling whether two strings say the same."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFC", text).lower())
