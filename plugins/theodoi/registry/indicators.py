"""What figures measure: indicators with names, units and the phrases that tell them, from registry/indicators.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from theodoi.registry.names import key
from theodoi.registry.reading import (
    ONE_OR_SEVERAL,
    Entry,
    Example,
    FirstDay,
    Flag,
    Id,
    LastDay,
    RegistryError,
    Text,
    covers,
    place_of,
    read_file,
    registry_dir,
)
from theodoi.registry.units import unit_codes
from theodoi.vocabularies import Higher, RankingScope

GAP = "…"
# Words that a gap may hold, and the marks that may stand between them.
_GAP = r"(?:[ ,]{1,2}(?:\d[\d.,/]*|[^\s,.;:()]+)){0,9}?,? "


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator: `units` are the codes of the figures that it may have, `patterns` what tells it (folded)."""

    id: str
    name: str
    name_en: str
    units: frozenset[str]
    patterns: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    higher_is: str = "neutral"
    ranking: bool = False
    generic: bool = False  # a wide name: any other indicator told in the same words goes before
    alone: bool = False  # with a complement of its own the name is another thing's: "hồ sơ thi hành án"
    scope: str | None = None
    source: str = ""
    note: str | None = None

    def valid_on(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_to, on)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class IndicatorEntry(Entry):
    """One indicator as registry/indicators.yaml has it."""

    id: Id
    name: Text
    name_en: Text
    unit: Annotated[tuple[Text, ...], Field(min_length=1), BeforeValidator(_listed), ONE_OR_SEVERAL]
    patterns: tuple[Text, ...] = Field(min_length=1)
    excluded: tuple[Text, ...] = Field(default=(), alias="not")
    parent: Id | None = None
    valid_from: FirstDay | None = None
    valid_to: LastDay | None = None
    higher_is: Higher
    ranking: Flag = False
    scope: RankingScope | None = None
    generic: Flag = False
    alone: Flag = False
    note: Text | None = None
    examples: tuple[Example, ...] = ()


class IndicatorsFile(Entry):
    """registry/indicators.yaml."""

    source: str = ""
    abbreviations: dict[str, str] = Field(default_factory=dict)
    entries: tuple[IndicatorEntry, ...] = ()


@dataclass(frozen=True)
class IndicatorRegistry:
    """All indicators by id, and one expression per pattern with the indicators that it tells."""

    all: tuple[Indicator, ...]
    by_id: dict[str, Indicator] = field(repr=False)
    # first words of a pattern -> (expression, length of the pattern in words, indicators)
    expressions: dict[str, tuple[re.Pattern[str], int, tuple[Indicator, ...]]] = field(repr=False)
    abbreviations: dict[str, str] = field(repr=False)  # folded: "cchc" -> "cải cách hành chính"


def load_indicators(directory: Path | None = None) -> IndicatorRegistry:
    """The indicators of `registry/indicators.yaml`. Raises RegistryError that names file, line and entry."""
    return _load(registry_dir(directory))


@lru_cache(maxsize=4)
def _load(root: Path) -> IndicatorRegistry:
    path = root / "indicators.yaml"
    file, data = read_file(path, IndicatorsFile)
    codes = unit_codes(root)
    by_id: dict[str, Indicator] = {}
    wheres: dict[str, str] = {}
    for number, entry in enumerate(file.entries):
        where = place_of(path.name, "entry", number + 1, data["entries"][number])
        if unknown := sorted(set(entry.unit) - codes):
            raise RegistryError(f"{where}: field unit: {unknown[0]!r} is no unit of units.yaml")
        indicator = _indicator(where, entry, file.source)
        if indicator.id in by_id:
            raise RegistryError(f"{where}: the id stands already at {wheres[indicator.id]}")
        by_id[indicator.id], wheres[indicator.id] = indicator, where
    for indicator in by_id.values():
        if indicator.parent is not None and indicator.parent not in by_id:
            raise RegistryError(f"{wheres[indicator.id]}: parent names unknown indicator {indicator.parent!r}")
    held: dict[str, tuple[Indicator, ...]] = {}
    for indicator in by_id.values():
        for pattern in indicator.patterns:
            others = held.get(pattern, ())
            for other in others:
                if _meet(indicator, other):
                    raise RegistryError(f"{wheres[indicator.id]}: {pattern!r} in the same unit also tells {other.id}")
            held[pattern] = (*others, indicator)
    expressions = {p: (_expression(p), len(p.replace(GAP, "").split()), found) for p, found in held.items()}
    abbreviations = {key(short): key(full) for short, full in file.abbreviations.items()}
    return IndicatorRegistry(tuple(by_id.values()), by_id, expressions, abbreviations)


def _indicator(where: str, entry: IndicatorEntry, source: str) -> Indicator:
    patterns = tuple(dict.fromkeys(key(p) for p in entry.patterns))
    for pattern in patterns:
        if pattern.startswith(GAP) or pattern.endswith(GAP):
            raise RegistryError(f"{where}: {pattern!r}: {GAP} stands between words only")
    return Indicator(
        id=entry.id,
        name=entry.name,
        name_en=entry.name_en,
        units=frozenset(entry.unit),
        patterns=patterns,
        excluded=tuple(key(p) for p in entry.excluded),
        parent=entry.parent,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        higher_is=entry.higher_is,
        ranking=entry.ranking,
        generic=entry.generic,
        alone=entry.alone,
        scope=entry.scope,
        source=source,
        note=entry.note,
    )


def _meet(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators share a unit at one time."""
    if not one.units & other.units:
        return False
    ends_before = one.valid_to and other.valid_from and one.valid_to < other.valid_from
    begins_after = one.valid_from and other.valid_to and one.valid_from > other.valid_to
    return not (ends_before or begins_after)


def _expression(pattern: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()).replace(r"\ ", " ") for part in pattern.split(GAP)]
    return re.compile(r"(?<!\w)" + _GAP.join(parts) + r"(?!\w)")
