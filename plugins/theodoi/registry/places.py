"""The provinces of Việt Nam over time (63 until 30 June 2025, 34 since, with what each was formed from) and its districts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from pydantic import Field, Strict

from theodoi.registry.names import key, spellings
from theodoi.registry.reading import (
    Entry,
    FirstDay,
    Id,
    LastDay,
    RegistryError,
    Text,
    covers,
    day,
    distance,
    place_of,
    read_file,
    registry_dir,
)
from theodoi.vocabularies import DistrictRank, ProvinceRank, values


@dataclass(frozen=True, slots=True)
class Province:
    """One province or centrally run city in the time it had this name, rank and territory; both dates inclusive."""

    id: str
    name: str
    rank: str
    iso: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    formed_from: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.rank} {self.name}"

    def valid_on(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_to, on)


@dataclass(frozen=True, slots=True)
class District:
    """A district (quận, huyện, thị xã, thành phố) of a province; there have been none since 1 July 2025."""

    province: str
    rank: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_to, on)


class ProvinceEntry(Entry):
    """One province as registry/places.yaml has it."""

    id: Id
    name: Text
    rank: ProvinceRank
    iso: Annotated[str, Strict(), Field(pattern=r"^VN-[0-9A-Z]{2,3}$")]
    aliases: tuple[Text, ...] = ()
    valid_from: FirstDay | None = None
    valid_to: LastDay | None = None
    formed_from: tuple[Id, ...] = ()


class PlacesFile(Entry):
    """registry/places.yaml."""

    source: Text
    provinces: tuple[ProvinceEntry, ...]


@dataclass(frozen=True)
class PlaceRegistry:
    """All provinces, indexed by id and by folded name, and the districts, indexed by folded name without their rank."""

    all: tuple[Province, ...]
    by_id: dict[str, Province] = field(repr=False)
    by_name: dict[str, tuple[Province, ...]] = field(repr=False)
    districts: tuple[District, ...] = field(repr=False, default=())
    districts_by_name: dict[str, tuple[District, ...]] = field(repr=False, default_factory=dict)

    def on(self, day: date) -> tuple[Province, ...]:
        """The provinces that exist on a day."""
        return tuple(p for p in self.all if p.valid_on(day))

    def named(self, name: str, on: date | None = None) -> Province | None:
        """The province of that name or alias (without its rank) on a day, else the nearest in time; None when unknown.

        Without a day, the one that still exists.
        """
        named = self.by_name.get(key(name), ())
        return pick(named, on) if named else None

    def of_iso(self, iso: str, on: date | None = None) -> Province | None:
        """The province with that ISO 3166-2 code on a day, else the nearest in time; None when unknown."""
        coded = [p for p in self.all if p.iso == iso]
        return pick(coded, on) if coded else None

    def successor(self, province: Province) -> Province | None:
        """The province that took this one in, or None while it stands."""
        return next((p for p in self.all if province.id in p.formed_from), None)


class Dated(Protocol):
    """What has a first and a last day."""

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


_Valid = TypeVar("_Valid", bound=Dated)


def pick(candidates: Collection[_Valid], on: date | None) -> _Valid:
    """Of one or more entries with one name, the one valid on the day, else the nearest in time; without a day the latest."""
    if on is None:
        return max(candidates, key=lambda c: (c.valid_to or date.max, c.valid_from or date.min))
    return min(candidates, key=lambda c: distance(c.valid_from, c.valid_to, on))


def load_places(directory: Path | None = None) -> PlaceRegistry:
    """The provinces of `registry/places.yaml`. Raises RegistryError that names the entry."""
    return _load(registry_dir(directory))


@lru_cache(maxsize=4)
def _load(root: Path) -> PlaceRegistry:
    path = root / "places.yaml"
    found: dict[str, Province] = {}
    file, data = read_file(path, PlacesFile)
    for number, entry in enumerate(file.provinces):
        where = place_of(path.name, "province", number + 1, data["provinces"][number])
        if entry.id in found:
            raise RegistryError(f"{where}: the id stands twice")
        found[entry.id] = Province(
            id=entry.id,
            name=entry.name,
            rank=entry.rank,
            iso=entry.iso,
            aliases=entry.aliases,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            formed_from=entry.formed_from,
        )
    names: dict[str, list[Province]] = {}
    for province in found.values():
        for old in province.formed_from:
            if old not in found:
                raise RegistryError(f"{path.name}: province {province.id}: formed_from names unknown {old!r}")
        for name in {s for n in (province.name, *province.aliases) for s in spellings(n)}:
            names.setdefault(name, []).append(province)
    districts = _districts(root / "districts.tsv", found)
    by_name: dict[str, list[District]] = {}
    for district in districts:
        for name in {s for n in (district.name, *district.aliases) for s in spellings(n)}:
            by_name.setdefault(name, []).append(district)
    return PlaceRegistry(
        tuple(found.values()),
        found,
        {n: tuple(ps) for n, ps in names.items()},
        districts,
        {n: tuple(ds) for n, ds in by_name.items()},
    )


_DISTRICT_RANKS = values(DistrictRank)
_DISTRICT_COLUMNS = ("province", "rank", "name", "valid_from", "valid_to", "aliases")


def _districts(path: Path, provinces: dict[str, Province]) -> tuple[District, ...]:
    """The rows of districts.tsv: province, rank, name, first and last day (empty: open), other names apart by |."""
    found: dict[tuple[str, str, str], District] = {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    skipped = len(path.read_text(encoding="utf-8").splitlines()) - len(lines)
    if not lines or tuple(lines[0].split("\t")) != _DISTRICT_COLUMNS:
        raise RegistryError(f"{path.name}: the first line must be {', '.join(_DISTRICT_COLUMNS)}, apart by tabs")
    for number, line in enumerate(lines[1:], start=skipped + 2):
        where = f"{path.name}:{number}"
        cells = line.split("\t")
        if len(cells) != len(_DISTRICT_COLUMNS):
            raise RegistryError(f"{where}: {len(cells)} columns, expected {len(_DISTRICT_COLUMNS)}")
        province, rank, name, first, last, aliases = cells
        if province not in provinces:
            raise RegistryError(f"{where}: unknown province {province!r}")
        if rank not in _DISTRICT_RANKS:
            raise RegistryError(f"{where}: rank {rank!r} is none of {', '.join(_DISTRICT_RANKS)}")
        if not name.strip():
            raise RegistryError(f"{where}: no name")
        if (province, rank, name) in found:
            raise RegistryError(f"{where}: {rank} {name} of {province} stands twice")
        found[province, rank, name] = District(
            province=province,
            rank=rank,
            name=name,
            aliases=tuple(a for a in aliases.split("|") if a),
            valid_from=day(where, first or None),
            valid_to=day(where, last or None, last=True),
        )
    return tuple(found.values())
