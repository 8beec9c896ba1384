"""The map of tiles as SVG: a cell for each province, the archipelagos and the sea with their names, no foreign tiles."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from theodoi.registry.tiles import Tile, tiles

_CELL, _GAP = 74, 4  # pixels of the drawing
_LEVELS = 5


def tile_map(values: Mapping[str, int], vintage: int, words: str) -> Markup:
    """A map of one division (63 or 34 provinces) with a value in each cell; `words` say what the values are.

    A province without a value is an empty cell, which is not zero. Colours come from the page's variables.
    """
    cells = [tile for tile in tiles() if tile.vintage == vintage]
    most = max(values.values(), default=0)
    width, height = (max(getattr(tile, side) for tile in cells) * _CELL for side in ("column", "row"))
    drawn = Markup("").join(
        _cell(tile, values.get(tile.area or "") if tile.kind == "province" else None, most) for tile in cells
    )
    return Markup(
        '<svg class="tiles" role="img" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg"><title>{}</title>{}</svg>'
    ).format(width, height, f"{words} ({vintage} tỉnh, thành phố)", drawn)


def _cell(tile: Tile, value: int | None, most: int) -> Markup:
    left, top = (tile.column - 1) * _CELL, (tile.row - 1) * _CELL
    level = 0 if not value else 1 + (value * _LEVELS - 1) // most
    lines = _lines(tile.name) + ([f"{value:,}".replace(",", ".")] if value is not None else [])
    first = top + _CELL / 2 - (len(lines) - 1) * 7
    words = Markup("").join(
        Markup('<text x="{}" y="{:.0f}">{}</text>').format(left + _CELL / 2, first + 14 * number, line)
        for number, line in enumerate(lines)
    )
    return Markup('<g class="{} l{}"><rect x="{}" y="{}" width="{}" height="{}" rx="5"/>{}</g>').format(
        escape(tile.kind), level, left, top, _CELL - _GAP, _CELL - _GAP, words
    )


def _lines(name: str) -> list[str]:
    """A name in lines of at most eleven characters, parted at blanks."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < 11:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
