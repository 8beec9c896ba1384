"""Vietnamese that lost its diacritics: found, and given them back. See docs/decisions/0006-lost-diacritics.md."""

from theodoi.clean.diacritics.laws import Law
from theodoi.clean.diacritics.repair import Repaired, RepairedSpan, repair_diacritics, spans_between

__all__ = ["Law", "Repaired", "RepairedSpan", "repair_diacritics", "spans_between"]
