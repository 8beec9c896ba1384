"""The signs of damage: letters and words that whole text hardly holds and damaged text often does.

They are learnt with the counts and kept in `signs.txt`, so that looking for them needs no counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import ahocorasick_rs

from theodoi.clean.diacritics.laws import Law
from theodoi.clean.syllables import is_syllable
from theodoi.files import replacing

PATH = Path(__file__).with_name("signs.txt")
_HEADER = """\
# Signs of lost diacritics, learnt by `theodoi learn-diacritics` together with counts.npz.
# letters, words: the law of the last mark. unaccented: words that tell of text without any mark; bare: all that such text
# has, some of which other languages have too.
"""
_LEAST = 1e-4  # share of damaged words that show a sign worth having
_SURER = 3_000  # how many times rarer it is in whole text
_SURER_UNACCENTED = 100
_MOST_UNACCENTED = 200
_LEAST_BARE = 1e-5


@dataclass(frozen=True)
class Signs:
    """`letters` stand anywhere in a word, the others are whole words, all in small letters."""

    letters: tuple[str, ...]
    words: tuple[str, ...]
    unaccented: frozenset[str]
    bare: frozenset[str]

    @cached_property
    def matcher(self) -> ahocorasick_rs.AhoCorasick:
        """Finds letters, and words between spaces, in small letters."""
        return ahocorasick_rs.AhoCorasick([*self.letters, *(f" {word} " for word in self.words)])


def learn_signs(occurrences: Mapping[str, int]) -> Signs:
    """The signs that follow from how often words occur in whole text."""
    damaged = _damaged(occurrences, Law.LAST_MARK)
    total = sum(damaged.values())
    letters = _telling(_sequences(damaged), _sequences(occurrences), _LEAST * total, _SURER)
    letters = [one for one in letters if not any(other in one for other in letters if other != one)]
    words = _telling(damaged, occurrences, _LEAST * total, _SURER)
    words = [word for word in words if not any(one in word for one in letters)]
    without_marks = _damaged(occurrences, Law.ALL_MARKS)
    unaccented = _telling(without_marks, occurrences, _LEAST * total, _SURER_UNACCENTED)[:_MOST_UNACCENTED]
    bare = Counter(without_marks)
    bare.update({word: n for word, n in occurrences.items() if word.isascii() and is_syllable(word)})
    common = (word for word, n in bare.items() if n >= _LEAST_BARE * total)
    return Signs(tuple(letters), tuple(words), frozenset(unaccented), frozenset(common))


def _damaged(occurrences: Mapping[str, int], law: Law) -> Counter[str]:
    changed: Counter[str] = Counter()
    for word, n in occurrences.items():
        if (form := law.damage(word)) != word:
            changed[form] += n
    return changed


def _sequences(occurrences: Mapping[str, int]) -> Counter[str]:
    """How many words hold each sequence of two or three letters."""
    found: Counter[str] = Counter()
    for word, n in occurrences.items():
        for sequence in {word[i : i + size] for size in (2, 3) for i in range(len(word) - size + 1)}:
            found[sequence] += n
    return found


def _telling(damaged: Mapping[str, int], whole: Mapping[str, int], least: float, surer: int) -> list[str]:
    telling = [one for one, n in damaged.items() if n >= least and whole.get(one, 0) * surer <= n]
    return sorted(telling, key=lambda one: (-damaged[one], one))


def write_signs(signs: Signs, path: Path) -> None:
    """Write `signs.txt`: one kind a line."""
    rows = {
        "letters": signs.letters,
        "words": signs.words,
        "unaccented": sorted(signs.unaccented),
        "bare": sorted(signs.bare),
    }
    with replacing(path) as stream:
        stream.write((_HEADER + "".join(f"{kind}: {' '.join(row)}\n" for kind, row in rows.items())).encode())


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, row = line.partition(":")
            yield kind, row.split()


@lru_cache(maxsize=1)
def signs() -> Signs:
    """The signs that the package ships."""
    rows = dict(_rows(PATH))
    return Signs(tuple(rows["letters"]), tuple(rows["words"]), frozenset(rows["unaccented"]), frozenset(rows["bare"]))
