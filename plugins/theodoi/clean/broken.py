"""Syllables that a PDF broke beside their accented letter: "h ộ i ngh ị" is put together again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from theodoi.clean.syllables import is_syllable

_VOWELS = "".join(
    c
    for c in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)))
    if c.isalpha() and unicodedata.normalize("NFD", c)[0] in "aeiouyAEIOUY" and len(unicodedata.normalize("NFD", c)) > 1
)
_LETTER = r"[^\W\d_]"
# The beginning of a syllable alone before its accented letter, or the end of one alone behind it.
_BREAK = re.compile(
    rf"(?<!{_LETTER})(?:[bcdđghklmnprstvx]|[cgknpt]h|gi|ngh?|qu|tr) (?=[{_VOWELS}])|[{_VOWELS}] (?=(?:[cmnpt]|ch|nh?g?)(?!{_LETTER}))",
    re.I,
)
BROKEN = "broken_syllable"  # the kind of repair
MIN_BREAKS = 3  # in a text, of what nobody writes
PER_BREAK = 120  # letters of a paragraph that has one for each of these
MOST_PIECES = 4  # of one syllable
_CORE = re.compile(r"(?P<before>[^\w]*)(?P<core>[^\W\d_]+)(?P<after>[^\w]*)")
_LOOSE_MARK = re.compile(r" (?=[,.;:!?)”])")
_FRAGMENT_COST, _MERGE_COST = 3.0, 0.1


def is_broken(text: str) -> bool:
    """Whether a text has several syllables that are broken so."""
    found = _BREAK.finditer(text)
    return all(next(found, None) is not None for _ in range(MIN_BREAKS))


class Paragraph(Protocol):
    """A line of a dump, or a block of a page: a dataclass with its text."""

    @property
    def text(self) -> str: ...


Shown = TypeVar("Shown", bound=Paragraph)


def all_put_together(paragraphs: Sequence[Shown], repairs: Counter[str]) -> list[Shown]:
    """The paragraphs with the syllables that a PDF broke; `repairs` counts them."""
    whole: list[Shown] = []
    for paragraph in paragraphs:
        text, count = put_together(paragraph.text)
        if count:
            repairs[BROKEN] += count
            paragraph = replace(paragraph, text=text)  # type: ignore[type-var]  # a Protocol cannot say that it is a dataclass
        whole.append(paragraph)
    return whole


def put_together(paragraph: str) -> tuple[str, int]:
    """A paragraph of a broken text with its syllables whole, and how many were put together."""
    if len(_BREAK.findall(paragraph)) * PER_BREAK < len(paragraph):
        return paragraph, 0
    words = paragraph.split(" ")
    parts = [_CORE.fullmatch(word) for word in words]
    # The cheapest reading up to each word: (cost, where its last word begins).
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        choices = [(best[end - 1][0] + _cost(parts[end - 1]), end - 1)]
        for start in range(end - 2, max(-1, end - 1 - MOST_PIECES), -1):
            if not _may_join(parts[start], parts[start + 1]):
                break
            pieces = [part["core"] for part in parts[start:end] if part]
            if is_syllable("".join(pieces)):
                choices.append((best[start][0] + 1 + _MERGE_COST * (len(pieces) - 1), start))
        best.append(min(choices))
    whole: list[str] = []
    count, end = 0, len(words)
    while end:
        start = best[end][1]
        whole.append("".join(words[start:end]))
        count += end - start > 1
        end = start
    return _LOOSE_MARK.sub("", " ".join(reversed(whole))), count


def _cost(part: re.Match[str] | None) -> float:
    if part is None or is_syllable(part["core"]) or part["core"].isupper() or len(part["core"]) > 4:
        return 1.0
    return _FRAGMENT_COST


def _may_join(left: re.Match[str] | None, right: re.Match[str] | None) -> bool:
    """Whether two words may be pieces of one: an accented letter at the break, no mark and no new capital there."""
    if left is None or right is None or left["after"] or right["before"]:
        return False
    if right["core"][0].isupper() and not left["core"].isupper():
        return False
    return left["core"][-1] in _VOWELS or right["core"][0] in _VOWELS
