"""Says in the log every few seconds how far a unit of an import is."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence

from theodoi.scrape.imports.plan import Piece

_log = logging.getLogger("theodoi.import")
_SECONDS_BETWEEN_LINES = 5.0


class Progress:
    """Counts of records by what became of them, and the share of the bytes that is done."""

    def __init__(self, pieces: Sequence[Piece], before: Counter[str]) -> None:
        """`before` holds the counts of a process that was killed: they are told, and do not count for the rate."""
        self._pieces = pieces
        self._starts = [0]
        for piece in pieces:
            self._starts.append(self._starts[-1] + max(0, piece.end - piece.begin))
        self._counts = before
        self._records_before = before.total()
        self._begun = self._told = time.monotonic()
        if self._records_before:
            _log.info("going on behind record %d", self._records_before)

    def count(self, what: str) -> None:
        """One record more."""
        self._counts[what] += 1

    def tell(self, piece: int, offset: int = 0, *, last: bool = False) -> None:
        """Log a line when it is time; `offset` is the place in the file of the piece of that number."""
        now = time.monotonic()
        if not last and now - self._told < _SECONDS_BETWEEN_LINES:
            return
        self._told = now
        done, total = self._starts[piece], self._starts[-1]
        if piece < len(self._pieces):
            done += max(0, offset - self._pieces[piece].begin)
        records = self._counts.total()
        told = ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in sorted(self._counts.items()))
        _log.info(
            "%s records, %.1f of %.1f MB (%.0f%%), %.0f records/s: %s",
            f"{records:,}",
            done / 1e6,
            total / 1e6,
            100 * done / total if total else 100,
            (records - self._records_before) / max(now - self._begun, 1e-3),
            told or "nothing",
        )
