"""Sentence, clause and word helpers that extractors share; everything keeps code-point offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

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


def level(text: str) -> str:
    """The text with dashes, Eth and odd spaces replaced by -, Đ and a space; same length, same offsets."""
    for odd, plain in _ALIKE.items():
        text = text.replace(odd, plain)
    return text


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentence bounds of one text: `starts[i]` to `ends[i]`, in order, without gaps but for white space."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def at(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence that holds the character at `offset`."""
        i = max(0, bisect_right(self.starts, offset) - 1)
        return self.starts[i], self.ends[i]


def sentences(text: str) -> Sentences:
    """Sentences of a text: a line break ends one, a full stop does so before a capital or a digit."""
    starts, ends, start = [], [], 0
    for mark in _BREAK.finditer(text):
        if text[mark.start()] == "." and _ABBREVIATED.search(text, max(start, mark.start() - 6), mark.start() + 1):
            continue
        starts.append(start)
        ends.append(mark.start() if text[mark.start()] == "\n" else mark.start() + len(mark.group().rstrip()))
        start = mark.end()
    return Sentences((*starts, start), (*ends, len(text)))


def words_before(text: str, end: int, start: int = 0) -> list[tuple[int, int]]:
    """Spans of the words in text[start:end], nearest first, up to the last punctuation mark before `end`."""
    cut = end
    while cut > start and (text[cut - 1].isalpha() or text[cut - 1] == " "):
        cut -= 1
    return [match.span() for match in _WORD.finditer(text, cut, end)][::-1]
