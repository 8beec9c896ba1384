"""The state's named information systems, validated on load and indexed by folded name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from theodoi.registry.names import key
from theodoi.registry.organisations import Event, EventEntry, load_organisations
from theodoi.registry.reading import (
    Entry,
    FirstDay,
    Flag,
    Id,
    LastDay,
    RegistryError,
    Text,
    place_of,
    read_file,
    registry_dir,
)
from theodoi.vocabularies import SystemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One information system or platform under one name; `owner` is the id of the organisation that runs it.

    One that was renamed or replaced is tied to its successor by an event.
    """

    id: str
    name: str
    name_en: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    owner: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    events: tuple[Event, ...] = ()
    is_class: bool = False  # a kind of system, not one of its own
    source: str = ""
    note: str | None = None

    @property
    def heir(self) -> str | None:
        """Id of the system that carries on what it did; None where it stands or simply ended."""
        into = [e.into for e in self.events if e.type in ("merged", "renamed", "dissolved") and e.into]
        return into[-1] if into else None


class SystemEntry(Entry):
    """One system as registry/systems.yaml has it."""

    id: Id
    name: Text
    name_en: Text | None = None
    aliases: tuple[Text, ...] = ()
    kind: SystemKind
    owner: Id | None = None
    valid_from: FirstDay | None = None
    valid_to: LastDay | None = None
    events: tuple[EventEntry, ...] = ()
    is_class: Flag = False
    note: Text | None = None


class SystemsFile(Entry):
    """registry/systems.yaml."""

    source: str = ""
    entries: tuple[SystemEntry, ...] = ()


@dataclass(frozen=True)
class SystemRegistry:
    """All systems, indexed by id and by folded name."""

    all: tuple[System, ...]
    by_id: dict[str, System] = field(repr=False)
    by_name: dict[str, System] = field(repr=False)

    def line(self, system_id: str) -> tuple[str, ...]:
        """The ids of a system and of those that carried on after it, in order."""
        found, at = [system_id], self.by_id.get(system_id)
        while at is not None and at.heir is not None and at.heir not in found:
            found.append(at.heir)
            at = self.by_id.get(at.heir)
        return tuple(found)

    def named(self, name: str) -> System | None:
        """The system of that name or alias, None when unknown."""
        return self.by_name.get(key(name))


def load_systems(directory: Path | None = None) -> SystemRegistry:
    """The systems of `registry/systems.yaml`. Raises RegistryError that names the entry."""
    return _load(registry_dir(directory))


@lru_cache(maxsize=4)
def _load(root: Path) -> SystemRegistry:
    path, organisations = root / "systems.yaml", load_organisations(root)
    file, data = read_file(path, SystemsFile)
    by_id: dict[str, System] = {}
    by_name: dict[str, System] = {}
    for number, entry in enumerate(file.entries):
        where = place_of(path.name, "entry", number + 1, data["entries"][number])
        system = System(
            id=entry.id,
            name=entry.name,
            name_en=entry.name_en,
            aliases=entry.aliases,
            kind=entry.kind,
            owner=entry.owner,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            events=tuple(e.event() for e in entry.events),
            is_class=entry.is_class,
            source=file.source,
            note=entry.note,
        )
        if system.id in by_id:
            raise RegistryError(f"{where}: the id stands twice")
        if system.owner and system.owner not in organisations.by_id:
            raise RegistryError(f"{where}: owner names unknown organisation {system.owner!r}")
        by_id[system.id] = system
        for name in {key(n) for n in (system.name, *system.aliases)}:
            if name in by_name:
                raise RegistryError(f"{where}: {name!r} also names {by_name[name].id}")
            by_name[name] = system
    for system in by_id.values():
        for event in system.events:
            # A system moves into another's hands; it is renamed or merged into another system.
            known = organisations.by_id if event.type in ("moved", "function_moved") else by_id
            if event.into and event.into not in known:
                raise RegistryError(f"{path.name}: entry {system.id}: event {event.type} names unknown {event.into!r}")
    return SystemRegistry(tuple(by_id.values()), by_id, by_name)
