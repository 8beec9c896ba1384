"""What makes figures of one indicator comparable: definitions, what shares are of, and who measures, from registry/definitions.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from theodoi.registry.indicators import load_indicators
from theodoi.registry.names import key
from theodoi.registry.organisations import OrganisationRegistry, load_organisations
from theodoi.registry.reading import Entry, FirstDay, Id, RegistryError, Text, place_of, read_file, registry_dir
from theodoi.vocabularies import Aggregation

FILE = "definitions.yaml"


class Break(Entry):
    """A day from which figures are no longer comparable with those before it."""

    starts_on: FirstDay
    because_vi: Text


class BaseEntry(Entry):
    """What a share can be of, with the words for it."""

    id: Id
    name: Text
    patterns: tuple[Text, ...] = Field(min_length=1)


class DefinitionEntry(Entry):
    """The definition of one indicator."""

    id: Id
    definition_vi: Text
    aggregation: Aggregation
    bases: tuple[Id, ...] = ()
    compilers: tuple[Id, ...] = ()
    legal_basis: tuple[Text, ...] = ()
    breaks: tuple[Break, ...] = ()


class DefinitionsFile(Entry):
    """registry/definitions.yaml."""

    source: str = ""
    bases: tuple[BaseEntry, ...] = ()
    indicators: tuple[DefinitionEntry, ...] = ()


@dataclass(frozen=True)
class Definitions:
    """Definitions by the id of their indicator, and the words for what a share is of (folded), with its id."""

    of: dict[str, DefinitionEntry]
    bases: dict[str, str] = field(repr=False)
    names: dict[str, str] = field(repr=False)  # of the bases, by id
    longest: int  # words of the longest pattern of a base
    organisations: OrganisationRegistry = field(repr=False)

    def base_of(self, words: str) -> tuple[str | None, str]:
        """The id of what `words` (folded) begin with, by the longest pattern, and the words behind it; None without one."""
        parts = words.split()
        for length in range(min(len(parts), self.longest), 0, -1):
            if found := self.bases.get(" ".join(parts[:length]).rstrip(",.;:)")):
                return found, " ".join(parts[length:])
        return None, ""

    def only_compiler(self, indicator: str, on: date | None) -> str | None:
        """Who measures an indicator, where that is one body under all its names: its name on a day, else the last one."""
        if len(self._lines(indicator)) != 1:
            return None
        *before, last = self.of[indicator].compilers
        return next((c for c in before if on and self.organisations.by_id[c].valid_on(on)), last)

    def has_several_compilers(self, indicator: str) -> bool:
        """Whether bodies that are not one another's heirs measure an indicator."""
        return len(self._lines(indicator)) > 1

    def _lines(self, indicator: str) -> set[str]:
        """What the compilers of an indicator are called today."""
        compilers = self.of[indicator].compilers if indicator in self.of else ()
        return {self.organisations.line(compiler)[-1] for compiler in compilers}


def load_definitions(directory: Path | None = None) -> Definitions:
    """The definitions of the registry. Raises RegistryError that names file, line and entry."""
    return _load(registry_dir(directory))


@lru_cache(maxsize=4)
def _load(root: Path) -> Definitions:
    file, data = read_file(root / FILE, DefinitionsFile)
    bases: dict[str, str] = {}
    for number, base in enumerate(file.bases):
        for pattern in map(key, base.patterns):
            if bases.setdefault(pattern, base.id) != base.id:
                where = place_of(FILE, "base", number + 1, data["bases"][number])
                raise RegistryError(f"{where}: {pattern!r} also tells {bases[pattern]}")
    indicators, organisations = load_indicators(root).by_id, load_organisations(root)
    names = {base.id: base.name for base in file.bases}
    of: dict[str, DefinitionEntry] = {}
    for number, entry in enumerate(file.indicators):
        where = place_of(FILE, "indicator", number + 1, data["indicators"][number])
        if entry.id not in indicators:
            raise RegistryError(f"{where}: indicators.yaml has no such indicator")
        if entry.id in of:
            raise RegistryError(f"{where}: the indicator is defined twice")
        if unknown := [base for base in entry.bases if base not in names]:
            raise RegistryError(f"{where}: field bases: {unknown[0]!r} is no base")
        if unknown := [body for body in entry.compilers if body not in organisations.by_id]:
            raise RegistryError(f"{where}: field compilers: {unknown[0]!r} is no organisation of the registry")
        of[entry.id] = entry
    return Definitions(of, bases, names, max((len(p.split()) for p in bases), default=0), organisations)
