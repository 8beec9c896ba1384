"""Patterns that are tried only where one of their first words stands.

A regular expression that may begin anywhere is tried at every character. Here one pass of an automaton tells where the
first words of many patterns stand in a document, and each pattern is tried there only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

import ahocorasick_rs

from theodoi.extract.document import Document
from theodoi.registry.names import fold

_HEAD = re.compile(r"[^\W_][\w ,]*")
_OPTIONAL = ("?", "*", "{")
# An escape or a class of letters: what looks like a bracket or a bar inside is none.
_CLASS = re.compile(r"\\.|\[(?:\\.|[^\]])*\]")


def heads_of(alternatives: str) -> list[str]:
    """The literal words with which the alternatives of a pattern begin: "giao(?! thông)|nhắc" -> ["giao", "nhắc"].

    Raises ValueError for an alternative that begins otherwise, since its matches could not be found.
    """
    plain = _CLASS.sub(lambda found: "." * len(found.group()), alternatives)
    heads, depth, start = [], 0, 0
    for at, letter in enumerate(f"{plain}|"):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            heads.append(_head(plain[start:at]))
            start = at + 1
    if depth:
        raise ValueError(f"a bracket is open: {alternatives!r}")
    return heads


def _head(alternative: str) -> str:
    begun = _HEAD.match(alternative)
    head = begun.group() if begun else ""
    head = head[:-1] if alternative[len(head) :].startswith(_OPTIONAL) else head
    if not head:
        raise ValueError(f"a pattern that is looked for by its first words begins with none: {alternative!r}")
    return head


class Anchored:
    """A pattern of a group; every match begins with one of its heads. Offsets are those of the document's text."""

    def __init__(self, group: Anchors, pattern: re.Pattern[str]) -> None:
        self._group, self.pattern = group, pattern

    def finditer(self, document: Document, text: str, first: int, last: int) -> Iterator[re.Match[str]]:
        """The same matches as of `pattern.finditer(text, first, last)`; `text` is the document's, levelled or folded."""
        places = document.once(self._group.places).get(self, ())
        behind = first
        for i in range(bisect_left(places, first), len(places)):
            place = places[i]
            if place >= last:
                return
            if place >= behind and (match := self.pattern.match(text, place, last)):
                yield match
                behind = match.end()

    def search(self, document: Document, text: str, first: int, last: int) -> re.Match[str] | None:
        """The first of them."""
        return next(self.finditer(document, text, first, last), None)


class Anchors:
    """Patterns whose first words one pass over a document finds together."""

    def __init__(self) -> None:
        self._heads: dict[str, list[Anchored]] = {}

    def add(self, pattern: re.Pattern[str], heads: Iterable[str]) -> Anchored:
        """A pattern of this group. A match must begin with one of the heads, in whatever case."""
        made = Anchored(self, pattern)
        for head in sorted({fold(head) for head in heads}):
            self._heads.setdefault(head, []).append(made)
        return made

    @cached_property
    def _automaton(self) -> tuple[ahocorasick_rs.AhoCorasick, list[list[Anchored]]]:
        table = ahocorasick_rs.Implementation.DFA
        return ahocorasick_rs.AhoCorasick(list(self._heads), implementation=table), list(self._heads.values())

    def places(self, document: Document) -> dict[Anchored, list[int]]:
        """Where the first words of each pattern stand, in order."""
        automaton, owners = self._automaton
        held: dict[Anchored, set[int]] = {}
        for index, start, _ in automaton.find_matches_as_indexes(document.folded, overlapping=True):
            for anchored in owners[index]:
                held.setdefault(anchored, set()).add(start)
        return {anchored: sorted(starts) for anchored, starts in held.items()}
