"""Types of legal documents and codes of their issuers, read once from registry/document_types.yaml and issuer_codes.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

from theodoi.paths import data_dir


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


def fold_code(code: str) -> str:
    """A code without case and without the stroke of Đ: spellings that look alike fold to one (`ND`, `NÐ`, `nđ`)."""
    return code.upper().replace("Đ", "D").replace("Ð", "D")


@lru_cache(maxsize=1)
def document_types() -> DocumentTypes:
    """The registry, read once per process. Raises FileNotFoundError or yaml.YAMLError when it is damaged."""
    registry = data_dir("registry")
    loaded = yaml.safe_load((registry / "document_types.yaml").read_text(encoding="utf-8"))
    types = tuple(
        DocumentType(
            name=entry["name"],
            codes=tuple(entry["codes"]),
            abbreviations=tuple(entry.get("abbreviations", ())),
            short_free=entry["short"] == "free",
            issuer=entry.get("issuer"),
        )
        for entry in loaded["types"]
    )
    issuers = yaml.safe_load((registry / "issuer_codes.yaml").read_text(encoding="utf-8"))
    codes: dict[str, str | None] = issuers["codes"]
    by_code: dict[str, DocumentType] = {}
    for kind in types:
        for code in kind.codes:
            by_code.setdefault(code, kind)
    return DocumentTypes(
        types=types,
        by_code=by_code,
        by_word={t.name: t for t in types} | {a: t for t in types for a in t.abbreviations},
        issuers=codes,
        bodies={name: name for name in codes.values() if name} | issuers["aliases"],
        party=frozenset(loaded["party_codes"]),
    )
