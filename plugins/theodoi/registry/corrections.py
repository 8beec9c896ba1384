"""Editors' corrections from registry/corrections/*.yaml: a finding rejected or set right, identities merged or split.

A finding is named by its content: article, text, words, and what it said when the editor read it. No id of the warehouse is
in it that a reprocess could change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, JsonValue, StrictInt, model_validator

from theodoi.columns import Column, key_of
from theodoi.kinds import KINDS, Kind
from theodoi.registry.indicators import load_indicators
from theodoi.registry.organisations import load_organisations
from theodoi.registry.places import load_places
from theodoi.registry.reading import Entry, FirstDay, Flag, Id, RegistryError, Text, place_of, read_file, registry_dir
from theodoi.registry.systems import load_systems
from theodoi.vocabularies import CorrectionAction, values

FOLDER = "corrections"
DOCUMENT, ORGANISATION, STORY = "document", "organisation", "story"
_KINDS: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
_Key = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class DocumentEntry(Entry):
    """What a document is told by: number (or type and name, as bi has them in `name`), issuer, year."""

    name: Text
    issuer: Text | None = None
    year: StrictInt | None = None
    draft: Flag = False


class FindingEntry(Entry):
    """Which finding is meant. `says` is what it told; where rules read something else by now, nothing is corrected."""

    kind: Text
    article: _Key
    text: _Key
    start: Annotated[StrictInt, Field(ge=0)]
    quote: Text
    says: Text


def _plain(given: object) -> object:
    """Values as JSON has them: YAML makes a date of 2026-12-01."""
    if not isinstance(given, dict):
        return given
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


class CorrectionEntry(Entry):
    """One correction: what is done, to what, why, by whom, when."""

    action: CorrectionAction
    finding: FindingEntry | None = None
    values: Annotated[dict[str, JsonValue], BeforeValidator(_plain), Field(default_factory=dict)]
    document: DocumentEntry | None = None
    into_document: DocumentEntry | None = None
    organisation: Text | None = None
    into_organisation: Id | None = None
    article: _Key | None = None
    with_article: _Key | None = None
    reason: Text
    author: Text
    decided_on: FirstDay

    @model_validator(mode="after")
    def _has_its_fields(self) -> Self:
        given = {name for name in _SHAPES_OF_ALL if getattr(self, name) not in (None, {})}
        allowed = _SHAPES[self.action]
        if given not in allowed:
            told = " or ".join(" and ".join(sorted(shape)) for shape in allowed)
            raise ValueError(f"{self.action} has {told}, found {', '.join(sorted(given)) or 'none of them'}")
        return self


_SHAPES: Mapping[str, tuple[set[str], ...]] = {
    "reject": ({"finding"},),
    "set": ({"finding", "values"},),
    "merge": ({"document", "into_document"}, {"organisation", "into_organisation"}, {"article", "with_article"}),
    "split": ({"article"},),
}
_SHAPES_OF_ALL = set().union(*(shape for shapes in _SHAPES.values() for shape in shapes))


class CorrectionsFile(Entry):
    """registry/corrections/<name>.yaml: a list of corrections."""

    corrections: tuple[CorrectionEntry, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction. `corrects` is a kind of finding, or document, organisation or story; `place` names file and line.

    `old` and `new` are the identities of a merge; a split has `old` alone.
    """

    id: str
    action: str
    corrects: str
    reason: str
    author: str
    decided_on: date
    place: str
    article_id: str | None = None
    text_digest: str | None = None
    start: int | None = None
    quote: str | None = None
    says: str | None = None
    values: Mapping[str, object] | None = None
    old: Mapping[str, object] | None = None
    new: Mapping[str, object] | None = None


def load_corrections(root: Path | None = None) -> tuple[Correction, ...]:
    """All corrections, by file and in the order of each. Raises RegistryError with file, line and what is wrong."""
    folder = registry_dir(root)
    found: dict[str, Correction] = {}
    known = _Known(folder)
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        file, raw = read_file(path, CorrectionsFile)
        for number, entry in enumerate(file.corrections, start=1):
            place = place_of(f"{FOLDER}/{path.name}", "correction", number, raw["corrections"][number - 1])
            made = _correction(entry, place, known)
            if earlier := found.get(made.id):
                raise RegistryError(f"{place}: the same was corrected before, at {earlier.place}")
            found[made.id] = made
    _refuse_chains(found)
    return tuple(found.values())


def entry_as_fields(entry: CorrectionEntry) -> dict[str, Any]:
    """An entry as the fields that its file has: what is empty is left out."""
    fields = entry.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in fields.items() if value is not None}


def document_id(name: str, issuer: str | None, year: int | None, draft: bool = False) -> str:
    """The id that sql/resolve/decrees.sql makes of a document's identity."""
    parts = [name, issuer or "", *([str(year)] if year is not None else []), *(["draft"] if draft else [])]
    return hashlib.md5(chr(31).join(parts).encode(), usedforsecurity=False).hexdigest()


