"""How names are compared: one folding of letters, and the spellings that one official name may take in news."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

# Tone marks are set on either vowel of oa, oe, uy: "hoà" and "hòa", "uỷ" and "ủy" are one spelling each.
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile("|".join(_TONES))
# One character for one: hyphens, spaces, the Icelandic eth that fonts show as Đ; lone surrogates cannot be encoded.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\t", " "),
        "ð": "đ",
        **{chr(c): "\ufffd" for c in range(0xD800, 0xE000)},
    }
)
# Few texts hold any of them, and translate() costs as much as all the rest: look first.
_LETTER = re.compile("[" + re.escape("".join(chr(c) for c in _LETTERS if c < 0xD800)) + "\ud800-\udfff]")
_NEEDS_WORK = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]|[ \u00a0\t]{2}")
_CLUSTER = re.compile("[ \u00a0\t]+|[\u00ad\u200b-\u200d\u2060\ufeff]|.[\u0300-\u036f]*", re.DOTALL)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SLUG = re.compile("[^a-z0-9]+")


def fold(text: str) -> str:
    """NFC text without differences of case, hyphen, kind of space and tone placement; same length as `text`."""
    folded = text.replace("İ", "I").lower()
    if _LETTER.search(folded):
        folded = folded.translate(_LETTERS)
    return _TONE.sub(lambda m: _TONES[m.group()], folded)


def key(name: str) -> str:
    """The folded form under which a name is looked up: NFC, single spaces."""
    return " ".join(fold(unicodedata.normalize("NFC", name)).split())


def slug(name: str) -> str:
    """An ASCII id made of a name: "Sở Nội vụ" -> "so-noi-vu"."""
    plain = unicodedata.normalize("NFD", fold(unicodedata.normalize("NFC", name)).replace("đ", "d"))
    return _SLUG.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


@dataclass(frozen=True, slots=True)
class View:
    """A text made ready for matching: `plain` is NFC with single spaces, `folded` its folded form of the same length.

    `span` leads back to offsets of the original text.
    """

    text: str
    plain: str
    folded: str
    starts: tuple[int, ...] | None = None  # position in plain at which each changed stretch begins …
    shifts: tuple[tuple[int, int], ...] = ()  # … and (start, length) of the original cluster there

    def cut(self, start: int, end: int) -> View:
        """The part of the view between two offsets, as a view of its own."""
        return View(self.plain[start:end], self.plain[start:end], self.folded[start:end])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of plain[start:end] (end > start)."""
        if self.starts is None:
            return start, end
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, position: int) -> tuple[int, int]:
        assert self.starts is not None
        at = bisect_right(self.starts, position) - 1
        begin, length = self.shifts[at]
        # Inside an untouched stretch characters correspond one to one; a changed cluster is taken whole.
        if length < 0:
            return begin + position - self.starts[at], begin + position - self.starts[at] + 1
        return begin, begin + length


def view(text: str) -> View:
    """`text` made ready for matching; accepts any str."""
    if unicodedata.is_normalized("NFC", text) and not _NEEDS_WORK.search(text):
        return View(text, text, fold(text))
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[tuple[int, int]] = []
    length, untouched = 0, False
    for m in _CLUSTER.finditer(text):
        cluster = m.group()
        if cluster[0] in " \u00a0\t":
            made = " "
        elif _INVISIBLE.match(cluster):
            untouched = False
            continue
        else:
            made = unicodedata.normalize("NFC", cluster)
        if made == cluster and len(made) == 1:
            if not untouched:
                starts.append(length)
                shifts.append((m.start(), -1))
                untouched = True
        else:
            untouched = False
            for i in range(len(made)):
                starts.append(length + i)
                shifts.append((m.start(), len(cluster)))
        pieces.append(made)
        length += len(made)
    plain = "".join(pieces)
    return View(text, plain, fold(plain), tuple(starts) or (0,), tuple(shifts) or ((0, 0),))


_JOINTS = (
    (re.compile(r" (?:và|&|-) "), (" và ", " & ", "&", " - ", "-", " ")),
    (re.compile(r", "), (", ", " - ", "-", " ")),
)


def spellings(name: str, limit: int = 40) -> frozenset[str]:
    """The folded spellings of a name that differ in its joints: "và", "&", hyphen or nothing between two parts."""
    parts = re.split(r"( (?:và|&|-) |, )", key(name))
    choices: list[tuple[str, ...]] = []
    for part in parts:
        for joint, ways in _JOINTS:
            if joint.fullmatch(part):
                choices.append(ways)
                break
        else:
            choices.append((part,))
    return frozenset("".join(way) for way in itertools.islice(itertools.product(*choices), limit)) | {key(name)}
