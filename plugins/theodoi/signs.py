"""How a figure is written for a person: the sign that stands for its comparator, in reports and in gained and lost."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from theodoi.vocabularies import Comparator

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        Comparator.EQ: "",
        Comparator.ABOUT: "≈ ",
        Comparator.NEARLY: "just under ",
        Comparator.MORE_THAN: "> ",
        Comparator.AT_LEAST: "≥ ",
        Comparator.LESS_THAN: "< ",
        Comparator.AT_MOST: "≤ ",
    }
)
