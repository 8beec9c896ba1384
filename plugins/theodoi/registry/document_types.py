"""Types of legal documents and codes of their issuers, read once from registry/document_types.yaml and issuer_codes.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import Field

from theodoi.registry.reading import Entry, Text, read_file, registry_dir
from theodoi.vocabularies import DocumentClass, values


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type of document.

    `codes` stand for it inside a number (`QĐ`), `abbreviations` before one ("QĐ 80/2014"). `short_free` says that the
    bare word and a number cite a document ("Nghị định 168"); other types need "số". `issuer` is the one body that
    issues documents of this type. `rank` is the type's class, `numbered` where the number tells it, None where nothing does. `carried` says that
    decisions carry documents of this type under their own number. `known_until` is the last day up to which the list of
    known documents has the newest one of every name that it holds; None where nobody checked.
    """

    name: str
    codes: tuple[str, ...]
    abbreviations: tuple[str, ...]
    short_free: bool
    issuer: str | None
    rank: str | None
    carried: bool
    known_until: date | None

    @property
    def may_have_code(self) -> bool:
        """Whether a number that bears another type's code can be rightly called by this type."""
        return self.carried or not self.codes


@dataclass(frozen=True, slots=True)
class DocumentTypes:
    """All types and issuer codes, indexed.

    `by_code` maps a code in a number to its type, `by_word` the lower-case name or the abbreviation as written;
    `issuers` maps an issuer code to the body (None when only the text can tell it), `bodies` a body as written to its
    full name; `party` holds the codes of party bodies (number form 52-NQ/TW), `party_bodies` the first words of their names.
    """

    types: tuple[DocumentType, ...]
    by_code: Mapping[str, DocumentType]
    by_word: Mapping[str, DocumentType]
    issuers: Mapping[str, str | None]
    bodies: Mapping[str, str]
    party: frozenset[str]
    party_bodies: tuple[str, ...]


class TypeEntry(Entry):
    """One type of document as registry/document_types.yaml has it."""

    name: Text
    codes: tuple[Text, ...]
    abbreviations: tuple[Text, ...] = ()
    short: Literal["free", "marked"]
    issuer: Text | None = None
    rank: Literal["normative", "administrative", "numbered"] | None = Field(alias="class", default=None)
    carried: bool = False
    known_until: date | None = None


class TypesFile(Entry):
    """registry/document_types.yaml."""

    types: tuple[TypeEntry, ...]
    party_codes: tuple[Text, ...]
    party_bodies: tuple[Text, ...]


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
            rank=entry.rank,
            carried=entry.carried,
            known_until=entry.known_until,
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
        party_bodies=file.party_bodies,
    )


_YEAR_IN_NUMBER = re.compile(r"/(?:19|20)\d\d/")
_CODED = re.compile(r"[/-]\D")  # "Nghị quyết 17" leaves out what would tell
_PARTY_NUMBER = re.compile(r"\d[A-Za-z]?-[^/]+/(?P<body>[^/]+)$")  # 52-NQ/TW


def class_of(doc_type: str | None, number: str | None, issuer: str | None) -> DocumentClass | None:
    """What kind of document one is, by its number, its issuer and its type; None where these do not tell."""
    registry = document_types()
    party = _PARTY_NUMBER.search(number or "")
    if (party and party["body"] in registry.party) or (issuer or "").startswith(registry.party_bodies):
        return DocumentClass.PARTY
    kind = registry.by_word.get(doc_type or "")
    rank = kind.rank if kind else None
    if rank == "numbered" and number is not None and _CODED.search(number):
        rank = "normative" if _YEAR_IN_NUMBER.search(number) else "administrative"
    return DocumentClass(rank) if rank in values(DocumentClass) else None
