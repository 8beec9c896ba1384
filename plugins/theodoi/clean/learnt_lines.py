"""Lines that recur over a source's documents: maintenance learns them, and cleaning takes them out of an article.

They stand at the head or the tail of a text (calls to subscribe, imprints, names of columns), and so are looked for there
alone: a line that recurs in the middle of texts, such as the preamble of decrees, is theirs.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from theodoi.clean.characters import fold
from theodoi.clean.diacritics import RepairedSpan
from theodoi.clean.document import Document, Outcome
from theodoi.clean.judge import judge_text

EDGE = 6  # lines from either end of a text that are its head and its tail
MAX_LINE = 300  # letters; what is longer tells something


def without_learnt_lines(document: Document, learnt: Collection[str]) -> Document:
    """An article without the lines of its head and tail that are in `learnt` (folded); they are kept in `removed_lines`.

    What is left is judged anew. An article that would lose all its lines keeps them: whether it is one is for a gate to
    say. A document that is none is returned as it is.
    """
    if not learnt or document.outcome is not Outcome.ARTICLE:
        return document
    lines = document.text.split("\n")
    known = [fold(line) in learnt for line in lines]
    gone = _edge(known) | {len(lines) - 1 - place for place in _edge(known[::-1])}
    if not gone or len(gone) == len(lines):
        return document
    text = "\n".join(_kept(lines, gone))
    raw = document.text_raw
    if raw is not None and raw.count("\n") == len(lines) - 1:
        raw = "\n".join(_kept(raw.split("\n"), gone))
    outcome, reason = judge_text(text)
    return replace(
        document,
        outcome=outcome,
        reason=reason,
        text=text,
        text_raw=None if raw == text else raw,
        repaired_spans=tuple(_moved(document.repaired_spans, lines, gone)),
        removed_lines=(*document.removed_lines, *(lines[place] for place in sorted(gone))),
    )


def _edge(known: Sequence[bool]) -> set[int]:
    """Places of the known lines before the EDGE-th line that is not: an imprint may be longer than the edge itself."""
    places: set[int] = set()
    others = 0
    for place, is_known in enumerate(known):
        if is_known:
            places.add(place)
        else:
            others += 1
            if others == EDGE:
                break
    return places


def _moved(spans: Iterable[RepairedSpan], lines: Sequence[str], gone: Collection[int]) -> Iterator[RepairedSpan]:
    """The spans of the kept lines, where they are without the others."""
    starts = [0, *itertools.accumulate(len(line) + 1 for line in lines)]
    for span in spans:
        line = bisect_right(starts, span.start) - 1
        if line not in gone:
            before = sum(len(lines[place]) + 1 for place in gone if place < line)
            yield span._replace(start=span.start - before, end=span.end - before)


def _kept(lines: Sequence[str], gone: Collection[int]) -> list[str]:
    return [line for place, line in enumerate(lines) if place not in gone]
