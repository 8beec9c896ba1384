"""Which lines of a text lost diacritics, and by which law; a text that lost none is told quickly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodoi.clean.diacritics.laws import WHOLE_LETTERS, Law
from theodoi.clean.diacritics.signs import signs

_NEAR = 60  # letters around a sign that are looked at
_LEAST_SPACES = 3  # between words that may all be damaged: a sign alone is a misspelling
_WHOLE = re.compile(f"[{WHOLE_LETTERS}]")
_MARKED = re.compile(f"[{WHOLE_LETTERS}ạăâẹêọôơưđ]")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 5  # of an unaccented line
_VIETNAMESE = 0.75  # share of words that Vietnamese has when all marks are taken off
_CERTAIN, _LIKELY = 0.3, 0.1  # signs among its words: that tell of themselves, and beside a line that is certain


def laws_of(text: str) -> list[Law | None]:
    """For each line of the NFC text the law that took marks in it, None where none did.

    Where one line lost last marks, all lines may hold such a stretch, whole lines included.
    """
    small = text.lower()
    rest = Law.LAST_MARK if _lost_last_marks(small) else None
    shares = [_share_of_signs(line) for line in small.split("\n")]
    least = _LIKELY if max(shares) >= _CERTAIN else 1.0
    return [Law.ALL_MARKS if share >= least else rest for share in shares]


def is_unaccented(text: str) -> bool:
    """Whether most of an NFC text is Vietnamese without any mark."""
    lines = text.split("\n")
    bare = sum(len(line) for line, law in zip(lines, laws_of(text), strict=True) if law is Law.ALL_MARKS)
    return 2 * bare > len(text)


def _lost_last_marks(small: str) -> bool:
    """Whether some sign stands among words that may all have lost a mark."""
    for _, start, end in signs().matcher.find_matches_as_indexes(small):
        before = small[max(0, start - _NEAR) : start].rpartition("\n")[2]
        behind = small[end : end + _NEAR].partition("\n")[0]
        whole = _WHOLE.search(behind)
        behind = behind[: whole.start()] if whole else behind
        before = _WHOLE.split(before)[-1]
        stretch = f"{before}{small[start:end]}{behind}"
        if stretch.count(" ") >= _LEAST_SPACES and _share_of_syllables(_WORD.findall(stretch)) >= _VIETNAMESE:
            return True
    return False


def _share_of_signs(line: str) -> float:
    """Of the words of a line in small letters, those that text without marks is full of; 0 for a line with marks."""
    if len(line) < 3 * _LEAST_WORDS or _MARKED.search(line):
        return 0.0
    words = _WORD.findall(line)
    if len(words) < _LEAST_WORDS:
        return 0.0
    if _share_of_syllables(words) < _VIETNAMESE:
        return 0.0
    telling = signs().unaccented
    return sum(word in telling for word in words) / len(words)


def _share_of_syllables(words: Sequence[str]) -> float:
    """Of words in small letters, those that are Vietnamese when all marks are taken off."""
    known = signs().bare
    return sum(Law.ALL_MARKS.damage(word) in known for word in words) / len(words) if words else 0.0
