"""The map of tiles: every province of its time in one cell, the archipelagos and the sea on every map, labelled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from theodoi.registry.places import load_places
from theodoi.registry.reading import RegistryError, registry_dir
from theodoi.registry.tiles import tiles
from theodoi.report.tiles import tile_map

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("vintage", "day"), [(63, date(2025, 6, 30)), (34, date(2025, 7, 1))])
def test_every_province_of_the_time_has_a_cell_and_the_islands_are_there(vintage: int, day: date) -> None:
    cells = [tile for tile in tiles() if tile.vintage == vintage]
    assert {t.area for t in cells if t.kind == "province"} == {p.id for p in load_places().on(day)}
    names = {t.name for t in cells if t.kind != "province"}
    assert names == {"quần đảo Hoàng Sa (Đà Nẵng)", "quần đảo Trường Sa (Khánh Hòa)", "Biển Đông"}
    provinces = {t.area: t for t in cells if t.kind == "province"}
    for island in (t for t in cells if t.kind == "archipelago"):
        assert island.column > provinces[island.area].column  # east of the coast


@pytest.mark.parametrize("vintage", [63, 34])
def test_the_drawing_names_the_islands_and_shows_no_zero_for_what_is_unknown(vintage: int) -> None:
    drawing = etree.fromstring(str(tile_map({"ha-noi": 1234, "hue": 0}, vintage, "Bài báo")))
    groups = {" ".join(t.text for t in g.iter(f"{SVG}text")): g.get("class") for g in drawing.iter(f"{SVG}g")}
    assert groups["Hà Nội 1.234"] == "province l5"
    assert groups["Huế 0"] == "province l0"
    assert groups["Lai Châu"] == "province l0"
    assert {"quần đảo Hoàng Sa (Đà Nẵng)", "quần đảo Trường Sa (Khánh Hòa)", "Biển Đông"} <= groups.keys()
    assert "http" not in str(tile_map({}, vintage, "")).replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{id: ha-noi, column: 4, row: 4}", "{id: ha-noi, column: 3, row: 4}", "two cells"),
        ("      - {id: ca-mau, column: 1, row: 23}\n", "", "ca-mau"),
    ],
)
def test_a_map_that_lacks_a_province_or_hides_one_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    written = (registry_dir() / "tiles.yaml").read_text(encoding="utf-8")
    assert old in written
    (tmp_path / "tiles.yaml").write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegistryError, match=fault):
        tiles(tmp_path)
