"""Legacy fonts: Vietnamese in TCVN3 (ABC), VNI or windows-1258 bytes that were read as Western letters.

`Céng hoµ x· héi`, `Coäng hoøa xaõ hoäi` and `Viêòt Nam` are what is left of such texts in a page that calls itself
Unicode. Tables after TCVN 5712:1993 (VN3), the VNI-Win fonts and windows-1258. A line is converted when its words
become Vietnamese syllables that they were not before; names and sentences of other languages do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from theodoi.clean.syllables import is_syllable

# Letters that only Vietnamese in Unicode holds: a line with one of them is in no legacy font.
VIETNAMESE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
# Letters of other alphabets, which no legacy font shows (what windows-1252 holds of them is left out).
_OTHER = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u02c5\u0370-\u1fff\u2e80-\ud7ff]"
)
_WORD = re.compile("[A-Za-z\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u00a1-\u00ff]+")
_HIGH = re.compile("[^\x00-\x7f]")
_LETTER = re.compile("[^\x00-\x7f·×÷]")  # the others stand between figures and names in any language
_SIGN = re.compile("[\u00a1-\u00ff]")
_MAX_WORD = 40  # letters; what is longer is no word
_MIN_GAIN = 4
_MAX_FOREIGN = 0.15

# VN3: one letter per byte. Capitals with a tone do not exist: a font of capitals shows the small letters as capitals.
_TCVN3 = str.maketrans(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
)
# Capitals that codes of documents hold ("N§-CP", "NQ/T¦"): no syllables, and of no other font.
CODE_LETTERS = str.maketrans("§¦", "ĐƯ")
_CODE = re.compile("[A-Z§¦]*(?:[A-Z][§¦]|[§¦][A-Z])[A-Z§¦]*")
# VNI: a vowel, then a letter that stands for its tone or shape.
_VNI_MARKS = {
    **dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True)),
    **{c: "\u0302" + t for c, t in zip("âáàåãä", ["", *"\u0301\u0300\u0309\u0303\u0323"], strict=True)},
    **{c: "\u0306" + t for c, t in zip("êéèúüë", ["", *"\u0301\u0300\u0309\u0303\u0323"], strict=True)},
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR = re.compile("(?:[ae][âáàåãä]|o[âáàåãä]|a[êéèúüë]|[aeouyôö][ùøûõï])|[ôöñæóòî]", re.I)
_CP1258 = str.maketrans("ÌÒÞìòÐðÕõÝýÃãþ", "\u0300\u0309\u0303\u0301\u0323ĐđƠơƯưĂă₫")


def _from_tcvn3(word: str) -> str:
    letters = re.sub("[^A-Za-z]", "", word)
    converted = word.translate(_TCVN3)
    return converted.upper() if len(letters) > 1 and letters.isupper() else converted


def _from_vni(word: str) -> str:
    def letter(match: re.Match[str]) -> str:
        pair = match[0]
        base = _VNI_LETTERS.get(pair[0].lower(), pair[0].lower())
        whole = unicodedata.normalize("NFC", base + (_VNI_MARKS[pair[1].lower()] if len(pair) > 1 else ""))
        return whole.upper() if pair[0].isupper() else whole

    return _VNI_PAIR.sub(letter, word)


def _from_cp1258(word: str) -> str:
    return unicodedata.normalize("NFC", word.translate(_CP1258))


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of writing: its name, what turns a word into Unicode, and pairs of letters no other language has."""

    name: str
    convert: Callable[[str], str]
    tell_tale: re.Pattern[str]


SCHEMES = (
    Scheme("tcvn3", _from_tcvn3, re.compile("[A-Za-z][¨©ª«¬®µ¶·¸¹»¼½¾¦×÷]|[¨©ª«¬®§][A-Za-z]|[a-z][ÆÇ-ËÌÎ-ÖØÜ-Þ]")),
    Scheme("vni", _from_vni, re.compile("[eo][äåãâ]|a[âåä]|u[ûõ]|[ôö][ùøûõï]", re.I)),
    Scheme("windows-1258", _from_cp1258, re.compile("[âêôãõýÂÊÔÕÝ][ìÌòÒÞ]|[aeiouy][ÌÒÞ]")),
)


def find_scheme(text: str) -> Scheme | None:
    """The legacy font that a line (or a whole text) is written in; None when it is not, or cannot be told."""
    if _OTHER.search(text):
        return None
    words = _WORD.findall(text)
    high = {word for word in words if _HIGH.search(word)}
    if not any(_LETTER.search(word) for word in high):
        return None
    best: tuple[int, Scheme | None] = (0, None)
    for scheme in SCHEMES:
        gain = foreign = 0
        for word in high:
            if scheme.name == "tcvn3" and _CODE.fullmatch(word):
                gain += 1
                continue
            converted = scheme.convert(word) if len(word) <= _MAX_WORD else word
            if not is_syllable(converted):
                foreign += 1
            elif not is_syllable(word):
                gain += 2 if scheme.tell_tale.search(word) else 1
        short = (
            gain >= 2
            and not foreign
            and len(words) > 1
            and all(len(w) <= _MAX_WORD and is_syllable(scheme.convert(w)) for w in words)
        )
        if gain > best[0] and (short or (gain >= _MIN_GAIN and foreign <= _MAX_FOREIGN * len(high))):
            best = (gain, scheme)
    return best[1]


def convert(text: str, scheme: Scheme) -> tuple[str, int]:
    """The text in Unicode, and how many words changed. Signs that are no letters of a word stay (`©`, `«`)."""
    changed = 0
    words = [word for word in _WORD.findall(text) if re.search("[A-Za-z]{2}", word)]
    all_capitals = bool(words) and all(re.sub("[^A-Za-z]", "", word).isupper() for word in words)

    def whole(match: re.Match[str]) -> str:
        nonlocal changed
        word = match[0]
        if len(word) > _MAX_WORD or not _HIGH.search(word):
            return word
        converted = scheme.convert(word)
        if scheme.name == "tcvn3" and _CODE.fullmatch(word):
            converted = word.translate(CODE_LETTERS)
        elif not is_syllable(converted) and not (scheme.tell_tale.search(word) and not is_syllable(word)):
            return word
        if all_capitals and scheme.name == "tcvn3":
            converted = converted.upper()
        changed += converted != word
        return converted

    return _WORD.sub(whole, text), changed


def convert_lines(text: str) -> tuple[str, dict[str, int]]:
    """Each line judged by itself. Returns the text and the words changed by scheme."""
    counts: dict[str, int] = {}
    if not _SIGN.search(text):
        return text, counts
    lines = text.split("\n")
    for i, line in enumerate(lines):
        scheme = find_scheme(line) if line and _SIGN.search(line) else None
        if scheme:
            lines[i], changed = convert(line, scheme)
            if changed:
                counts[scheme.name] = counts.get(scheme.name, 0) + changed
    return "\n".join(lines), counts
