"""Sketches of texts by which candidates are found: MinHash signatures, cut into bands.

Two texts that share a share s of their runs of words agree in a band of ROWS places with s to the power of ROWS.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from rensa import RMinHash

from theodoi.stories.reading import Told

BANDS = 80
ROWS = 3
_SEED = 20_201_209
# Kept beside each signature: those of another version are made anew.
SIGNATURE_VERSION = f"{RMinHash.ALGORITHM_VERSION}.{BANDS}x{ROWS}.4"


def signatures(texts: Sequence[Told]) -> list[list[int]]:
    """The bands of each text, as `bands` has them."""
    sketches = RMinHash.from_token_sets(
        [[" ".join(run) for run in text.shingles] for text in texts], num_perm=BANDS * ROWS, seed=_SEED
    )
    return [_banded(sketch.digest()) if text.shingles else [] for sketch, text in zip(sketches, texts, strict=True)]


def bands(text: Told) -> list[int]:
    """The bands of a text: BANDS integers of 32 bits with sign, each with its place mixed in; none for a text too short."""
    return signatures([text])[0]


def _banded(digest: Sequence[int]) -> list[int]:
    return [
        int.from_bytes(
            blake2b(repr((place, digest[place : place + ROWS])).encode(), digest_size=4).digest(), signed=True
        )
        for place in range(0, BANDS * ROWS, ROWS)
    ]
