"""Known documents (registry/known_documents.tsv) and the names that everyone calls some of them by (registry/nicknames.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictInt

from theodoi.registry.document_types import document_types
from theodoi.registry.names import key
from theodoi.registry.reading import Entry, RegistryError, Text, place_of, read_file, registry_dir
from theodoi.vocabularies import DocumentOrigin, values

_COLUMNS = ["number", "doc_type", "title", "issued_on", "effective_on", "repealed_on", "issuer", "origin", "source"]
_MAY_BE_EMPTY = frozenset(("effective_on", "repealed_on", "source"))
_ORIGINS = values(DocumentOrigin)
_LAWS = ("luật", "bộ luật", "pháp lệnh")
_YEAR = re.compile(r"[/-]((?:19|20)\d\d)/")


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """One document; `title` is its subject, of a law its name without the type.

    A law is passed on `issued_on`, has effect from `effective_on` and none any more from `repealed_on`: None where no
    source proves the day. `source` is where the line, or its days, are proven.
    """

    number: str
    doc_type: str
    title: str
    issued_on: date
    issuer: str
    origin: str
    effective_on: date | None = None
    repealed_on: date | None = None
    source: str | None = None


class NicknameEntry(Entry):
    """A name that everyone calls a document by."""

    name: Text
    number: Text
    year: Annotated[StrictInt, Field(ge=1945, le=2100)]


class NicknamesFile(Entry):
    """registry/nicknames.yaml."""

    nicknames: tuple[NicknameEntry, ...]


@dataclass(frozen=True)
class KnownDocuments:
    """All known documents, indexed by number and, for laws, by folded name with the type ("luật giao dịch điện tử")."""

    all: tuple[KnownDocument, ...]
    by_number: Mapping[str, tuple[KnownDocument, ...]] = field(repr=False)
    laws: Mapping[str, tuple[KnownDocument, ...]] = field(repr=False)

    def is_law(self, name: str) -> bool:
        """Whether a law, code or ordinance has exactly this name, its type included; case and tone placement aside."""
        return key(name) in self.laws

    def numbered(self, number: str, year: int) -> KnownDocument | None:
        """The one document of that number and year; None where there is none, or more than one."""
        fits = [d for d in self.by_number.get(number, ()) if d.issued_on.year == year]
        return fits[0] if len(fits) == 1 else None


@lru_cache(maxsize=4)
def known_documents(directory: Path | None = None) -> KnownDocuments:
    """The registry of known documents. Raises RegistryError that names file and line."""
    return _load(registry_dir(directory))


def _load(root: Path) -> KnownDocuments:
    path = root / "known_documents.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    head = next((i for i, line in enumerate(lines) if not line.startswith("#")), None)
    if head is None or lines[head].split("\t") != _COLUMNS:
        raise RegistryError(
            f"{path.name}: the first line without # must name the columns {', '.join(_COLUMNS)}, parted by tabs"
        )
    documents: list[KnownDocument] = []
    seen: dict[tuple[object, ...], int] = {}
    for i, line in enumerate(lines[head + 1 :], start=head + 2):
        where = f"{path.name}, line {i}"
        document = _document(line, where)
        identity = (document.number, document.issuer, document.issued_on.year)
        if (first := seen.setdefault(identity, i)) != i:
            raise RegistryError(
                f"{where}: {document.number} of {document.issuer}, {document.issued_on.year} stands in line {first} already"
            )
        documents.append(document)
    numbers: dict[str, list[KnownDocument]] = {}
    laws: dict[str, list[KnownDocument]] = {}
    for document in documents:
        numbers.setdefault(document.number, []).append(document)
        if document.doc_type in _LAWS:
            laws.setdefault(key(f"{document.doc_type} {document.title}"), []).append(document)
    return KnownDocuments(
        tuple(documents), {n: tuple(d) for n, d in numbers.items()}, {n: tuple(d) for n, d in laws.items()}
    )


def _document(line: str, where: str) -> KnownDocument:
    """The document of one line. Raises RegistryError that begins with `where`."""
    cells = line.split("\t")
    told = dict(zip(_COLUMNS, (cell.strip() for cell in cells), strict=False))
    if len(cells) != len(_COLUMNS) or not all(told[name] or name in _MAY_BE_EMPTY for name in _COLUMNS):
        raise RegistryError(f"{where}: expected {len(_COLUMNS)} cells, each with a value, found {line[:80]!r}")
    issued_on = _day(told["issued_on"], where)
    effective_on = _day(told["effective_on"], where) if told["effective_on"] else None
    repealed_on = _day(told["repealed_on"], where) if told["repealed_on"] else None
    if told["doc_type"] not in document_types().by_word:
        raise RegistryError(f"{where}: {told['doc_type']!r} is no type of document_types.yaml")
    if told["origin"] not in _ORIGINS:
        raise RegistryError(f"{where}: origin {told['origin']!r} is none of {', '.join(_ORIGINS)}")
    year = _YEAR.search(told["number"])
    if year and int(year[1]) != issued_on.year:
        raise RegistryError(f"{where}: number {told['number']} and date {issued_on} are of different years")
    if not issued_on <= (effective_on or issued_on) <= (repealed_on or date.max):
        raise RegistryError(f"{where}: a document is passed first, then has effect, then is repealed")
    if (effective_on or repealed_on) and not told["source"]:
        raise RegistryError(f"{where}: days of effect and repeal need a source that proves them")
    return KnownDocument(
        told["number"],
        told["doc_type"],
        told["title"],
        issued_on,
        told["issuer"],
        told["origin"],
        effective_on,
        repealed_on,
        told["source"] or None,
    )


def _day(stated: str, where: str) -> date:
    try:
        return date.fromisoformat(stated)
    except ValueError:
        raise RegistryError(f"{where}: {stated!r} is no date; write 2020-06-03") from None


@lru_cache(maxsize=4)
def nicknames(directory: Path | None = None) -> tuple[re.Pattern[str], Mapping[str, KnownDocument]]:
    """A pattern that matches any nickname, and the document by the nickname in lower case. Raises RegistryError."""
    return _nicknames(registry_dir(directory))


def _nicknames(root: Path) -> tuple[re.Pattern[str], Mapping[str, KnownDocument]]:
    path, known = root / "nicknames.yaml", known_documents(root)
    found: dict[str, KnownDocument] = {}
    file, data = read_file(path, NicknamesFile)
    for number, entry in enumerate(file.nicknames):
        where = place_of(path.name, "nickname", number + 1, data["nicknames"][number])
        document = known.numbered(entry.number, entry.year)
        if document is None:
            raise RegistryError(f"{where}: known_documents.tsv has no {entry.number} of {entry.year}")
        if found.setdefault(entry.name.casefold(), document) is not document:
            raise RegistryError(f"{where}: the name {entry.name!r} stands twice")
    names = sorted(found, key=len, reverse=True)
    pattern = "|".join(re.escape(name).replace(r"\ ", " {1,2}") for name in names)
    return re.compile(rf"(?<!\w)(?i:{pattern})(?![\w/-]|[.,]\d)"), found
