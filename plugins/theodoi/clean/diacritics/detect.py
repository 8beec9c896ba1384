"""Which lines of a text lost diacritics, and by which law; a text that lost none is told quickly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodoi.clean.diacritics.laws import WHOLE_LETTERS, Law
from theodoi.clean.diacritics.signs import signs

_NEAR = 60  # letters around a sign that are looked at
_LEAST_SPACES = 3  # between words that may all be damaged: a sign alone is a misspelling
_NAMES = 0.5  # share of words with a capital: a list of names
_WHOLE = re.compile(f"[{WHOLE_LETTERS}]")
_MARKED = re.compile(f"[{WHOLE_LETTERS}ạăâẹêọôơưđ]", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 5  # of an unaccented line
_VIETNAMESE = 0.75  # share of words that Vietnamese has when all marks are taken off
_CERTAIN, _LIKELY = 0.3, 0.1  # signs among its words: that tell of themselves, and beside a line that is certain


def laws_of(text: str) -> list[Law | None]:
    """For each line of the NFC text the law that took marks in it, None where none did.

    Where one line lost last marks, all lines may hold such a stretch, whole lines included.
    """
    lines = text.split("\n")
    shares = [_share_of_signs(line) for line in lines]
    some = any(telling >= _CERTAIN for telling, _ in shares)
    bare = [some and any_case >= _LIKELY for _, any_case in shares]
    others = "\n".join(line for line, is_bare in zip(lines, bare, strict=True) if not is_bare) if some else text
    rest = Law.LAST_MARK if _lost_last_marks(others) else None
    return [Law.ALL_MARKS if is_bare else rest for is_bare in bare]


def is_unaccented(text: str) -> bool:
    """Whether most of an NFC text is Vietnamese without any mark."""
    lines = text.split("\n")
    bare = sum(len(line) for line, law in zip(lines, laws_of(text), strict=True) if law is Law.ALL_MARKS)
    return 2 * bare > len(text)


def _lost_last_marks(text: str) -> bool:
    """Whether some sign stands among words that may all have lost a mark. Names tell nothing: papers print them bare."""
    small = text.lower()
    for _, start, end in signs().matcher.find_matches_as_indexes(small):
        before = small[max(0, start - _NEAR) : start].rpartition("\n")[2]
        behind = small[end : end + _NEAR].partition("\n")[0]
        whole = _WHOLE.search(behind)
        behind = behind[: whole.start()] if whole else behind
        before = _WHOLE.split(before)[-1]
        stretch = f"{before}{small[start:end]}{behind}"
        if stretch.count(" ") >= _LEAST_SPACES and _share_of_syllables(_WORD.findall(stretch)) >= _VIETNAMESE:
            shown = text[start - len(before) : end + len(behind)]
            if sum(word.istitle() for word in _WORD.findall(shown)) < _NAMES * stretch.count(" "):
                return True
    return False


def _share_of_signs(line: str) -> tuple[float, float]:
    """Of the words of a line, those that text without marks is full of: as common words are written, and in any case.

    None of a line with marks or in another language. A list of names is not told by its capitals.
    """
    if len(line) < 3 * _LEAST_WORDS or _MARKED.search(line):
        return 0.0, 0.0
    words = _WORD.findall(line)
    small = [word.lower() for word in words]
    if len(words) < _LEAST_WORDS or _share_of_syllables(small) < _VIETNAMESE:
        return 0.0, 0.0
    telling = [word.istitle() for word, plain in zip(words, small, strict=True) if plain in signs().unaccented]
    return telling.count(False) / len(words), len(telling) / len(words)


def _share_of_syllables(words: Sequence[str]) -> float:
    """Of words in small letters, those that are Vietnamese when all marks are taken off."""
    known = signs().bare
    return sum(Law.ALL_MARKS.damage(word) in known for word in words) / len(words) if words else 0.0