def _correction(entry: CorrectionEntry, place: str, known: _Known) -> Correction:
    common: dict[str, Any] = {
        "action": str(entry.action),
        "reason": entry.reason,
        "author": entry.author,
        "decided_on": entry.decided_on,
        "place": place,
    }
    if entry.finding is not None:
        named = entry.finding
        if named.kind not in _KINDS:
            raise RegistryError(f"{place}: {named.kind!r} is no kind of finding; the kinds are {', '.join(_KINDS)}")
        given = {name: known.checked(_KINDS[named.kind], name, value, place) for name, value in entry.values.items()}
        return Correction(
            key_of("finding", named.kind, named.article, named.start, named.quote, named.says),
            corrects=named.kind, article_id=named.article, text_digest=named.text, start=named.start,
            quote=named.quote, says=named.says, values=given or None, **common,
        )  # fmt: skip
    if entry.document is not None and entry.into_document is not None:
        old, new = (_document(one) for one in (entry.document, entry.into_document))
        if old["id"] == new["id"]:
            raise RegistryError(f"{place}: the document is merged into itself")
        return Correction(key_of(DOCUMENT, old["id"]), corrects=DOCUMENT, old=old, new=new, **common)
    if entry.organisation is not None and entry.into_organisation is not None:
        known.checked_id("organisation_id", entry.into_organisation, place)
        if entry.organisation == entry.into_organisation:
            raise RegistryError(f"{place}: the organisation is merged into itself")
        return Correction(
            key_of(ORGANISATION, entry.organisation), corrects=ORGANISATION,
            old={"id": entry.organisation}, new={"id": entry.into_organisation}, **common,
        )  # fmt: skip
    if entry.article == entry.with_article:
        raise RegistryError(f"{place}: an article is one story with itself anyway")
    one, other = entry.article or "", entry.with_article
    return Correction(
        key_of(STORY, entry.action, *sorted(filter(None, (one, other)))), corrects=STORY, article_id=one,
        old={"id": one}, new={"id": other} if other else None, **common,
    )  # fmt: skip


def _document(entry: DocumentEntry) -> dict[str, object]:
    made = document_id(entry.name, entry.issuer, entry.year, entry.draft)
    return {"id": made, "name": entry.name, "issuer": entry.issuer, "year": entry.year, "draft": entry.draft}


def _refuse_chains(found: Mapping[str, Correction]) -> None:
    """Raise RegistryError where something is merged into what is merged itself."""
    for what in (DOCUMENT, ORGANISATION):
        merged = {str(c.old["id"]): c for c in found.values() if c.corrects == what and c.old}
        for c in merged.values():
            if c.new and (onward := merged.get(str(c.new["id"]))):
                raise RegistryError(f"{c.place}: goes into what is merged itself, at {onward.place}: name the last one")


class _Known:
    """What values may name: ids of the registry, read when first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def checked(self, kind: Kind, name: str, value: JsonValue, place: str) -> object:
        """The value of a column as JSON of the warehouse. Raises RegistryError."""
        pointers = {column for column, _ in kind.refers}
        columns = {c.name: c for c in kind.own if c.name not in pointers}
        if name not in columns:
            raise RegistryError(f"{place}: {kind.name} has no {name!r} to set; there are {', '.join(columns)}")
        column = columns[name]
        if value is None:
            if column.required:
                raise RegistryError(f"{place}: {name} cannot be empty")
            return None
        if fault := _fault(column, value):
            raise RegistryError(f"{place}: {name} is {value!r}: {fault}")
        self.checked_id(name, value, place)
        return value

    def checked_id(self, name: str, value: JsonValue, place: str) -> None:
        """Raise RegistryError for an id that the registry does not hold."""
        ids: Mapping[str, object] | None = None
        if name == "organisation_id" or name.endswith(("_organisation_id", "compiler_id")):
            ids = load_organisations(self._root).by_id
        elif name == "indicator_id":
            ids = load_indicators(self._root).by_id
        elif name == "system_id":
            ids = load_systems(self._root).by_id
        elif name == "area" and value != "vn":
            ids = load_places(self._root).by_id
        if ids is not None and value not in ids:
            raise RegistryError(f"{place}: {name}: the registry has no {value!r}")


def _fault(column: Column, value: JsonValue) -> str | None:
    """What is wrong with a value that is not empty; None when it fits its column."""
    if column.vocabulary is not None and value not in values(column.vocabulary):
        return f"it is none of {', '.join(values(column.vocabulary))}"
    match column.type:
        case "text":
            fits = isinstance(value, str) and bool(value.strip())
        case "integer":
            fits = isinstance(value, int) and not isinstance(value, bool)
        case "numeric":
            fits = not isinstance(value, bool) and isinstance(value, int | float | str) and _is_number(str(value))
        case "boolean":
            fits = isinstance(value, bool)
        case "date":
            fits = isinstance(value, str) and _is_day(value)
        case _:
            fits = isinstance(value, list | dict)
    return None if fits else f"it is no {column.type}"


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def as_json(value: Mapping[str, object] | None) -> str | None:
    """A mapping as JSON for the warehouse; None stays."""
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
