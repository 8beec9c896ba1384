"""The map of tiles: a cell for each province near its place, from registry/tiles.yaml, in two divisions of the country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import PositiveInt

from theodoi.registry.places import load_places
from theodoi.registry.reading import Entry, FirstDay, Id, LastDay, RegistryError, Text, read_file, registry_dir
from theodoi.vocabularies import TileKind


class TileEntry(Entry):
    """The cell of a province."""

    id: Id
    column: PositiveInt
    row: PositiveInt


class LabelEntry(Entry):
    """A named cell that is no province: an archipelago with the province that it belongs to, or the sea."""

    name: Text
    column: PositiveInt
    row: PositiveInt
    kind: Literal[TileKind.ARCHIPELAGO, TileKind.SEA]
    area: Id | None = None


class MapEntry(Entry):
    """One division of the country, by its number of provinces."""

    vintage: PositiveInt
    since: FirstDay | None = None
    until: LastDay | None = None
    provinces: tuple[TileEntry, ...]
    labels: tuple[LabelEntry, ...]


class TilesFile(Entry):
    """registry/tiles.yaml."""

    maps: tuple[MapEntry, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One cell of a map: `area` is a province's id, that of the province that an archipelago belongs to, or None for the sea."""

    vintage: int
    area: str | None
    name: str
    kind: str
    column: int
    row: int


def tiles(root: Path | None = None) -> tuple[Tile, ...]:
    """All cells of all maps. Raises RegistryError when a map lacks a province, or two cells lie in one place."""
    path = registry_dir(root) / "tiles.yaml"
    file, _ = read_file(path, TilesFile)
    return tuple(tile for each in file.maps for tile in _of(path, each))


def _of(path: Path, each: MapEntry) -> tuple[Tile, ...]:
    places = load_places()
    day = each.since or each.until or date.today()
    wanted, given = {p.id for p in places.on(day)}, {tile.id for tile in each.provinces}
    if wanted != given:
        raise RegistryError(f"{path}: map {each.vintage}: lacks or adds {', '.join(sorted(wanted ^ given))}")
    found = (
        *(
            Tile(each.vintage, t.id, places.by_id[t.id].name, TileKind.PROVINCE.value, t.column, t.row)
            for t in each.provinces
        ),
        *(Tile(each.vintage, t.area, t.name, t.kind, t.column, t.row) for t in each.labels),
    )
    doubled = [place for place, number in Counter((t.column, t.row) for t in found).items() if number > 1]
    if doubled:
        raise RegistryError(f"{path}: map {each.vintage}: two cells lie at column and row {doubled[0]}")
    return found
