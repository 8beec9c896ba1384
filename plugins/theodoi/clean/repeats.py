"""Text that stands again: a page may print its sentences a thousand times, and an article says them once.

Two things are folded, and nothing else: a stretch that stands again right behind itself, and a stretch so long that no
writer says it twice. What a plan repeats under each of its tasks ("Cơ quan chủ trì: …") is neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodoi.clean.characters import fold

MIN_ECHO = 50  # letters and digits of a stretch that is folded when it follows itself
MIN_COPY = 1_000  # of one that is folded wherever it stands again
MAX_SENTENCE = 1_000  # letters; what is longer is compared word by word
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")


def repeated(pieces: Sequence[str]) -> set[int]:
    """Positions of the pieces (paragraphs, or sentences of one) that say again what stood before. Linear in their number.

    A piece without letters belongs to what stands around it.
    """
    said = [fold(piece) for piece in pieces]
    last: dict[str, int] = {}
    again: set[int] = set()
    start, source = 0, -1  # the stretch that is being compared, and the position that its last piece is equal to

    def close(end: int) -> None:
        letters = sum(map(len, said[start:end]))
        follows = end - start >= end - 1 - source  # a whole period of it stands right before
        if source >= 0 and (letters >= MIN_COPY or (follows and letters >= MIN_ECHO)):
            again.update(range(start, end))

    for position, piece in enumerate(said):
        if source >= 0 and said[source + 1] == piece:
            source += 1
        else:
            close(position)
            start, source = position, last.get(piece, -1) if piece else -1
        last[piece] = position
    close(len(said))
    return again


def read_once(paragraph: str) -> str:
    """A paragraph without the sentences that it says again; the same object where it says none."""
    if len(paragraph) < 2 * MIN_ECHO:
        return paragraph
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(paragraph):
        pieces += [sentence] if len(sentence) <= MAX_SENTENCE else sentence.split()
    again = repeated(pieces)
    if not again:
        return paragraph
    return " ".join(piece for position, piece in enumerate(pieces) if position not in again)
