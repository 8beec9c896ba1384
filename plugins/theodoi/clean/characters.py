"""Characters: the repair of what encodings, fonts, editors and browsers left in a text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from html.entities import html5

from theodoi.clean.legacy import CODE_LETTERS, convert_lines
from theodoi.clean.syllables import TONES, is_syllable, place_tone

# What a clean Vietnamese text never or rarely holds; one search for single characters tells whether to look closer.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\u0085\u000b\u000c"
_INVISIBLE = "\u200b\u2060-\u2064\u180e"
_JOINERS = "\u200c\u200d"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_FULLWIDTH = "\uff05\uff0e\uff0f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_WESTERN = "\u00a1-\u00af\u00b1\u00b4-\u00b6\u00b8-\u00bfÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñöøûüþÿ÷\u20ac"
_CAPITALS = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"  # after a small letter they are signs of a legacy font
_ODD = (
    f"{_SPACES}{_INVISIBLE}{_JOINERS}{_BIDI}{_CONTROL}{_PRIVATE}{_FULLWIDTH}{_WESTERN}"
    "&\ufeff\u0131\u0189\u0256\u0300-\u036f\u0370-\u052f\ufb00-\ufb06"
)
_SUSPECT = re.compile(f"[{_ODD}{_CAPITALS}](?:(?<=[{_ODD}])|(?<=[a-z].))", re.S)

_MOJIBAKE = re.compile(
    "á[º»][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]|Ã[\u00a0-\u00bf]|Ä[\u0090\u2018‘]|Æ[°¡]|â€"
)
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)+")
_ENTITY = re.compile(r"&(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|nbsp(?![\w;=]))")
_MAX_PASSES = 8  # a repair may uncover another; texts of people need two or three

# Bullets and signs of the fonts Wingdings and Symbol, which Word leaves in the Private Use Area.
_SIGNS = {"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf076": "•", "\uf0fc": "✓", "\uf0e0": "→", "\uf02d": "-"}
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")
# Icelandic names hold an eth behind a vowel and before more letters; Đ only begins a syllable or an abbreviation.
_NOT_ICELANDIC = "(?!(?<=[AEIOUYÁÉÍÓÚÝÖÆ]\u00d0)[A-ZÁÉÍÓÚÝÞÆÖ]{2})"
_ASIAN_OR_EMOJI = "\u0590-\u1dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"

# (kind, pattern, replacement), in the order of application
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("bom", re.compile("\ufeff"), ""),
    ("control", re.compile(f"[{_CONTROL}]"), ""),
    ("zero_width", re.compile(f"[{_INVISIBLE}]|(?<![{_ASIAN_OR_EMOJI}])[{_JOINERS}]"), ""),
    ("bidi", re.compile(f"[{_BIDI}]"), ""),
    ("soft_hyphen", re.compile("\u00ad"), ""),
    ("space", re.compile(f"[{_SPACES}]"), " "),
    ("private_use", re.compile(f"[{_PRIVATE}]"), ""),
    # Icelandic and African letters that look like Đ; lower-case eth is real inside foreign names, never at their start.
    ("lookalike", re.compile(f"\u0189|\u00d0{_NOT_ICELANDIC}"), "Đ"),
    ("lookalike", re.compile(r"\b[\u00f0\u0256](?=\w)"), "đ"),
    ("lookalike", re.compile("\u0131(?=[\u0300-\u036f])|i\u0307"), "i"),
)

# A document's number of a legacy font that was pasted into a text of another: "61/2018/N§-CP", "18-NQ/T¦".
_LEGACY_NUMBER = re.compile("[0-9][/-](?:[A-Z]{1,10}[/-])?[A-Z]{0,6}[§¦][A-Z§¦]{0,8}(?:[/-][A-Z§¦]{1,12})?(?![^\\W_])")

# Cyrillic and Greek letters with the shape of a Latin one.
_HOMOGLYPHS = dict(
    zip("асеорхуіјѕһԁАВЕКМНОРСТХІЈЅѴοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceopxyijshdABEKMHOPCTXIJSVoABEZHIKMNOPTYX", strict=True)
)
_STRANGE = re.compile("[\u0370-\u052f]")
_WORD = re.compile("[A-Za-zÀ-ɏ\u1e00-\u1eff\u0370-\u052f]+")
_LATIN = re.compile("[A-Za-zÀ-ɏ\u1e00-\u1eff]")
_MARK = re.compile("[\u0300-\u036f]")
# A tone between blanks: the letters before it, and those behind the blank that follows.
_SPACED_MARK = re.compile(f"(?<![^\\W\\d_])([^\\W\\d_]{{1,6}}) ([{TONES}])( ?)(?=([^\\W\\d_]{{0,7}})([,.;:!?)]?))")
_MARKED_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f])+")
_MAX_MARKED = 21  # the longest syllable with each letter in three pieces
_TONE_BEFORE_SHAPE = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_TWICE = re.compile("([\u0300-\u036f])\\1+")


def repair(text: str) -> tuple[str, Counter[str]]:
    """The text with its characters repaired, in NFC, and what was changed, counted by kind.

    Kinds: mojibake, entity, tcvn3, vni, windows-1258, bom, control, zero_width, bidi, soft_hyphen, space, private_use,
    lookalike, ligature, fullwidth, tone_place, marks (heaped on one letter), nfc.
    Spelling variants (`uỷ`, `ủy`, `hoà`) stay as printed. A clean text comes back as the same object. Never raises;
    repairing twice changes nothing more.
    """
    counts: Counter[str] = Counter()
    for _ in range(_MAX_PASSES):
        before = text
        if _SUSPECT.search(text):
            text = _repair_suspect(text, counts)
        if not unicodedata.is_normalized("NFC", text):
            text, heaps = _HEAP.subn(r"\1", text)
            if heaps:
                counts["marks"] += heaps
            composed = unicodedata.normalize("NFC", text)
            counts["nfc"] += max(1, len(text) - len(composed))
            text = composed
        if text == before:
            return before, counts
    return text, counts


def _repair_suspect(text: str, counts: Counter[str]) -> str:
    text = _unescape(text, counts)
    unscrambled = _unscramble(text, counts)
    if unscrambled is not text and not _SUSPECT.search(unscrambled):
        return unscrambled
    text, words = convert_lines(unscrambled)
    counts.update(words)
    text, n = _LEGACY_NUMBER.subn(lambda match: match[0].translate(CODE_LETTERS), text)
    if n:
        counts["tcvn3"] += n
    text, n = _SIGN.subn(lambda match: _SIGNS[match[0]], text)
    if n:
        counts["private_use"] += n
    for kind, pattern, replacement in _RULES:
        text, n = pattern.subn(replacement, text)
        if n:
            counts[kind] += n
    text = _compatible(text, counts)
    text = _latin(text, counts)
    return _place_marks(text, counts) if _MARK.search(text) else text


def _unescape(text: str, counts: Counter[str]) -> str:
    """Entities that were escaped once or several times too often (`&amp;aacute;`); `&NBSP;` of a title in capitals."""

    def plain(match: re.Match[str]) -> str:
        entity = match[0]
        if entity[1] != "#":
            name = entity[1:].rstrip(";") + ";"
            if name not in html5:
                name = name.lower()
            if name not in html5:
                return entity
            entity = "&" + name
        counts["entity"] += 1
        return html.unescape(entity)

    if "&" not in text:
        return text
    text, n = _AMPERSANDS.subn("&", text)
    if n:
        counts["entity"] += n
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
            fixed = _reread(line) or fix_encoding(line, config)
            if len(_MOJIBAKE.findall(fixed)) >= pairs or "\ufffd" in fixed:
                fixed = line
            # Beside letters that are whole, neither reads a line to its end.
            if _MOJIBAKE.search(fixed):
                fixed = _SEQUENCE.sub(_letter, fixed)
            if fixed != line:
                lines[i] = fixed
                counts["mojibake"] += pairs
    return "\n".join(lines)


# The bytes of one letter or mark of Vietnamese in UTF-8, as Latin-1 or windows-1252 shows them.
_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)}
_BYTES |= {bytes([byte]).decode("cp1252", "replace"): byte for byte in range(0x80, 0xA0)}
_GOES_ON = "".join(letter for letter, byte in _BYTES.items() if byte < 0xC0 and letter != "\ufffd")
_SEQUENCE = re.compile(f"[ÃÄÅÆ][{re.escape(_GOES_ON)}]|[áâ][{re.escape(_GOES_ON)}]{{2}}")
_RESULT = re.compile("[\u00c0-\u01b0\u1ea0-\u1ef9\u2010-\u2026]")


def _letter(match: re.Match[str]) -> str:
    letter = bytes(_BYTES[sign] for sign in match[0]).decode("utf-8", "replace")
    return letter if _RESULT.fullmatch(letter) else match[0]


def _reread(line: str) -> str | None:
    """The line read as UTF-8, layer by layer, where that is all that is wrong with it; ftfy, which finds more, takes a
    hundred times as long."""
    try:
        while _MOJIBAKE.search(line):
            line = line.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return line


_COMPATIBLE = (("ligature", re.compile("[\ufb00-\ufb06]")), ("fullwidth", re.compile(f"[{_FULLWIDTH}]")))


def _compatible(text: str, counts: Counter[str]) -> str:
    for kind, pattern in _COMPATIBLE:
        text, n = pattern.subn(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        if n:
            counts[kind] += n
    return text


def _latin(text: str, counts: Counter[str]) -> str:
    """Words of Latin letters with a Cyrillic or Greek one among them that only looks Latin (not `кВт`, not `μm`)."""

    def plain(match: re.Match[str]) -> str:
        word = match[0]
        strange = _STRANGE.findall(word)
        if not strange or not _LATIN.search(word) or not all(c in _HOMOGLYPHS for c in strange):
            return word
        counts["lookalike"] += len(strange)
        return "".join(_HOMOGLYPHS.get(c, c) for c in word)

    return _WORD.sub(plain, text) if _STRANGE.search(text) else text


def _place_marks(text: str, counts: Counter[str]) -> str:
    """Tones written apart: after the whole rhyme, before the shape of the letter, twice, or behind a space."""

    def word(match: re.Match[str]) -> str:
        old = match[0]
        if len(old) > _MAX_MARKED or not _MARK.search(old):
            return old
        ordered = unicodedata.normalize("NFD", old)
        ordered = _TWICE.sub(r"\1", _TONE_BEFORE_SHAPE.sub(r"\2\1", ordered))
        new = place_tone(unicodedata.normalize("NFC", ordered))
        if new == unicodedata.normalize("NFC", old):
            return old
        counts["tone_place"] += 1
        return new

    text, n = _SPACED_MARK.subn(_unspaced, text)
    if n:
        counts["tone_place"] += n
    return _MARKED_WORD.sub(word, text)


def _unspaced(match: re.Match[str]) -> str:
    """The tone on its letters; the blank behind it stays when what follows is a word of its own."""
    head = match[1] + match[2]
    if match[4]:
        return head if is_syllable(unicodedata.normalize("NFC", head + match[4])) else head + match[3]
    return head if match[5] else head + match[3]


_BLANK = re.compile(r"[ \t\r\n]+")


def squeeze(text: str) -> str:
    """The text on one line, with single spaces."""
    return _BLANK.sub(" ", text).strip()


_NOT_LETTERS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and digits alone, composed and lower-cased: for telling whether two strings say the same."""
    return _NOT_LETTERS.sub("", compose(text).lower())


def compose(text: str) -> str:
    """The text in NFC."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _HEAP.sub(r"\1", text))


# Composing sorts the marks of a letter in quadratic time: of those that are heaped on one, eight are kept.
_MARKS = "".join(c for c in map(chr, range(0x300, 0xFE30)) if unicodedata.combining(c))
_HEAP = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")
