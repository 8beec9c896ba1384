"""Planning an import: which files, and which parts of large ones, are read together as one unit of work."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from theodoi.contracts import CAPTURES, key_of
from theodoi.lake import Lake
from theodoi.scrape.imports.files import ARCHIVE, File, list_files, name_of, open_file
from theodoi.warc import Archive

UNIT_BYTES = 128 << 20
_FILES = 500  # in one unit
_MOST_UNITS = 500  # Airflow maps a task over 1,024 at most; neighbours that do not fit together may double it

REPLAY = "replay"


class Piece(BaseModel):
    """A file, or the part of an archive in which records begin at `begin` or later and before `end`."""

    model_config = ConfigDict(frozen=True)

    place: str
    kind: str  # as in files.File
    size: int  # of the whole file
    changed_at: int  # seconds since 1970
    begin: int
    end: int
    within: str = ""  # as in files.File


class Plan(BaseModel):
    """What an import reads. The id names files, sizes and times: the same files again are the same plan."""

    model_config = ConfigDict(frozen=True)

    id: str
    source_id: str  # of files without a URL
    units: tuple[tuple[Piece, ...], ...]

    def unit_id(self, number: int) -> str:
        """Units are numbered from 1; their segments bear this name."""
        return f"{self.id}-{number:04d}"


@dataclass(frozen=True, slots=True)
class UnitName:
    """One unit for who hands it out: its id, and what it reads in words."""

    id: str
    shows: str


def plan_import(
    lake: Lake,
    batch_id: str,
    source_id: str,
    places: Iterable[str],
    *,
    refresh: bool = False,
    unit_bytes: int = UNIT_BYTES,
) -> list[UnitName]:
    """List the files and cut them into units of about `unit_bytes`; writes the plan to the lake, returns the units' names.

    There is one unit at least. A batch that is committed is replayed, which takes one unit that reads nothing, unless
    `refresh` asks to read again. Raises OSError when a store does not answer.
    """
    committed = lake.manifest(CAPTURES.name, batch_id)
    if committed is not None and not refresh:
        return [UnitName(REPLAY, "nothing: the batch is replayed")]
    files = list(list_files(places))
    total = sum(f.size for f in files)
    unit_bytes = max(unit_bytes, -(-total // _MOST_UNITS))
    # Names of segments sort in the order in which they came: those of a refresh behind those of the import before.
    turn = 1 + max((int(name[4:7]) for name in (committed.files if committed else ())), default=0)
    plan_id = f"{turn:03d}-{key_of(source_id, unit_bytes, *files)[:8]}"
    # Planned before by a run that was killed or works now: the places of the cuts need not be searched again.
    plan = read_plan(lake, batch_id, plan_id)
    if plan is None:
        plan = Plan(
            id=plan_id,
            source_id=source_id,
            units=_units(
                [p for f in files for p in _pieces(f, unit_bytes)],
                unit_bytes,
                max(_FILES, -(-len(files) // _MOST_UNITS)),
            ),
        )
        lake.write_bytes(_plan_path(batch_id, plan_id), plan.model_dump_json(indent=1).encode())
    return [UnitName(plan.unit_id(n), _words(unit)) for n, unit in enumerate(plan.units, 1)]


def read_plan(lake: Lake, batch_id: str, plan_id: str) -> Plan | None:
    """The plan, or None when there is none of that id."""
    path = _plan_path(batch_id, plan_id)
    return Plan.model_validate_json(lake.read_bytes(path)) if lake.exists(path) else None


def unread(lake: Lake, batch_id: str, places: Iterable[str]) -> list[str]:
    """The files among `places` that a committed batch does not hold as they are now; a replay would not read them.

    Empty when the batch is not committed or its plans are gone. Raises OSError when a store does not answer.
    """
    if lake.manifest(CAPTURES.name, batch_id) is None:
        return []
    stored = [f.path for f in lake.files(_plans(batch_id)) if f.path.endswith("/plan.json")]
    plans = [Plan.model_validate_json(lake.read_bytes(path)) for path in stored]
    if not plans:
        return []
    known = {(p.place, p.size, p.changed_at) for plan in plans for unit in plan.units for p in unit}
    return [f.place for f in list_files(places) if (f.place, f.size, f.changed_at) not in known]


def unit_path(batch_id: str, unit_id: str, suffix: str) -> str:
    """Where a unit's report (`json`) and its ledger (`jsonl.gz`) lie in the lake."""
    plan_id, _, number = unit_id.rpartition("-")
    return f"{_plans(batch_id)}/{plan_id}/unit-{number}.{suffix}"


def _plans(batch_id: str) -> str:
    return f"imports/batch={batch_id}"


def _plan_path(batch_id: str, plan_id: str) -> str:
    return f"{_plans(batch_id)}/{plan_id}/plan.json"


def _pieces(file: File, unit_bytes: int) -> list[Piece]:
    cuts: list[int] = []
    if file.kind == ARCHIVE and file.size > unit_bytes:
        try:
            with open_file(file.place, file.within) as stream:
                cuts = Archive(stream).cuts(unit_bytes)
        except (FileNotFoundError, PermissionError):
            pass  # the unit says so
    edges = [0, *cuts, file.size]
    return [
        Piece(
            place=file.place,
            kind=file.kind,
            size=file.size,
            changed_at=file.changed_at,
            begin=begin,
            end=end,
            within=file.within,
        )
        for begin, end in itertools.pairwise(edges)
    ]


def _units(pieces: Sequence[Piece], unit_bytes: int, most: int) -> tuple[tuple[Piece, ...], ...]:
    """Neighbours together as far as they fit."""
    units: list[list[Piece]] = [[]]
    for piece in pieces:
        full = sum(p.end - p.begin for p in units[-1]) + piece.end - piece.begin > unit_bytes
        if units[-1] and (full or len(units[-1]) >= most):
            units.append([])
        units[-1].append(piece)
    return tuple(map(tuple, units))


def _words(unit: Sequence[Piece], most: int = 60) -> str:
    if not unit:
        return "no file"
    name = name_of(unit[0].place)
    name = name if len(name) <= most else f"{name[: most - 1]}…"
    first = unit[0]
    if (first.begin, first.end) != (0, first.size):
        name += f" {first.begin / 1e6:.1f}–{first.end / 1e6:.1f} of {first.size / 1e6:.1f} MB"
    return name if len(unit) == 1 else f"{name} and {len(unit) - 1} more"
