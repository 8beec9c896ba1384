"""Sentence, clause and word helpers that extractors share; everything keeps code-point offsets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

# Look-alikes that stand for one character, all of length one so that offsets stay: dashes, Eth for Đ, odd spaces.
_ALIKE = {"Ð": "Đ", "ð": "đ"}
_ALIKE |= dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_ALIKE |= dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ")

# Capitals, for a character class; in U+1EA0 and on capitals and small letters take turns.
UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
# After these a full stop ends no sentence: titles, abbreviations, initials.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“])(?:TP|Tp|TS|ThS|PGS|GS|BS|KS|Ths|Th\.S|TT|Q|P|H|ĐT|Tel|St|Mr|Mrs|Ms|Dr|No|[A-ZĐ])\.$"
)
_BREAK = re.compile(
    rf"\n|[.!?…][\"”’)\]]{{0,3}}[ ]{{1,8}}(?=[\"“‘(\[\-•*]{{0,3}} ?[{UPPER}\d])|[.!?…][\"”’)\]]{{0,3}}(?=\n|$)"
)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_LINE_BREAK = re.compile("\n")


def level(text: str) -> str:
    """The text with dashes, Eth and odd spaces replaced by -, Đ and a space; same length, same offsets."""
    for odd, plain in _ALIKE.items():
        text = text.replace(odd, plain)
    return text


@dataclass(frozen=True, slots=True)
class Bounds:
    """The sentences or the lines of one text: `starts[i]` to `ends[i]`, in order, without gaps but for white space."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def at(self, offset: int) -> tuple[int, int]:
        """Start and end of the one that holds the character at `offset`."""
        i = max(0, bisect_right(self.starts, offset) - 1)
        return self.starts[i], self.ends[i]


def sentences(text: str) -> Bounds:
    """Sentences of a text: a line break ends one, a full stop does so before a capital or a digit."""
    starts, ends, start = [], [], 0
    for mark in _BREAK.finditer(text):
        if text[mark.start()] == "." and _ABBREVIATED.search(text, max(start, mark.start() - 6), mark.start() + 1):
            continue
        starts.append(start)
        ends.append(mark.start() if text[mark.start()] == "\n" else mark.start() + len(mark.group().rstrip()))
        start = mark.end()
    return Bounds((*starts, start), (*ends, len(text)))


def lines(text: str) -> Bounds:
    """The lines of a text, which are its paragraphs."""
    breaks = [mark.start() for mark in _LINE_BREAK.finditer(text)]
    return Bounds((0, *(at + 1 for at in breaks)), (*breaks, len(text)))


class Mark:
    """Where a look back from a word ends. The readers' ideas of it differ, and what they find rests on that."""

    CLAUSE = re.compile(r"\n|[.!?…;] ")  # what one speaks or does, and when: an item of a list is its own
    TOLD = re.compile(r"[\n;]|\. ")  # the day or the body that is told of a document: a question does not end it
    POINT = re.compile(r"[.;\n]")  # a type before its number, what is asked for: no abbreviation is believed
    CAPITAL = re.compile(r"\n|\. (?=[A-ZĐ])")  # a committee: "TP. " and the like do not end a sentence
    STATED = re.compile(r"[;.:!?] ")  # a norm: what follows a colon is a statement of its own
    STOP = re.compile(r"\n|\. ")  # a list of databases; a document and the name that the text gives it


def back_to(text: str, mark: re.Pattern[str], at: int, reach: int) -> int:
    """The offset behind the last `mark` before `at`, at most `reach` characters back."""
    start = max(0, at - reach)
    for found in mark.finditer(text, start, at):
        start = found.end()
    return start


def words_before(text: str, end: int, start: int = 0) -> list[tuple[int, int]]:
    """Spans of the words in text[start:end], nearest first, up to the last punctuation mark before `end`."""
    cut = end
    while cut > start and (text[cut - 1].isalpha() or text[cut - 1] == " "):
        cut -= 1
    return [match.span() for match in _WORD.finditer(text, cut, end)][::-1]


class Taken:
    """The characters that other findings hold, whatever their order and overlaps."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))  # the furthest end so far

    def holds(self, start: int, end: int) -> bool:
        """Whether a span shares a character with one that is taken."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start
