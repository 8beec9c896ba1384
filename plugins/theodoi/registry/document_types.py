"""Types of legal documents and codes of their issuers, read once from registry/document_types.yaml and issuer_codes.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from theodoi.registry.reading import Entry, Text, read_file, registry_dir


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type of document.

    `codes` stand for it inside a number (`QĐ`), `abbreviations` before one ("QĐ 80/2014"). `short_free` says that the
    bare word and a number cite a document ("Nghị định 168"); other types need "số". `issuer` is the one body that
    issues documents of this type.
    """

    name: str
    codes: tuple[str, ...]
    abbreviations: tuple[str, ...]
    short_free: bool
    issuer: str | None


@dataclass(frozen=True, slots=True)
class DocumentTypes:
    """All types and issuer codes, indexed.

    `by_code` maps a code in a number to its type, `by_word` the lower-case name or the abbreviation as written;
    `issuers` maps an issuer code to the body (None when only the text can tell it), `bodies` a body as written to its
    full name; `party` holds the codes of party bodies (number form 52-NQ/TW).
    """

    types: tuple[DocumentType, ...]
    by_code: Mapping[str, DocumentType]
    by_word: Mapping[str, DocumentType]
    issuers: Mapping[str, str | None]
    bodies: Mapping[str, str]
    party: frozenset[str]


class TypeEntry(Entry):
    """One type of document as registry/document_types.yaml has it."""

    name: Text
    codes: tuple[Text, ...]
    abbreviations: tuple[Text, ...] = ()
    short: Literal["free", "marked"]
    issuer: Text | None = None


class TypesFile(Entry):
    """registry/document_types.yaml."""

    types: tuple[TypeEntry, ...]
    party_codes: tuple[Text, ...]


class IssuersFile(Entry):
    """registry/issuer_codes.yaml: bodies by code (null where only the text tells), full names by other names."""

    codes: dict[Text, Text | None]
    aliases: dict[Text, Text]


def fold_code(code: str) -> str:
    """A code without case and without the stroke of Đ: spellings that look alike fold to one (`ND`, `NÐ`, `nđ`)."""
    return code.upper().replace("Đ", "D").replace("Ð", "D")


@lru_cache(maxsize=1)
def document_types() -> DocumentTypes:
    """The registry, read once per process. Raises RegistryError that names file, line and entry."""
    root = registry_dir()
    file, _ = read_file(root / "document_types.yaml", TypesFile)
    types = tuple(
        DocumentType(
            name=entry.name,
            codes=entry.codes,
            abbreviations=entry.abbreviations,
            short_free=entry.short == "free",
            issuer=entry.issuer,
        )
        for entry in file.types
    )
    issuers, _ = read_file(root / "issuer_codes.yaml", IssuersFile)
    codes = issuers.codes
    by_code: dict[str, DocumentType] = {}
    for kind in types:
        for code in kind.codes:
            by_code.setdefault(code, kind)
    return DocumentTypes(
        types=types,
        by_code=by_code,
        by_word={t.name: t for t in types} | {a: t for t in types for a in t.abbreviations},
        issuers=codes,
        bodies={name: name for name in codes.values() if name} | issuers.aliases,
        party=frozenset(file.party_codes),
    )
