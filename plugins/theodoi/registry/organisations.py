"""The organisations of the registry as typed, indexed, time-aware entries, validated on load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from theodoi.registry.decisions import Decision, read_decisions
from theodoi.registry.names import key
from theodoi.registry.places import PlaceRegistry, Province, load_places, pick
from theodoi.registry.reading import (
    RegistryError,
    check_fields,
    covers,
    day,
    place_of,
    read_mapping,
    registry_dir,
    strings,
)

EVENT_TYPES = (
    "founded",
    "merged",
    "absorbed",
    "renamed",
    "split",
    "moved",
    "function_moved",
    "reorganised",
    "dissolved",
)
_FIELDS = (
    "id", "name", "name_en", "aliases", "kind", "parent", "valid_from", "valid_to", "events",
    "iso", "source", "note", "office_holder", "optional", "branches",
)  # fmt: skip
_EVENT_FIELDS = ("type", "date", "into", "of", "by", "note")


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
    local offices bear the same name; `optional` that the name is a brand or stands for something else in most texts.
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
    optional: bool = False
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
        return pick(self.by_name.get(key(name), ()), on)

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
        data = check_fields(path.name, read_mapping(path), _TOP, ())
        for number, raw in enumerate(data.get("entries") or (), start=1):
            where = place_of(path.name, "entry", number, raw)
            _add(found, wheres, where, _entry(where, raw, data))
        bodies = tuple(_pattern(path.name, n, raw) for n, raw in enumerate(data.get("patterns") or (), start=1))
        for body, province in ((b, p) for b in bodies for p in places.all):
            if not body.ranks or province.rank in body.ranks:
                made = _provincial(body, province, places, str(data.get("source", "")))
                _add(found, wheres, f"{path.name}: entry {made.id}", made)
        patterns += bodies
        for name in ("departments", "phrases", "countries"):
            if name in data:
                lists[name] = strings(f"{path.name}: {name}", data[name])
        acronyms.update(data.get("department_acronyms") or {})
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


_TOP = ("kind", "source", "entries", "patterns", "departments", "department_acronyms", "phrases", "countries")


def _entry(where: str, raw: object, defaults: dict) -> Organisation:
    entry = check_fields(where, raw, _FIELDS, ("id", "name"))
    kind, source = entry.get("kind", defaults.get("kind")), entry.get("source", defaults.get("source"))
    if not kind or not source:
        raise RegistryError(f"{where}: neither the entry nor the file gives kind and source")
    start, end = day(where, entry.get("valid_from")), day(where, entry.get("valid_to"), last=True)
    if start and end and start > end:
        raise RegistryError(f"{where}: valid_from {start} lies after valid_to {end}")
    return Organisation(
        id=entry["id"],
        name=entry["name"],
        kind=kind,
        name_en=entry.get("name_en"),
        aliases=strings(where, entry.get("aliases", [])),
        parent=entry.get("parent"),
        valid_from=start,
        valid_to=end,
        events=tuple(read_event(where, e) for e in entry.get("events", [])),
        iso=entry.get("iso"),
        source=source,
        note=entry.get("note"),
        office_holder=bool(entry.get("office_holder")),
        optional=bool(entry.get("optional")),
        branches=bool(entry.get("branches")),
    )


def read_event(where: str, raw: object, dated: bool = True) -> Event:
    """An event of an entry; `dated`: it must have a date. Raises RegistryError."""
    event = check_fields(f"{where}: event", raw, _EVENT_FIELDS, ("type",))
    if event["type"] not in EVENT_TYPES:
        raise RegistryError(f"{where}: event type {event['type']!r} is none of {', '.join(EVENT_TYPES)}")
    happened = day(where, event.get("date"))
    if happened is None and dated:
        raise RegistryError(f"{where}: event {event['type']} has no date")
    return Event(event["type"], happened, event.get("into"), event.get("of"), event.get("by"), event.get("note"))


def _pattern(file: str, number: int, raw: object) -> ProvincialBody:
    where = place_of(file, "pattern", number, raw)
    entry = check_fields(where, raw, ("id", "name", "heads", "kind", "ranks"), ("id", "name", "heads", "kind"))
    return ProvincialBody(
        entry["id"],
        entry["name"],
        strings(where, entry["heads"]),
        entry["kind"],
        strings(where, entry.get("ranks", [])),
    )


def _provincial(body: ProvincialBody, province: Province, places: PlaceRegistry, source: str) -> Organisation:
    successor, after = places.successor(province), ()
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
