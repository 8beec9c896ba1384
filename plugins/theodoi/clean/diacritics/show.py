"""What a repair changed, for a person: each changed line, word by word."""

from __future__ import annotations

from collections.abc import Iterator

from theodoi.clean.diacritics.laws import Law
from theodoi.clean.diacritics.repair import Repaired, RepairedSpan

_OUT, _IN, _END = "\x1b[9;31m", "\x1b[1;32m", "\x1b[0m"
_AROUND = 60  # letters of an unchanged stretch that are shown on either side of a change
_LOST = {Law.LAST_MARK: "the last mark of each letter", Law.ALL_MARKS: "all their marks"}


def summary(repaired: Repaired) -> str:
    """One sentence."""
    if not repaired.words:
        return "no word lost diacritics"
    lost = " and ".join(f"{n:,} words had lost {_LOST[law]}" for law, n in sorted(repaired.words.items()))
    return f"{lost} (of {len(repaired.text.split()):,})"


def changes(repaired: Repaired, *, colour: bool) -> Iterator[str]:
    """Each changed line with its number from 1: `[-mọt-]{+một+}`, or struck red and bold green."""
    at = 0
    spans = list(repaired.spans)
    for number, line in enumerate(repaired.text.split("\n"), start=1):
        end = at + len(line)
        inside = [span for span in spans if at <= span.start < end]
        if inside:
            yield f"{number}: {_line(repaired.text, at, end, inside, colour)}"
        at = end + 1


def _line(text: str, start: int, end: int, spans: list[RepairedSpan], colour: bool) -> str:
    shown, at = "", start
    for span in spans:
        shown += _unchanged(text[at : span.start], first=at == start, last=False)
        now = text[span.start : span.end]
        shown += f"{_OUT}{span.printed}{_END}{_IN}{now}{_END}" if colour else f"[-{span.printed}-]{{+{now}+}}"
        at = span.end
    return shown + _unchanged(text[at:end], first=False, last=True)


def _unchanged(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _AROUND:
        return text
    before, behind = "" if first else text[:_AROUND], "" if last else text[-_AROUND:]
    return f"{before} … {behind}"
