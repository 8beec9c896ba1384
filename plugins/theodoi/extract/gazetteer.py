"""Finding the names of a registry in a text: one automaton over folded spellings, whole words only, longest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

import ahocorasick_rs

from theodoi.registry.names import View, key, spellings

T = TypeVar("T")


class Gazetteer(Generic[T]):
    """Names with what they stand for.

    A name written in capitals (FPT, WB) is found in capitals only; another one with a capital first letter, unless it
    is written small itself (eCabinet), is one of `any_case`, or begins with one of `small_heads` and a capital follows
    ("bộ Công Thương").
    """

    def __init__(
        self,
        names: Mapping[str, T] | Iterable[tuple[str, T]],
        any_case: Iterable[str] = (),
        small_heads: Iterable[str] = (),
    ) -> None:
        self._values: dict[str, T] = {}
        self._capitals: set[str] = set()
        pairs = list(names.items() if isinstance(names, Mapping) else names)
        for name, value in pairs:
            self._values[key(name)] = value
            if name == name.upper() and any(c.isalpha() for c in name):
                self._capitals.add(key(name))
        # One that is also written otherwise (SABECO, Sabeco) is found both ways.
        self._capitals -= {key(name) for name, _ in pairs if name != name.upper()}
        # A spelling that is another entry's own name stays that entry's.
        for name, value in pairs:
            for spelling in spellings(name):
                self._values.setdefault(spelling, value)
                self._values.setdefault(spelling.replace("việt nam", "vn"), value)
        self._any_case = {key(name) for name in (*any_case, *(n for n, _ in pairs if n[0].islower()))}
        self._small_heads = tuple(f"{key(head)} " for head in small_heads)
        self._patterns = sorted(self._values)
        # Where the capital must stand in a name that may begin small.
        self._capital_at = {p: len(h) for p in self._patterns for h in self._small_heads if p.startswith(h)}
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns) if self._patterns else None

    @property
    def automaton(self) -> ahocorasick_rs.AhoCorasick | None:
        """The bare automaton over folded text, for measuring."""
        return self._automaton

    def value(self, name: str) -> T | None:
        """What a name stands for, None when it is not among the names."""
        return self._values.get(key(name))

    def find(self, view: View) -> list[tuple[int, int, T]]:
        """(start, end, value) of every whole-word match in view.plain, overlapping ones included, by start, longest first."""
        if self._automaton is None:
            return []
        folded, plain, size = view.folded, view.plain, len(view.folded)
        found: list[tuple[int, int, T]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if (start and folded[start - 1].isalnum()) or (end < size and folded[end].isalnum()):
                continue
            pattern = self._patterns[index]
            if pattern in self._capitals:
                if not plain[start:end].isupper():
                    continue
            elif plain[start].islower() and pattern not in self._any_case:
                capital = self._capital_at.get(pattern)
                if capital is None or not plain[start + capital].isupper():
                    continue
            found.append((start, end, self._values[pattern]))
        found.sort(key=lambda m: (m[0], -m[1]))
        return found


def longest(matches: Iterable[tuple[int, int, T]]) -> list[tuple[int, int, T]]:
    """Of overlapping matches (sorted by start, longest first) those that begin first, the longest of one start."""
    kept: list[tuple[int, int, T]] = []
    end = 0
    for match in matches:
        if match[0] >= end:
            kept.append(match)
            end = match[1]
    return kept
