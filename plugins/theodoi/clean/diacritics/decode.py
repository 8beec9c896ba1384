"""The likeliest reading of a text of which stretches may be damaged: a beam search over what each word may have been.

Each word is whole, and then itself, or damaged, and then any word of which the law makes it. Words follow one another
as the counts say; between whole and damaged stretches stand costs, so that a single odd word is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log
from typing import Any, NamedTuple

from theodoi.clean.diacritics.counts import Counts
from theodoi.clean.diacritics.laws import Law
from theodoi.clean.diacritics.tokens import END, FIRST_WORD, NUMBER, PAUSE, UNKNOWN, Token
from theodoi.clean.syllables import is_syllable

# Natural logarithms. To enter damage costs what some four telling syllables earn: clean text holds misspellings.
ENTER, LEAVE = 14.0, 5.0
STAY = {Law.LAST_MARK: 1.0, Law.ALL_MARKS: 0.0}  # for a word within damage that lost nothing: when in doubt, as printed
MISSPELT = -5.0  # for a word outside damage that is none, but what the law makes of one
FOREIGN = -2.0  # for a word within damage that Vietnamese does not have: other languages are whole
BEAM = 8
MARGIN, MARGIN_WITHIN = 25.0, 10.0  # behind the best path; the first is more than it costs to enter, or none ever would
_RARE = 1e-4  # candidates this rare beside the commonest of their form are misspellings
_IMPOSSIBLE = -1e30

Candidates = tuple[tuple[int, float], ...]  # (id, what is added for it)
_Path = tuple[int, bool, "_Path | None"]  # (id, damaged, the path before)
# The last word, its pair with the one before, score and path if whole, the same if damaged. A list, since the hottest
# loop of all changes it in place: an object with named fields is slower.
_State = list[Any]


class Place(NamedTuple):
    """One place of the text: what is printed there, and what it may stand for if it is damaged."""

    printed: int
    own: float  # what is added if it is whole: log of how likely the word is written with such a capital
    damaged: Candidates


class Lexicon:
    """What a printed word may have been under a law."""

    def __init__(self, counts: Counts, law: Law) -> None:
        self.law = law
        self._counts = counts
        self._forms: dict[str, list[int]] = {}
        for i, word in enumerate(counts.words, start=FIRST_WORD):
            damaged = law.damage(word)
            if damaged != word or is_syllable(word):
                self._forms.setdefault(damaged, []).append(i)
        most = {form: max(counts.occurrences[i] for i in ids) for form, ids in self._forms.items()}
        for form, ids in self._forms.items():
            ids[:] = [i for i in ids if counts.occurrences[i] >= _RARE * most[form]]
        self.candidates = lru_cache(maxsize=32_768)(self._candidates)

    def _candidates(self, printed: str, case: str) -> Candidates:
        """The candidates of a word in small letters; `case` is `capital`, `small`, or empty where it tells nothing."""
        counts, stay = self._counts, STAY[self.law]
        itself = counts.ids.get(printed, UNKNOWN)
        ids = self._forms.get(printed)
        if not ids:  # it can stand within damage only if there was nothing to lose
            foreign = FOREIGN if printed.isascii() else 0.0
            return ((itself, stay + foreign),) if self.law.damage(printed) == printed else ()
        cases = getattr(counts, case) if case else None
        return tuple((i, (cases[i] if cases else 0.0) + (stay if i == itself else 0.0)) for i in ids)


def place_of(token: Token, counts: Counts, lexicon: Lexicon, *, acronym: bool) -> Place:
    """The place of a token. An acronym may not have been another word."""
    match token.kind:
        case "word":
            small = token.text.lower()
            printed = counts.ids.get(small, UNKNOWN)
            case = "" if token.first or acronym else _case(token.text)
            if acronym:
                return Place(printed, 0.0, ((printed, 0.0),))
            damaged = lexicon.candidates(small, case)
            if printed == UNKNOWN:
                return Place(printed, MISSPELT if damaged and damaged[0][0] != UNKNOWN else 0.0, damaged)
            return Place(printed, getattr(counts, case)[printed] if case else 0.0, damaged)
        case "number":
            return _FIXED[NUMBER]
        case "other":
            return _FIXED[UNKNOWN]
        case "pause":
            return _FIXED[PAUSE]
    return _FIXED[END]


_FIXED = {i: Place(i, 0.0, ((i, 0.0),)) for i in (END, PAUSE, NUMBER, UNKNOWN)}


def _case(word: str) -> str:
    if word.islower():
        return "small"
    return "capital" if len(word) == 1 or word[1:].islower() else ""


def decode(counts: Counts, places: Sequence[Place]) -> list[tuple[int, bool]]:
    """For each place the id of the word that stood there, and whether it is within damage."""
    paths: list[_State] = [[END, counts.start, 0.0, None, _IMPOSSIBLE, None]]
    after, after_pair, alone = counts.after, counts.after_pair, counts.alone
    for printed, own, damaged in places:
        best = _IMPOSSIBLE
        reached: dict[int, _State] = {}
        for word, pair, whole, whole_path, damage, damage_path in paths:
            row, weight = after(word)
            triples, pair_weight = after_pair(pair)
            entered, left = (whole - ENTER, whole_path), (damage - LEAVE, damage_path)
            if entered[0] > damage:
                damage, damage_path = entered
            if left[0] > whole:
                whole, whole_path = left
            found = row.get(printed)
            share, next_pair = found if found else (weight * alone[printed], -1)
            score = whole + own + log(triples.get(printed, 0.0) + pair_weight * share)
            key = word << 16 | printed
            at = reached.get(key)
            if at is None:
                reached[key] = [printed, next_pair, score, (printed, False, whole_path), _IMPOSSIBLE, None]
            elif score > at[2]:
                at[2], at[3] = score, (printed, False, whole_path)
            if score > best:
                best = score
            if damage < best - MARGIN:
                continue
            for candidate, extra in damaged:
                found = row.get(candidate)
                share, next_pair = found if found else (weight * alone[candidate], -1)
                score = damage + extra + log(triples.get(candidate, 0.0) + pair_weight * share)
                key = word << 16 | candidate
                at = reached.get(key)
                if at is None:
                    reached[key] = [candidate, next_pair, _IMPOSSIBLE, None, score, (candidate, True, damage_path)]
                elif score > at[4]:
                    at[4], at[5] = score, (candidate, True, damage_path)
                if score > best:
                    best = score
        least = best - MARGIN
        within = max(least, max([path[4] for path in reached.values()]) - MARGIN_WITHIN)
        paths = [path for path in reached.values() if path[2] > least or path[4] > within]
        if len(paths) > BEAM:
            paths.sort(key=lambda path: -max(path[2], path[4]))
            del paths[BEAM:]
    return _trace(max(paths, key=lambda path: max(path[2], path[4])))


def _trace(path: _State) -> list[tuple[int, bool]]:
    step: _Path | None = path[3] if path[2] >= path[4] else path[5]
    words = []
    while step is not None:
        words.append((step[0], step[1]))
        step = step[2]
    words.reverse()
    return words
