"""The organisations of the registry as typed, indexed, time-aware entries, validated on load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from theodoi.registry.decisions import Decision, read_decisions
from theodoi.registry.names import key
from theodoi.registry.places import PlaceRegistry, Province, load_places, pick
from theodoi.registry.reading import (
    Entry,
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
from theodoi.vocabularies import OrganisationEvent, ProvinceRank


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to an organisation: `into` (or `of`) names the other body, `by` the deciding document's number."""

    type: str
    on: date | None
    into: str | None = None
    of: str | None = None
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation under one official name; a renamed body is a second entry, tied to the first by an event.

    Dates are inclusive, None is open. `place` is the province that a provincial body belongs to; `branches` says that
    local offices bear the same name; `ambiguous` that the name is a brand or stands for something else in most texts.
    """

    id: str
    name: str
    kind: str
    name_en: str | None = None
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    events: tuple[Event, ...] = ()
    place: str | None = None
    iso: str | None = None
    source: str = ""
    note: str | None = None
    office_holder: bool = False
    ambiguous: bool = False
    branches: bool = False

    @property
    def successors(self) -> tuple[str, ...]:
        """Ids of the bodies that it was merged into or renamed as."""
        return tuple(e.into for e in self.events if e.type in ("merged", "renamed", "split") and e.into)

    @property
    def heir(self) -> str | None:
        """Id of the body that carries on as a whole what it did; None where it stands, ended or was split."""
        into = [e.into for e in self.events if e.type in ("merged", "renamed", "dissolved") and e.into]
        return into[-1] if into else None

    def valid_on(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_to, on)


@dataclass(frozen=True, slots=True)
class ProvincialBody:
    """A body that every province has: pattern of its name, and the words that news begin it with."""

    id: str
    name: str
    heads: tuple[str, ...]
    kind: str
    ranks: tuple[str, ...] = ()


class EventEntry(Entry):
    """An event as a registry file has it."""

    type: OrganisationEvent
    date: FirstDay | None = None
    into: Id | None = None
    of: Id | None = None
    by: Text | None = None
    note: Text | None = None

    def event(self) -> Event:
        """The event of an organisation or a system."""
        return Event(self.type, self.date, self.into, self.of, self.by, self.note)


class OrganisationEntry(Entry):
    """One organisation as a registry file has it; `kind` and `source` may be told for the whole file."""

    id: Id
    name: Text
    name_en: Text | None = None
    aliases: tuple[Text, ...] = ()
    kind: Text | None = None
    parent: Id | None = None
    valid_from: FirstDay | None = None
    valid_to: LastDay | None = None
    events: tuple[EventEntry, ...] = ()
    iso: Text | None = None
    source: Text | None = None
    note: Text | None = None
    office_holder: Flag = False
    ambiguous: Flag = False
    branches: Flag = False

    @model_validator(mode="after")
    def _makes_sense(self) -> OrganisationEntry:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from {self.valid_from} lies after valid_to {self.valid_to}")
        if undated := next((e for e in self.events if e.date is None), None):
            raise ValueError(f"event {undated.type} has no date")
        return self


class PatternEntry(Entry):
    """A body that every province has."""

    id: Id
    name: Text
    heads: tuple[Text, ...]
    kind: Text
    ranks: tuple[ProvinceRank, ...] = ()


class OrganisationsFile(Entry):
    """A file of registry/organisations: entries, patterns, or lists that the grammar of names reads."""

    kind: Text | None = None
    source: Text | None = None
    entries: tuple[OrganisationEntry, ...] = ()
    patterns: tuple[PatternEntry, ...] = ()
    departments: tuple[Text, ...] | None = None
    department_acronyms: dict[Text, Text] = Field(default_factory=dict)
    phrases: tuple[Text, ...] | None = None
    countries: tuple[Text, ...] | None = None


@dataclass(frozen=True, eq=False)
class OrganisationRegistry:
    """All organisations with their indexes, and the tables that the grammar of names reads."""

    all: tuple[Organisation, ...]
    by_id: dict[str, Organisation] = field(repr=False)
    by_name: dict[str, tuple[Organisation, ...]] = field(repr=False)
    provincial: tuple[ProvincialBody, ...] = field(repr=False)
    departments: tuple[str, ...] = field(repr=False)
    department_acronyms: dict[str, str] = field(repr=False)
    decisions: dict[str, Decision] = field(repr=False)
    not_names: tuple[str, ...] = field(repr=False)
    countries: tuple[str, ...] = field(repr=False)
    places: PlaceRegistry = field(repr=False)

    def named(self, name: str, on: date | None = None) -> Organisation | None:
        """The organisation of that name or alias on a day, else the nearest in time; None when unknown."""
        named = self.by_name.get(key(name), ())
        return pick(named, on) if named else None

    def line(self, organisation_id: str) -> tuple[str, ...]:
        """The ids of a body and of those that carried on after it, in order: heirs of heirs."""
        found, at = [organisation_id], self.by_id.get(organisation_id)
        while at is not None and at.heir is not None:
            found.append(at.heir)
            at = self.by_id.get(at.heir)
        return tuple(found)

    def on(self, day: date, kind: str | None = None) -> tuple[Organisation, ...]:
        """The organisations (of a kind) that exist on a day."""
        return tuple(o for o in self.all if o.valid_on(day) and (kind is None or o.kind == kind))


def load_organisations(directory: Path | None = None) -> OrganisationRegistry:
    """The organisations of `registry/organisations/*.yaml`, with the provincial bodies of every province.

    Raises RegistryError that names file and entry.
    """
    return _load(registry_dir(directory))


def reload_organisations(directory: Path | None = None) -> OrganisationRegistry:
    """The registry read anew, after its files changed. Raises RegistryError as `load_organisations` does."""
    _load.cache_clear()
    return load_organisations(directory)


@lru_cache(maxsize=4)
def _load(root: Path) -> OrganisationRegistry:
    places = load_places(root)
    found: dict[str, Organisation] = {}
    wheres: dict[str, str] = {}
    patterns: tuple[ProvincialBody, ...] = ()
    lists: dict[str, tuple[str, ...]] = {}
    acronyms: dict[str, str] = {}
    paths = sorted((root / "organisations").glob("*.yaml"))
    if not paths:
        raise RegistryError(f"{root / 'organisations'} holds no .yaml file")
    for path in paths:
        file, data = read_file(path, OrganisationsFile)
        for number, entry in enumerate(file.entries):
            where = place_of(path.name, "entry", number + 1, data["entries"][number])
            _add(found, wheres, where, _organisation(where, entry, file))
        bodies = tuple(ProvincialBody(p.id, p.name, p.heads, p.kind, p.ranks) for p in file.patterns)
        for body, province in ((b, p) for b in bodies for p in places.all):
            if not body.ranks or province.rank in body.ranks:
                made = _provincial(body, province, places, file.source or "")
                _add(found, wheres, f"{path.name}: entry {made.id}", made)
        patterns += bodies
        for name in ("departments", "phrases", "countries"):
            if (words := getattr(file, name)) is not None:
                lists[name] = words
        acronyms.update(file.department_acronyms)
    decisions = read_decisions(root)
    for decision in decisions.values():
        where = f"decisions.tsv: {decision.id}"
        if decision.decision == "adopt":
            _add(found, wheres, where, _adopted(decision))
        elif decision.id in found:
            raise RegistryError(f"{where}: stands in the registry at {wheres[decision.id]}: nothing is left to decide")
        elif decision.into and decision.into not in found:
            raise RegistryError(f"{where}: goes into unknown organisation {decision.into!r}")
    organisations = tuple(found.values())
    _check_references(organisations, found, wheres)
    return OrganisationRegistry(
        all=organisations,
        by_id=found,
        by_name=_names(organisations, wheres),
        provincial=patterns,
        departments=lists.get("departments", ()),
        department_acronyms=acronyms,
        decisions=decisions,
        not_names=lists.get("phrases", ()),
        countries=lists.get("countries", ()),
        places=places,
    )


def _organisation(where: str, entry: OrganisationEntry, file: OrganisationsFile) -> Organisation:
    kind, source = entry.kind or file.kind, entry.source or file.source
    if not kind or not source:
        raise RegistryError(f"{where}: neither the entry nor the file gives kind and source")
    return Organisation(
        id=entry.id,
        name=entry.name,
        kind=kind,
        name_en=entry.name_en,
        aliases=entry.aliases,
        parent=entry.parent,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        events=tuple(e.event() for e in entry.events),
        iso=entry.iso,
        source=source,
        note=entry.note,
        office_holder=entry.office_holder,
        ambiguous=entry.ambiguous,
        branches=entry.branches,
    )


def _provincial(body: ProvincialBody, province: Province, places: PlaceRegistry, source: str) -> Organisation:
    successor = places.successor(province)
    after: tuple[Event, ...] = ()
    if successor and successor.valid_from:
        # A province that becomes a city has a Thành ủy after its Tỉnh ủy: then the event names the place alone.
        same = not body.ranks or successor.rank in body.ranks
        into = f"{body.id}-{successor.id}" if same else None
        after = (Event("merged", successor.valid_from, into, note=f"{province.full_name} into {successor.full_name}"),)
    return Organisation(
        id=f"{body.id}-{province.id}",
        name=body_name(body.name, province),
        kind=body.kind,
        valid_from=province.valid_from,
        valid_to=province.valid_to,
        events=after,
        place=province.id,
        iso=province.iso,
        source=source,
    )


def _adopted(decision: Decision) -> Organisation:
    return Organisation(
        id=decision.id,
        name=decision.name,
        kind=decision.kind or "",
        parent=decision.parent,
        place=decision.place,
        source=f"adopted on {decision.decided_on}",
        note=decision.note,
    )


def body_name(pattern: str, province: Province) -> str:
    """A provincial body's name from its pattern: "Tỉnh ủy {place}" of Hà Nam, "Thành ủy {place}" of Thành phố Hồ Chí Minh."""
    if "{rank}" not in pattern and province.rank == "Thành phố":
        return pattern.format(place=province.full_name)  # there the rank is part of the name
    return pattern.format(rank=province.rank, place=province.name)


