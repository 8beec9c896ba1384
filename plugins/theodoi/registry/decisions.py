"""Editors' decisions on bodies that the registry did not hold: one line each in registry/organisations/decisions.tsv.

A decision names the id that the grammar made. `adopt` makes it an entry under that id, `merge` another name of a body of
the registry, `reject` no body at all. Decisions stay: an id that was ever shown leads on for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from theodoi.files import replacing
from theodoi.registry.reading import RegistryError, day
from theodoi.vocabularies import OrganisationDecision, values

FILE = "organisations/decisions.tsv"
COLUMNS = ("id", "decision", "into", "name", "kind", "parent", "place", "decided_on", "note")
DECISIONS = values(OrganisationDecision)
_HEAD = "# Editors' decisions on bodies that articles name and the registry did not hold; written by `theodoi decide-organisations`.\n"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `into` is the other body of a merge, `name` and `kind` are those of an adopted body."""

    id: str
    decision: str
    into: str | None
    name: str
    kind: str | None
    parent: str | None
    place: str | None
    decided_on: date
    note: str | None = None


def read_decisions(root: Path) -> dict[str, Decision]:
    """The decisions of a registry folder by id, in order; empty without the file. Raises RegistryError with the line."""
    path = root / FILE
    if not path.exists():
        return {}
    found: dict[str, Decision] = {}
    header = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{path.name}:{number}"
        if line.startswith("#") or not line.strip():
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if tuple(cells) != COLUMNS:
                raise RegistryError(f"{where}: the columns must be {', '.join(COLUMNS)}, apart by tabs")
            continue
        decision = parse_decision(where, dict(zip(COLUMNS, cells, strict=False)), len(cells))
        if decision.id in found:
            raise RegistryError(f"{where}: {decision.id} was decided before")
        found[decision.id] = decision
    return found


def parse_decision(where: str, cells: dict[str, str], count: int = len(COLUMNS)) -> Decision:
    """A decision from the cells of its line. Raises RegistryError."""
    if count != len(COLUMNS):
        raise RegistryError(f"{where}: {count} columns, expected {len(COLUMNS)}")
    given = {name: cells[name].strip() or None for name in COLUMNS}
    if not given["id"] or not given["name"]:
        raise RegistryError(f"{where}: id or name is missing")
    if given["decision"] not in DECISIONS:
        raise RegistryError(f"{where}: decision {given['decision']!r} is none of {', '.join(DECISIONS)}")
    if (given["decision"] == "merge") != bool(given["into"]):
        raise RegistryError(f"{where}: a merge, and only a merge, names the body `into` which it goes")
    if given["decision"] == "adopt" and not given["kind"]:
        raise RegistryError(f"{where}: an adopted body needs a kind")
    decided_on = day(where, given["decided_on"])
    if decided_on is None:
        raise RegistryError(f"{where}: decided_on is missing")
    return Decision(**{**given, "decided_on": decided_on})  # type: ignore[arg-type]  # the cells are checked above


def write_decisions(root: Path, decisions: dict[str, Decision]) -> None:
    """Write all decisions of a registry folder, in their order."""
    lines = ["\t".join(COLUMNS)]
    for decision in decisions.values():
        values = [getattr(decision, f.name) for f in fields(decision)]
        lines.append("\t".join("" if v is None else str(v) for v in values))
    with replacing(root / FILE) as stream:
        stream.write((_HEAD + "\n".join(lines) + "\n").encode())
