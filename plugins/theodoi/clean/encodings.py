"""Encodings: which one bytes are in, told by their marks, their declaration, and how Vietnamese each reading looks."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from theodoi.clean.characters import compose
from theodoi.clean.legacy import SCHEMES, VIETNAMESE, convert, find_scheme
from theodoi.clean.syllables import is_syllable


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of bytes, the encoding it was read in, and what had to be done, counted by kind.

    Kinds: `encoding:<name>` for any but UTF-8, `tcvn3`, `vni`, `windows-1258` (words of a legacy font), `line_end`
    (`\\r\\r\\n`), `control` (NUL bytes), `broken_byte` (shown as U+FFFD), `space` (a byte A0 that was made a space).
    """

    text: str
    encoding: str
    repairs: Counter[str] = field(default_factory=Counter)


_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{3,20})""", re.I)
_HEAD_BYTES = 4096
_SAMPLE = 60_000  # bytes or characters that are read to judge a reading
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
# A page that says UTF-8 and has a few broken bytes (a cut teaser) is UTF-8; one with many is something else.
_MAX_BROKEN = 0.02
# Names, as Python spells them, of what a page with high bytes can be in: not UTF-16, nor codecs like idna and hex.
_CHARACTER_SET = re.compile("(?:utf-8|viscii|iso8859|cp|koi8|gb|big5|euc_|shift_jis|iso2022|mac|tis|johab|ptcp|kz1048)")
# NUL bytes above this share mean that the payload is no text; it is then left as it is, to be refused.
_MAX_NULS = 0.01
_DECLARED_BONUS = 0.05
_MIN_VIETNAMESE = 0.5  # below this share of syllables no reading is Vietnamese, and the declaration stands

# RFC 1456; the six capitals in the control range stand where they do in its table.
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VISCII = "".join(_VISCII_LOW.get(byte, chr(byte)) for byte in range(128)) + _VISCII_HIGH
# windows-1252 whose five holes hold the control characters of Latin-1, as browsers read it.
_WESTERN = "".join(
    bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte) for byte in range(256)
)
_WESTERN_NAMES = {"iso8859-1", "cp1252", "ascii", "iso8859-15"}


def decode(payload: bytes, content_type: str | None = None) -> Decoded:
    """The text of the bytes. Never raises; bytes that fit nowhere become U+FFFD.

    A byte-order mark decides, then clean UTF-8, then UTF-16 without mark; else the reading that holds most Vietnamese
    syllables, with a small advantage for what is declared (header, meta, XML). Without Vietnamese the declaration stands.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return _finish(payload[len(bom) :].decode(encoding, "replace"), encoding)
    if wide := _utf16(payload):
        return _finish(payload.decode(wide, "replace"), wide)
    try:
        return _finish(payload.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = payload.decode("utf-8", "replace")
    high = len(lenient) - len(lenient.encode("ascii", "ignore"))
    broken = lenient.count("\ufffd")
    if broken <= _MAX_BROKEN * high:
        return _finish(lenient, "utf-8", Counter(broken_byte=broken))
    return _best(payload, list(_declared(payload, content_type)))


def _best(payload: bytes, declared: list[str]) -> Decoded:
    """The likeliest reading, judged by a sample that begins a little before the first high byte."""
    first = _HIGH_BYTE.search(payload)
    start = max(0, first.start() - 1000) if first else 0
    sample = payload[start : start + _SAMPLE]
    best: tuple[float, str, str] = (_MIN_VIETNAMESE, "", "")
    for encoding, repair in _candidates(declared):
        text, _ = _reading(sample, encoding, repair)
        score = _vietnamese_share(text) + (_DECLARED_BONUS if encoding in declared and not repair else 0)
        if score > best[0]:
            best = (score, encoding, repair)
    if best[1]:
        text, counts = _reading(payload, best[1], best[2])
        return _finish(text, best[1], counts)
    encoding = next((name for name in declared if name != "utf-8"), "cp1252")
    return _finish(_read(payload, encoding), encoding)


def _candidates(declared: list[str]) -> Iterator[tuple[str, str]]:
    """(encoding, repair) of every reading worth a look; no repair is an empty string."""
    for encoding in dict.fromkeys([*declared, "cp1258", "viscii"]):
        yield encoding, ""
    yield "cp1252", "tcvn3"
    yield "cp1252", "vni"
    yield "utf-8", "space"


def _reading(payload: bytes, encoding: str, repair: str) -> tuple[str, Counter[str]]:
    if repair == "space":
        # An editor that turned every byte A0 into a space broke the à of UTF-8.
        text = payload.replace(b"\xc3 ", b"\xc3\xa0").decode("utf-8", "replace")
        return text, Counter(space=payload.count(b"\xc3 "), broken_byte=text.count("\ufffd"))
    text = _read(payload, encoding)
    for scheme in SCHEMES:
        if scheme.name == repair:
            text, words = convert(text, scheme)
            return text, Counter({repair: words})
    return text, Counter()


def _read(payload: bytes, encoding: str) -> str:
    if encoding == "viscii":
        return codecs.charmap_decode(payload, "strict", _VISCII)[0]
    if encoding in _WESTERN_NAMES:
        return codecs.charmap_decode(payload, "strict", _WESTERN)[0]
    text = payload.decode(encoding, "replace")
    return compose(text) if encoding == "cp1258" else text


def _declared(payload: bytes, content_type: str | None) -> Iterator[str]:
    """Character sets named in the header and the head of the payload, as Python spells them, once each."""
    found = [_DECLARED.search((content_type or "").encode("utf-8", "replace"))]
    found += _DECLARED.finditer(payload[:_HEAD_BYTES])
    seen = set()
    for match in found:
        name = match[1].decode("ascii", "replace").lower() if match else ""
        try:
            name = "viscii" if name == "viscii" else codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if name not in seen and _CHARACTER_SET.match(name):
            seen.add(name)
            yield name


def _utf16(payload: bytes) -> str | None:
    """UTF-16 without a mark: of Vietnamese text, four letters of five have a zero byte, all on one side."""
    head = payload[:_HEAD_BYTES]
    pairs = len(head) // 2
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs >= 8 and max(even, odd) > 0.4 * pairs and min(even, odd) < 0.05 * pairs:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        text = head[: pairs * 2].decode(encoding, "replace")
        if all(c >= " " or c in "\t\r\n" for c in text) and _vietnamese_share(text) > _MIN_VIETNAMESE:
            return encoding
    return None


_TAG = re.compile("<[^<>]*>")
_RUN = re.compile(r"[^\s\d!-/:-@\[-`{-~“”‘’–…•]+")


def _vietnamese_share(text: str) -> float:
    """Share of syllables among the runs of a sample, outside tags, that are not plain ASCII."""
    runs = [run for run in _RUN.findall(_TAG.sub(" ", text[:_SAMPLE])) if not run.isascii()]
    return sum(map(is_syllable, runs)) / len(runs) if runs else 0.0


def _finish(text: str, encoding: str, repairs: Counter[str] | None = None) -> Decoded:
    counts: Counter[str] = Counter(repairs or {})
    if encoding != "utf-8":
        counts[f"encoding:{'windows-' + encoding[2:] if encoding.startswith('cp12') else encoding}"] = 1
    nuls = text.count("\x00")
    if 0 < nuls <= max(1, _MAX_NULS * len(text)):
        text = text.replace("\x00", "")
        counts["control"] += nuls
    # A file that was saved so is so from its beginning.
    if text.find("\r\r\n", 0, _SAMPLE) >= 0:
        counts["line_end"] += text.count("\r\r\n")
        text = text.replace("\r\r\n", "\n")
    if not VIETNAMESE.search(text) and (scheme := find_scheme(_TAG.sub(" ", text[:_SAMPLE]))):
        # Judged whole, since a title of two words cannot be judged alone.
        text, words = convert(text, scheme)
        counts[scheme.name] += words
    return Decoded(text, encoding, +counts)