def _add(found: dict[str, Organisation], wheres: dict[str, str], where: str, organisation: Organisation) -> None:
    if organisation.id in found:
        raise RegistryError(f"{where}: the id stands already at {wheres[organisation.id]}")
    found[organisation.id] = organisation
    wheres[organisation.id] = where


def _check_references(
    organisations: Iterable[Organisation], found: dict[str, Organisation], wheres: dict[str, str]
) -> None:
    for organisation in organisations:
        where = wheres[organisation.id]
        for other in (organisation.parent, *(x for e in organisation.events for x in (e.into, e.of))):
            if other and other not in found:
                raise RegistryError(f"{where}: names unknown organisation {other!r}")
        for what, above in (("parents", _parent), ("successors", _heir)):
            seen, at = {organisation.id}, above(organisation)
            while at:
                if at in seen:
                    raise RegistryError(f"{where}: its {what} form a circle through {at!r}")
                seen.add(at)
                at = above(found[at])


def _parent(organisation: Organisation) -> str | None:
    return organisation.parent


def _heir(organisation: Organisation) -> str | None:
    return organisation.heir


def _names(organisations: Iterable[Organisation], wheres: dict[str, str]) -> dict[str, tuple[Organisation, ...]]:
    """Organisations by folded name and alias.

    A name may belong to several at one time only where each has another parent: then the text tells by the parent.
    """
    names: dict[str, list[Organisation]] = {}
    for organisation in organisations:
        for name in {key(n) for n in (organisation.name, *organisation.aliases)}:
            for other in names.setdefault(name, []):
                told_apart = organisation.parent and other.parent and organisation.parent != other.parent
                if not told_apart and _meet(organisation, other):
                    raise RegistryError(
                        f"{wheres[organisation.id]}: {name!r} also names {wheres[other.id]} at the same time,"
                        " and no two parents tell them apart"
                    )
            names[name].append(organisation)
    return {name: tuple(held) for name, held in names.items()}


def _meet(a: Organisation, b: Organisation) -> bool:
    start = max(a.valid_from or date.min, b.valid_from or date.min)
    return start <= min(a.valid_to or date.max, b.valid_to or date.max)
