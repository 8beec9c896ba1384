"""The state's named information systems, validated on load and indexed by folded name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from theodoi.registry.names import key
from theodoi.registry.organisations import Event, load_organisations, read_event
from theodoi.registry.reading import RegistryError, check_fields, day, place_of, read_mapping, registry_dir, strings

_FIELDS = ("id", "name", "name_en", "aliases", "kind", "owner", "valid_from", "valid_to", "events", "optional", "note")
KINDS = (
    "portal", "platform", "database", "information_system", "application", "network", "data_centre", "index", "identity",
)  # fmt: skip


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
    optional: bool = False  # a kind of system, not one of its own
    source: str = ""
    note: str | None = None

    @property
    def heir(self) -> str | None:
        """Id of the system that carries on what it did; None where it stands or simply ended."""
        into = [e.into for e in self.events if e.type in ("merged", "renamed", "dissolved") and e.into]
        return into[-1] if into else None


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
    data = read_mapping(path)
    by_id: dict[str, System] = {}
    by_name: dict[str, System] = {}
    for number, raw in enumerate(data.get("entries") or (), start=1):
        where = place_of(path.name, "entry", number, raw)
        entry = check_fields(where, raw, _FIELDS, ("id", "name"))
        system = System(
            id=entry["id"],
            name=entry["name"],
            name_en=entry.get("name_en"),
            aliases=strings(where, entry.get("aliases", [])),
            kind=entry.get("kind"),
            owner=entry.get("owner"),
            valid_from=day(where, entry.get("valid_from")),
            valid_to=day(where, entry.get("valid_to"), last=True),
            events=tuple(read_event(where, e, dated=False) for e in entry.get("events", [])),
            optional=bool(entry.get("optional")),
            source=str(data.get("source", "")),
            note=entry.get("note"),
        )
        if system.id in by_id:
            raise RegistryError(f"{where}: the id stands twice")
        if system.kind not in KINDS:
            raise RegistryError(f"{where}: kind {system.kind!r} is none of {', '.join(KINDS)}")
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
