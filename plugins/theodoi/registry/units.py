"""Units of measure and nouns of count, read once from registry/units.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictInt

from theodoi.registry.reading import Entry, Example, Flag, RegistryError, Text, read_file, registry_dir
from theodoi.vocabularies import UnitKind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code (`percent`, `VND`, `km`), kind (ratio, money, time, size, rank, score, times, count) and scale."""

    code: str
    kind: str
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Units:
    """Patterns that read what follows a figure: a unit, or a noun that it counts.

    `unit_at` and `noun_at` are meant for `match(text, offset)`; the form that `unit_at` matched is looked up by `unit_of`.
    """

    unit_at: re.Pattern[str]
    noun_at: re.Pattern[str]
    forms: Mapping[str, Unit]
    exact: Mapping[str, Unit]

    def unit_of(self, form: str) -> Unit:
        """The unit that a matched form writes. Raises KeyError for a form that `unit_at` does not match."""
        plain = " ".join(form.split())
        return self.exact.get(plain) or self.forms[plain.casefold()]


COUNT = Unit("count", "count")


class UnitEntry(Entry):
    """Ways to write one unit, and what one of them is worth in it."""

    unit: Text
    kind: UnitKind
    forms: tuple[Text, ...] = Field(min_length=1)
    exact: Flag = False  # MB and Mb differ
    scale: Annotated[StrictInt, Field(ge=1)] = 1
    examples: tuple[Example, ...] = ()


class UnitsFile(Entry):
    """registry/units.yaml: units, and the nouns of count by group, with commas between them."""

    units: tuple[UnitEntry, ...]
    nouns: dict[Text, Text]


def units(directory: Path | None = None) -> Units:
    """The units of the registry, read once per process. Raises RegistryError that names file, line and entry."""
    return _load(registry_dir(directory))


def unit_codes(directory: Path | None = None) -> frozenset[str]:
    """The codes that a figure's unit may have, `count` among them."""
    known = units(directory)
    return frozenset(u.code for u in (*known.forms.values(), *known.exact.values(), COUNT))


@lru_cache(maxsize=4)
def _load(root: Path) -> Units:
    path = root / "units.yaml"
    file, data = read_file(path, UnitsFile)
    forms: dict[str, Unit] = {}
    exact: dict[str, Unit] = {}
    kinds: dict[str, str] = {}
    for entry, raw in zip(file.units, data["units"], strict=True):
        where = f"{path.name}:{raw.line}: unit {entry.unit}"
        if kinds.setdefault(entry.unit, entry.kind) != entry.kind:
            raise RegistryError(f"{where}: kind {entry.kind!r}, and {kinds[entry.unit]!r} above")
        unit = Unit(entry.unit, entry.kind, Decimal(entry.scale))
        for form in entry.forms:
            held, written = (exact, form) if entry.exact else (forms, form.casefold())
            if written in held:
                raise RegistryError(f"{where}: {form!r} is a form of {held[written].code} already")
            held[written] = unit
    nouns = {noun.strip() for group in file.nouns.values() for noun in group.split(",")}
    any_case = f"(?i:{_alternatives(forms)})"
    return Units(
        unit_at=re.compile(rf"(?:{_unless_longer(exact, forms)}|{any_case})(?:(?<=%)|(?!\w))"),
        noun_at=re.compile(rf"(?i:{_alternatives(nouns)})(?!\w)"),
        forms=forms,
        exact=exact,
    )


def _unless_longer(exact: Mapping[str, Unit], forms: Mapping[str, Unit]) -> str:
    """The exact forms, each only where no longer form begins with it: "km", but not in "km vuông"."""
    found = []
    for word in sorted(exact, key=lambda w: (-len(w), w)):
        rests = {form[len(word) + 1 :] for form in forms if form.startswith(word.casefold() + " ")}
        found.append(re.escape(word) + (rf"(?!\s{{1,3}}(?i:{_alternatives(rests)})(?!\w))" if rests else ""))
    return "|".join(found)


def _alternatives(words: Mapping[str, Unit] | set[str]) -> str:
    """Longest first, any run of blanks for a blank."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,3}") for w in sorted(words, key=lambda w: (-len(w), w)))
