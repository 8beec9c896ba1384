"""What an outlet changed in an article: the passages that two versions do not share, and what stands in them.

A pure function of two headlines and two texts. What it returns are places, types and counts: words that an outlet took
back stay with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from theodoi.stories.reading import DATE, DOCUMENT, NAME, key
from theodoi.vocabularies import ChangedPart, ChangedPlace, ChangedSide

# Words that are compared one by one: two stretches of lines with more pairs of words than that are one change.
_MOST_PAIRS = 4_000_000
_WORD = re.compile(r"\d+(?:[.,:/\-–]\d+)*%?|[^\W\d_]+|[^\w\s]|_")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*%?")
_DAY = re.compile(r"(?i:ngày|tháng|quý|năm)\s+\d+(?:[/\-.]\d+)*(?:\s+(?:tháng|năm)\s+\d+)*")
_SAME_MARK = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A passage that one version alone has, or a figure, document, name or date in it; offsets are those of that version."""

    place: ChangedPlace
    start: int
    end: int
    side: ChangedSide
    what: ChangedPart


@dataclass(frozen=True, slots=True)
class Changes:
    """What two versions do not share; `letters` counts without spaces. Moved words are no news: a figure that was moved is no part."""

    parts: tuple[Part, ...]
    title_changed: bool
    letters_added: int
    letters_removed: int

    def __bool__(self) -> bool:
        return bool(self.parts)

    def count(self, what: ChangedPart, side: ChangedSide | None = None) -> int:
        """How many parts of a type there are, on one side or on both."""
        return sum(part.what is what and side in (None, part.side) for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    words: tuple[_Word, ...]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.words)


def changes(
    old_title: str | None, old_text: str, new_title: str | None, new_text: str, *, ignored: Collection[str] = ()
) -> Changes:
    """Compare an earlier version with a later one.

    Spaces, the form of quotation marks and dashes, and the place of a tone are no change. `ignored` holds lines that are
    taken out of either text before: those that belong to a site and not to its article.
    """
    left_out = {line.strip() for line in ignored}
    parts: list[Part] = []
    letters = {ChangedSide.ADDED: 0, ChangedSide.REMOVED: 0}
    for place, old, new in (
        (ChangedPlace.TITLE, old_title or "", new_title or ""),
        (ChangedPlace.TEXT, old_text, new_text),
    ):
        gone, come = _compared(_lines(old, left_out), _lines(new, left_out))
        facts = {ChangedSide.REMOVED: _facts(old, gone), ChangedSide.ADDED: _facts(new, come)}
        for side, text, spans, others in (
            (ChangedSide.REMOVED, old, gone, facts[ChangedSide.ADDED]),
            (ChangedSide.ADDED, new, come, facts[ChangedSide.REMOVED]),
        ):
            letters[side] += sum(len("".join(text[start:end].split())) for start, end in spans)
            parts += [Part(place, start, end, side, ChangedPart.PASSAGE) for start, end in spans]
            parts += [Part(place, start, end, side, what) for what, _, start, end in _without(facts[side], others)]
    ordered = tuple(sorted(parts))
    return Changes(
        ordered,
        any(part.place is ChangedPlace.TITLE for part in ordered),
        letters[ChangedSide.ADDED],
        letters[ChangedSide.REMOVED],
    )


# words ---------------------------------------------------------------------------------------------------------------


def _lines(text: str, left_out: Collection[str]) -> list[_Line]:
    """The lines of a text with a word in them."""
    found, at = [], 0
    for printed in text.split("\n"):
        if printed.strip() and printed.strip() not in left_out:
            found.append(_Line(tuple(_words(printed, at))))
        at += len(printed) + 1
    return [line for line in found if line.words]


def _words(printed: str, at: int) -> Iterator[_Word]:
    for match in _WORD.finditer(printed):
        yield _Word(_key(match.group()), at + match.start(), at + match.end())


def _key(printed: str) -> str:
    """A word as it is compared: small letters are others than capitals, since an editor who changes them means it."""
    if not printed[0].isalpha():
        return unicodedata.normalize("NFC", printed.translate(_SAME_MARK))
    capitals = "".join("A" if letter.isupper() else "a" for letter in unicodedata.normalize("NFC", printed))
    return f"{key(printed)} {capitals}"


def _compared(old: Sequence[_Line], new: Sequence[_Line]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The stretches of either text that the other one does not have at this place, line by line and then word by word."""
    gone: list[tuple[int, int]] = []
    come: list[tuple[int, int]] = []
    for how, a, b, c, d in _differences([line.key for line in old], [line.key for line in new]):
        if how == "equal":
            continue
        before = [word for line in old[a:b] for word in line.words]
        after = [word for line in new[c:d] for word in line.words]
        if not before or not after or len(before) * len(after) > _MOST_PAIRS:
            gone += _span(before)
            come += _span(after)
            continue
        for kind, e, f, g, h in _differences([w.key for w in before], [w.key for w in after]):
            if kind != "equal":
                gone += _span(before[e:f])
                come += _span(after[g:h])
    return gone, come


def _differences(old: Sequence[object], new: Sequence[object]) -> Iterable[tuple[str, int, int, int, int]]:
    """The steps from one sequence to the other; what they begin and end with alike is not searched."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for how, a, b, c, d in matcher.get_opcodes():
        yield how, a + head, b + head, c + head, d + head


def _span(words: Sequence[_Word]) -> list[tuple[int, int]]:
    return [(words[0].start, words[-1].end)] if words else []


# what stands in them -------------------------------------------------------------------------------------------------

_Fact = tuple[ChangedPart, str, int, int]


def _facts(text: str, spans: Sequence[tuple[int, int]]) -> list[_Fact]:
    """Documents, dates, names and figures that a changed stretch touches, each with its key and whole place."""
    found: list[_Fact] = []
    at = 0
    for start, end in spans:
        # A whole line around it: a number whose last digit changed is another number.
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        for what, begin, stop in _all_facts(text, first, len(text) if last < 0 else last):
            if begin < end and stop > start and begin >= at:
                found.append((what, key_of_words(text[begin:stop]), begin, stop))
                at = stop
    return found


def _all_facts(text: str, first: int, last: int) -> list[tuple[ChangedPart, int, int]]:
    """All facts between two offsets, in their order; of two that overlap the one that is asked for first."""
    found: list[tuple[ChangedPart, int, int]] = []
    taken = bytearray(last - first)
    for what, pattern in (
        (ChangedPart.DOCUMENT, DOCUMENT),
        (ChangedPart.DATE, _DAY),
        (ChangedPart.DATE, DATE),
        (ChangedPart.NAME, NAME),
        (ChangedPart.FIGURE, _FIGURE),
    ):
        for match in pattern.finditer(text, first, last):
            begin, stop = match.start() - first, match.end() - first
            if not any(taken[begin:stop]):
                taken[begin:stop] = b"\1" * (stop - begin)
                found.append((what, *match.span()))
    return sorted(found, key=lambda fact: fact[1])


def _without(facts: Iterable[_Fact], others: Iterable[_Fact]) -> Iterator[_Fact]:
    """The facts that the other side does not have as often."""
    left = Counter((what, words) for what, words, _, _ in others)
    for fact in facts:
        if left[fact[:2]] > 0:
            left[fact[:2]] -= 1
        else:
            yield fact


def key_of_words(printed: str) -> str:
    """A fact as it is compared with one of another version."""
    return " ".join(key(match.group()) for match in _WORD.finditer(printed))
