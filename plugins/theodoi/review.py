"""Review of bodies that articles name and the registry does not hold: a file for an editor, and the decisions in it.

The file is a table apart by tabs that any spreadsheet opens. The editor fills `decision` (adopt, merge, reject) and, for a
merge, `into`; lines without a decision stay for the next time.
"""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, text

from theodoi.files import replacing
from theodoi.load.registry import load_registry
from theodoi.registry.decisions import Decision, parse_decision, write_decisions
from theodoi.registry.names import key
from theodoi.registry.organisations import OrganisationRegistry, load_organisations, reload_organisations
from theodoi.registry.reading import RegistryError

COLUMNS = (
    "id", "decision", "into", "name", "kind", "parent", "place", "note",
    "articles", "sources", "first_seen", "last_seen", "example", "address", "alike",
)  # fmt: skip
_ALIKE = 0.86  # share of letters in common from which a registered name is suggested


@dataclass(frozen=True, slots=True)
class Decided:
    """What a review file decided: the new decisions, and its faults, one sentence each."""

    decisions: tuple[Decision, ...]
    faults: tuple[str, ...]


def write_review(engine: Engine, path: Path) -> int:
    """Write the review file of a warehouse, most named first; returns its lines. A registered name that is alike is suggested."""
    registry = load_organisations()
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT organisation_id, name, kind, parent_id, province, articles, sources, first_seen_on, last_seen_on, "
                "example_quote, example_url FROM bi.organisation_review ORDER BY articles DESC, mentions DESC, organisation_id"
            )
        ).all()
    with replacing(path) as stream, io.TextIOWrapper(stream, encoding="utf-8", newline="") as file:
        table = csv.writer(file, dialect=_Tabs)
        table.writerow(COLUMNS)
        for row in rows:
            table.writerow([row[0], "", "", *row[1:5], "", *row[5:], _alike(row[1], registry)])
    return len(rows)


def read_review(path: Path, registry: OrganisationRegistry, today: date) -> Decided:
    """The decisions of a review file, those that stand already left out. Good lines count; each bad one is a fault."""
    decisions: dict[str, Decision] = {}
    faults = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, dialect=_Tabs)
        missing = sorted({"id", "decision", "into", "name", "kind"} - set(table.fieldnames or ()))
        if missing:
            return Decided((), (f"{path.name}:1: column {missing[0]!r} is missing",))
        for row in table:
            if not (row["decision"] or "").strip():
                continue
            where = f"{path.name}:{table.line_num}"
            cells = {name: row.get(name) or "" for name in Decision.__dataclass_fields__}
            cells |= {"decided_on": today.isoformat(), "decision": cells["decision"].strip().lower()}
            try:
                decision = parse_decision(where, cells)
                if fault := _fault(decision, registry, decisions):
                    raise RegistryError(f"{where}: {fault}")
            except RegistryError as error:
                faults.append(str(error))
            else:
                decisions[decision.id] = decision
    return Decided(tuple(decisions.values()), tuple(faults))


def _fault(decision: Decision, registry: OrganisationRegistry, made: dict[str, Decision]) -> str | None:
    """Why a decision cannot stand beside the registry and the others; None when it can."""
    adopted = {d.id for d in made.values() if d.decision == "adopt"}
    if decision.id in registry.decisions or decision.id in made:
        return f"{decision.id} was decided before"
    if decision.id in registry.by_id:
        return f"{decision.id} stands in the registry: nothing is left to decide"
    if decision.into and decision.into not in registry.by_id and decision.into not in adopted:
        return f"goes into unknown organisation {decision.into!r}"
    if decision.parent and decision.parent not in registry.by_id and decision.parent not in adopted:
        return f"names unknown parent {decision.parent!r}"
    if decision.decision == "adopt":
        for other in registry.by_name.get(key(decision.name), ()):
            if not (decision.parent and other.parent and other.parent != decision.parent):
                return f"{decision.name!r} also names {other.id}: merge it, or give it another name or parent"
    return None


def decide(decisions: tuple[Decision, ...], root: Path, engine: Engine) -> None:
    """Keep decisions in the registry at `root` and carry them out in a warehouse. Raises RegistryError; then nothing changed."""
    standing = load_organisations(root).decisions
    write_decisions(root, {**standing, **{d.id: d for d in decisions}})
    try:
        reload_organisations(root)
    except RegistryError:
        write_decisions(root, standing)
        reload_organisations(root)
        raise
    with engine.begin() as connection:
        load_registry(connection, root)


def _alike(name: str, registry: OrganisationRegistry) -> str:
    """Ids of registered bodies whose name is almost this one, at most three."""
    close = difflib.get_close_matches(key(name), registry.by_name, n=3, cutoff=_ALIKE)
    return " ".join(dict.fromkeys(registry.by_name[c][0].id for c in close))


class _Tabs(csv.excel_tab):
    lineterminator = "\n"
