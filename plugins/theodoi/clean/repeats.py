"""Text that stands again: a page may print its sentences a thousand times, and an article says them once.

Three things are folded, and nothing else: a stretch that stands again right behind itself, one that begins with the
text's first piece (its lead, or a copy for printing), and one so long that no writer says it twice. What a plan repeats
under each of its tasks ("Cơ quan chủ trì: …") is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodoi.clean.characters import fold

MIN_ECHO = 50  # characters of a stretch that is folded when it follows itself
MIN_COPY = 1_000  # of one that is folded wherever it stands again
MIN_LEAD = 80  # of the first piece of one that begins a text, and stands again anywhere
MIN_PARAGRAPH = 400  # of one that is looked into
MAX_SENTENCE = 1_000  # of one that is compared as a whole; what is longer is compared word by word
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")


def repeated(pieces: Sequence[str]) -> set[int]:
    """Positions of the pieces (paragraphs, or sentences of one) that say again what stood before. Linear in their number.

    An empty piece belongs to what stands around it.
    """
    last: dict[str, int] = {}
    again: set[int] = set()
    start, source = 0, -1  # the stretch that is being compared, and the position that its last piece is equal to

    def close(end: int) -> None:
        letters = sum(map(len, pieces[start:end]))
        follows = end - start >= end - 1 - source  # a whole period of it stands right before
        begins = 0 <= source == end - 1 - start and len(pieces[0]) >= MIN_LEAD  # what it repeats begins the text
        if source >= 0 and (letters >= MIN_COPY or (follows and letters >= MIN_ECHO) or begins):
            again.update(range(start, end))

    for position, piece in enumerate(pieces):
        if source >= 0 and pieces[source + 1] == piece:
            source += 1
        else:
            close(position)
            start, source = position, last.get(piece, -1) if piece else -1
        last[piece] = position
    close(len(pieces))
    return again


_DATELINE = re.compile(r"^(?:\([^()]{1,40}\)|[^\W\d_][\w .,/]{1,40}?(?:\([^()]{1,40}\))?)\s*[-–—]\s+")
_CUT = re.compile(r"\s*\[?(?:\.{3}|…)\]?$")
MIN_KEY = 60  # letters, without blanks, of a lead that is known again
MAX_DATELINE = 100  # letters by which two prints of a lead differ
MIN_CUT = 40  # letters of a lead that breaks off


def _key(paragraph: str) -> str:
    """What a paragraph says, without the place or paper in front."""
    return fold(_DATELINE.sub("", paragraph, count=1))


def said_again(paragraphs: Sequence[str]) -> set[int]:
    """Positions of paragraphs that say the lead again, with another place or paper in front; or of a lead that breaks off
    where a paragraph below says all of it."""
    if len(paragraphs) < 2:
        return set()
    lead = _key(paragraphs[0])
    again: set[int] = set()
    if len(lead) >= MIN_KEY:
        size = len(paragraphs[0])
        again = {
            i
            for i, paragraph in enumerate(paragraphs)
            if i and abs(len(paragraph) - size) <= MAX_DATELINE and _key(paragraph) == lead
        }
    breaks_off = len(lead) >= MIN_CUT and _CUT.search(paragraphs[0]) is not None
    if breaks_off and any(_key(paragraph).startswith(lead) for paragraph in paragraphs[1:5]):
        again.add(0)
    return again


def read_once(paragraph: str) -> str:
    """A paragraph without the sentences that it says again; the same object where it says none."""
    if len(paragraph) < MIN_PARAGRAPH:
        return paragraph
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(paragraph):
        pieces += [sentence] if len(sentence) <= MAX_SENTENCE else sentence.split()
    again = repeated(pieces)
    if not again:
        return paragraph
    return " ".join(piece for position, piece in enumerate(pieces) if position not in again)
