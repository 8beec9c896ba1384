"""What a reader follows, from registry/watchlists/*.yaml: organisations with their units and heirs, documents, indicators, provinces, phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from theodoi.registry.indicators import load_indicators
from theodoi.registry.names import key
from theodoi.registry.organisations import OrganisationRegistry, load_organisations
from theodoi.registry.places import load_places
from theodoi.registry.reading import Entry, Id, RegistryError, Text, read_file, registry_dir


class WatchlistFile(Entry):
    """registry/watchlists/<id>.yaml: one list."""

    name: Text
    name_en: Text
    organisations: tuple[Id, ...] = ()
    documents: tuple[Text, ...] = ()
    indicators: tuple[Id, ...] = ()
    provinces: tuple[Id, ...] = ()
    phrases: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One list. `organisations` holds the ids of its bodies, their units, forerunners and heirs; `phrases` are folded."""

    id: str
    name: str
    name_en: str
    organisations: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()

    def has_phrase(self, words: str) -> bool:
        """Whether one of its phrases stands in the words as whole words; case and the place of tones do not matter."""
        folded = key(words)
        return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded) for phrase in self.phrases)


def load_watchlists(root: Path | None = None) -> tuple[Watchlist, ...]:
    """All lists, by their ids. Raises RegistryError that names the file, for an id that nothing has too."""
    folder = registry_dir(root)
    return tuple(_watchlist(path, folder) for path in sorted((folder / "watchlists").glob("*.yaml")))


def _watchlist(path: Path, root: Path) -> Watchlist:
    file, _ = read_file(path, WatchlistFile)
    organisations = load_organisations(root)
    known = {
        "organisations": organisations.by_id.keys(),
        "indicators": load_indicators(root).by_id.keys(),
        "provinces": load_places(root).by_id.keys(),
    }
    for field, ids in known.items():
        if unknown := [one for one in getattr(file, field) if one not in ids]:
            raise RegistryError(f"watchlists/{path.name}: {field}: nothing has the id {', '.join(unknown)}")
    return Watchlist(
        id=path.stem,
        name=file.name,
        name_en=file.name_en,
        organisations=_family(organisations, file.organisations),
        documents=frozenset(file.documents),
        indicators=frozenset(file.indicators),
        provinces=frozenset(file.provinces),
        phrases=tuple(key(phrase) for phrase in file.phrases),
    )


def _family(registry: OrganisationRegistry, ids: tuple[str, ...]) -> frozenset[str]:
    """The bodies with their heirs, their forerunners, and the units of all of these."""
    family = {heir for one in ids for heir in registry.line(one)}
    while True:
        more = {o.id for o in registry.all if o.parent in family or o.heir in family} - family
        if not more:
            return frozenset(family)
        family |= more
