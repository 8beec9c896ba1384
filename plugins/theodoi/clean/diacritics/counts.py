"""Counts of Vietnamese syllables, pairs and triples, and the probabilities they give (interpolated modified Kneser-Ney).

The file (`counts.npz`, NumPy's zipped arrays) holds counts only and is made by `theodoi learn-diacritics`; arrays:

| array | shape, type | what |
| --- | --- | --- |
| words | bytes | the words, most frequent first, joined by line ends; word i has the id FIRST_WORD + i |
| occurrences | V, uint32 | how often each id occurs |
| capitals, smalls | V, uint32 | of those within a sentence, the ones with a capital, and in small letters |
| followers | V, uint16 | number of pairs that begin with the id |
| second | P, uint16 | second id of each pair, ordered by first and second |
| contexts | P, uint32 | number of different ids seen before the pair |
| pair_followers | P, uint16 | number of triples that begin with the pair |
| third | T, uint16 | third id of each triple, in the order of pairs |
| times | T, uint16 | how often the triple occurs (65,535 and more alike) |
| counts_of_counts | 2 x 4, int64 | pairs with 1, 2, 3, 4 contexts; triples that occur 1, 2, 3, 4 times |

Source of the method: Chen and Goodman, An Empirical Study of Smoothing Techniques for Language Modeling (1998).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from theodoi.clean.diacritics.tokens import END, FIRST_WORD

PATH = Path(__file__).with_name("counts.npz")
_MAX_ROWS = 100_000  # rows kept ready; a text of a million syllables needs fewer
_CASES = 0.5  # added to both cases of a word


class Counts:
    """The model. Rows of probabilities are made when they are first asked for."""

    def __init__(self, path: Path = PATH) -> None:
        with np.load(path) as arrays:
            self.words: list[str] = arrays["words"].tobytes().decode().split("\n")
            occurrences = arrays["occurrences"]
            capitals, smalls = arrays["capitals"] + _CASES, arrays["smalls"] + _CASES
            self._second, self._contexts = arrays["second"], arrays["contexts"]
            self._third, self._times = arrays["third"], arrays["times"]
            self._pair_start = _starts(arrays["followers"])
            self._triple_start = _starts(arrays["pair_followers"])
            self._discounts = [_discounts(counts) for counts in arrays["counts_of_counts"]]
        self.ids = {word: i for i, word in enumerate(self.words, start=FIRST_WORD)}
        self.occurrences: list[int] = occurrences.tolist()
        # log of how likely a word is written with a capital, or small, within a sentence
        self.capital: list[float] = np.log(capitals / (capitals + smalls)).tolist()
        self.small: list[float] = np.log(smalls / (capitals + smalls)).tolist()
        alone = np.bincount(self._second, weights=self._contexts, minlength=len(occurrences)) + 0.1
        self._alone = alone / alone.sum()
        self.alone: list[float] = self._alone.tolist()
        self._rows: dict[int, tuple[dict[int, tuple[float, int]], float]] = {}
        self._triple_rows: dict[int, tuple[dict[int, float], float]] = {}
        self.start = self.after(END)[0][END][1]  # the pair of two ends, where each line begins

    def after(self, word: int) -> tuple[dict[int, tuple[float, int]], float]:
        """For each id seen behind `word` (probability, index of the pair), and the weight of `alone` for the others."""
        row = self._rows.get(word)
        if row is None:
            low, high = self._pair_start[word], self._pair_start[word + 1]
            ids, contexts = self._second[low:high], self._contexts[low:high]
            total = int(contexts.sum())
            if total:
                discounts = self._discounts[0][np.minimum(contexts, 3)]
                weight = float(discounts.sum() / total)
                shares = (contexts - discounts) / total + weight * self._alone[ids]
            else:
                weight, shares = 1.0, self._alone[ids]
            pairs = zip(shares.tolist(), range(low, high), strict=True)
            row = self._rows[word] = (dict(zip(ids.tolist(), pairs, strict=True)), weight)
        return row

    def after_pair(self, pair: int) -> tuple[dict[int, float], float]:
        """For each id seen behind the pair (-1: never seen itself) its share, and the weight of `after` that is added to it."""
        row = self._triple_rows.get(pair)
        if row is None:
            low, high = self._triple_start[pair], self._triple_start[pair + 1]
            if pair < 0 or low == high:
                return _NOTHING
            times = self._times[low:high]
            discounts = self._discounts[1][np.minimum(times, 3)]
            total = int(times.sum())
            shares = ((times - discounts) / total).tolist()
            row = (dict(zip(self._third[low:high].tolist(), shares, strict=True)), float(discounts.sum() / total))
            if len(self._triple_rows) >= _MAX_ROWS:
                self._triple_rows.clear()
            self._triple_rows[pair] = row
        return row


_NOTHING: tuple[dict[int, float], float] = ({}, 1.0)


def _starts(lengths: np.ndarray) -> list[int]:
    starts: list[int] = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).tolist()
    return starts


def _discounts(counts: np.ndarray) -> np.ndarray:
    """What is taken off the count 0, 1, 2, and 3 or more."""
    one, two, three, four = counts.tolist()
    if not (one and two and three):
        return np.array([0.0, 0.5, 0.5, 0.5])
    share = one / (one + 2 * two)
    return np.array([0.0, 1 - 2 * share * two / one, 2 - 3 * share * three / two, 3 - 4 * share * four / three])


@lru_cache(maxsize=1)
def counts() -> Counts:
    """The counts that the package ships, read when first needed."""
    return Counts()
