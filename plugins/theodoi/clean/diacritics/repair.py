"""The repair: damaged lines are decoded, and what changed is told stretch by stretch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from theodoi.clean.diacritics.counts import counts
from theodoi.clean.diacritics.decode import Lexicon, decode, place_of
from theodoi.clean.diacritics.detect import laws_of
from theodoi.clean.diacritics.laws import Law
from theodoi.clean.diacritics.tokens import FIRST_WORD, Token, tokens


class RepairedSpan(NamedTuple):
    """Words that follow one another and were changed: offsets in the repaired text, and what was printed there."""

    start: int
    end: int
    printed: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with its diacritics: as long as before, letter for letter, so that offsets hold for both.

    `words` counts the words that were changed, by what they had lost.
    """

    text: str
    spans: tuple[RepairedSpan, ...] = ()
    words: Mapping[Law, int] = field(default_factory=dict)


def repair_diacritics(text: str) -> Repaired:
    """Give words that lost diacritics their marks back; the rest, and a text that lost none, stay as they are.

    `text` is in NFC. Never raises; about 100,000 characters a second where a text is damaged, see `detect` for others.
    """
    laws = laws_of(text)
    if not any(laws):
        return Repaired(text)
    letters = list(text)
    changes: list[tuple[int, int]] = []
    words: Counter[Law] = Counter()
    at = 0
    for damaged, group in groupby(zip(text.split("\n"), laws, strict=True), key=lambda one: one[1] is not None):
        lines = list(group)
        if damaged:
            for token, word, law in _restored(lines):
                start = at + token.start
                _put(letters, start, word)
                changes.append((start, start + len(word)))
                words[law] += 1
        at += sum(len(line) + 1 for line, _ in lines)
    _agree(text, letters, changes)
    repaired = "".join(letters)
    return Repaired(repaired, spans_between(text, repaired), dict(words))


_WORD = re.compile(r"[^\W\d_]+")


def spans_between(printed: str, text: str) -> tuple[RepairedSpan, ...]:
    """The words of `text` that stand otherwise in `printed`, a text of the same length, as stretches: those with
    nothing but a space between them are one."""
    if printed == text:
        return ()
    spans: list[RepairedSpan] = []
    for word in _WORD.finditer(text):
        start, end = word.span()
        if printed[start:end] != word[0]:
            if spans and text[spans[-1].end : start] == " ":
                start = spans.pop().start
            spans.append(RepairedSpan(start, end, printed[start:end]))
    return tuple(spans)


def _restored(lines: Sequence[tuple[str, Law | None]]) -> Iterable[tuple[Token, str, Law]]:
    """The words of consecutive damaged lines that were changed: the token (by its place in the lines), what it is."""
    known = counts()
    found: list[tuple[Token, Law]] = []
    at = 0
    for line, law in lines:
        assert law is not None
        found += [(token._replace(start=at + token.start), law) for token in tokens(line)]
        # A line ends with two ends, as the counted text does: what stands above tells nothing of its first words.
        found += [(Token("end", "", at + len(line), True), law)] * 2
        at += len(line) + 1
    shouted = _acronyms([token for token, _ in found])
    places = [place_of(token, known, _lexicon(law), acronym=i in shouted) for i, (token, law) in enumerate(found)]
    for (token, law), place, (word, damaged) in zip(found, places, decode(known, places), strict=True):
        if damaged and word != place.printed and word >= FIRST_WORD:
            yield token, known.words[word - FIRST_WORD], law


@lru_cache(maxsize=2)
def _lexicon(law: Law) -> Lexicon:
    return Lexicon(counts(), law)


def _acronyms(found: Sequence[Token]) -> set[int]:
    """Places of words in capitals among words that are not."""
    words = [i for i, token in enumerate(found) if token.kind == "word"]
    shouted = {i for i in words if found[i].text.isupper()}
    return {
        here
        for before, here, behind in zip([-1, *words], words, [*words[1:], -1], strict=False)
        if here in shouted and len(found[here].text) > 1 and before not in shouted and behind not in shouted
    }


def _put(letters: list[str], start: int, word: str) -> None:
    """The word in the place of one as long, with the case of each letter."""
    for i, letter in enumerate(word, start=start):
        if letters[i].lower() != letter:
            letters[i] = letter.upper() if letters[i].isupper() else letter


# Where the tone of oa, oe, uy stands is a habit of each paper (hoà, hòa): a damaged text does not show it.
_HABIT = re.compile(
    r"(?<![^\W\d_])(?![qQ])[^\W\d_]*?(?:(?P<old>[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])"
    r"|(?P<new>[òóỏõọÒÓỎÕỌ][aeAE]|[ùúủũụÙÚỦŨỤ][yY]))(?![^\W\d_])"
)
_PLACES = {"old": "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ", "new": "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"}
_OTHER = {
    habit: dict(zip(_PLACES[other].split(), _PLACES[habit].split(), strict=True))
    for habit, other in (("old", "new"), ("new", "old"))
}


def _agree(text: str, letters: list[str], changes: Sequence[tuple[int, int]]) -> None:
    """Place the tone in restored words as the text itself does, or else as most of its restored words have it."""
    votes = Counter(str(match.lastgroup) for match in _HABIT.finditer(text))
    restored = [(start, match) for start, end in changes if (match := _HABIT.fullmatch("".join(letters[start:end])))]
    votes = votes or Counter(str(match.lastgroup) for _, match in restored)
    if not votes or votes["old"] == votes["new"]:
        return
    habit = max(votes, key=lambda one: votes[one])
    for start, match in restored:
        printed = str(match.lastgroup)
        if printed != habit:
            low = start + match.start(printed)
            _put(letters, low, _OTHER[habit][match[printed].lower()])
