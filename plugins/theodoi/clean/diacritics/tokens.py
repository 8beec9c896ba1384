"""Text as the counts see it: words in lower case, and marks for figures, pauses and ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Ids of what is no known word; words follow from FIRST_WORD on.
END, PAUSE, NUMBER, UNKNOWN = range(4)
FIRST_WORD = 4

_TOKEN = re.compile(
    r"(?P<address>(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,6}\b(?![.\w-])"
    r"|\b[a-z0-9]+(?:[-_/][a-z0-9]+){2,}\b(?!\w))"
    r"|(?P<word>\w+)"
    r"|(?P<line>[\n\r]+)"
    r"|(?P<end>[^\w\s]*[.?!;:…][^\w\s]*)"
    r"|(?P<pause>[^\w\s]+)"
)
_NUMBER = re.compile(r"\d+")
_OPENS = frozenset('"“”(|-–*•[')  # a capital behind them is no sign of a name


class Token(NamedTuple):
    """`kind` is one of word, other, number, end, pause, line; `first` says that a sentence may begin with it."""

    kind: str
    text: str
    start: int
    first: bool


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in order; `other` are addresses and words with digits or signs in them.

    Of pauses and ends that follow one another the first is told, and none where a line begins.
    """
    first = True
    before = "line"
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup or "pause", match[0]
        if kind == "word":
            if not found.isalpha():
                kind = "number" if _NUMBER.fullmatch(found) else "other"
        elif kind == "address":
            kind = "other"
        if kind == "line" or kind == "end" or (kind == "pause" and found[0] in _OPENS):
            behind = True
        else:
            behind = first and kind == "pause"
        if kind not in ("pause", "end") or before not in ("pause", "end", "line"):
            yield Token(kind, found, match.start(), first)
            before = kind
        first = behind
